#!/usr/bin/env bash
# check_pages.sh [--fix]: format, lint, types and unit tests of the pages. The types of the API are generated anew from
# its own description, so a page that has drifted from the API fails here. --fix formats and mends first.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source agent_api/pages/app/node.sh
HOTLINE_PAGES_TOOLS=yes agent_api/pages/app/build.sh --packages
find_node
description=$(mktemp --suffix=.json)
trap 'rm -f "$description"' EXIT
.venv/bin/python -m agent_api.describe >"$description"
cd agent_api/pages/app
bin=node_modules/.bin
"$node" "$bin/openapi-typescript" "$description" --default-non-nullable=false --output src/api/schema.d.ts >/dev/null
[[ ${1:-} != --fix ]] || "$bin/biome" check --write . >/dev/null || true
"$bin/biome" ci --colors=off .
"$node" "$bin/tsc" --project .
mapfile -t tests < <(find src -name '*.test.ts')
[[ ${#tests[@]} -eq 0 ]] || "$node" --test --test-reporter=dot "${tests[@]}"
