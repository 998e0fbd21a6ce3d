#!/usr/bin/env bash
# build.sh [--check | --packages]: builds the pages into agent_api/pages/built when their sources have changed.
# The build goes into another folder first and is moved when it is complete, with the sum of its sources as a stamp; the
# packages are marked when they are all there. --check only says, by its status, whether the build is that of the sources;
# --packages stops after the packages, with the tools for development if HOTLINE_PAGES_TOOLS is set.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source ./node.sh
built=$(dirname "$PWD")/built

sum_of_sources() {
    find src build.mjs package-lock.json -type f ! -name '*.test.ts' ! -name schema.d.ts -print0 | LC_ALL=C sort -z |
        xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

is_fresh() {
    [[ -f $built/manifest.json && $(cat "$built/.stamp" 2>/dev/null) == "$1" ]]
}

install_packages() {
    [[ ! -L node_modules ]] || return 0 # shared with another checkout, which keeps it
    local mark=node_modules/.installed wanted omit=(--omit=dev)
    wanted=$(sha256sum <package-lock.json)
    if grep -qxF "all $wanted" "$mark" 2>/dev/null; then return; fi
    if [[ ${HOTLINE_PAGES_TOOLS:-} ]]; then
        omit=() wanted="all $wanted"
    elif grep -qxF "$wanted" "$mark" 2>/dev/null; then
        return
    fi
    rm -f "$mark"
    # the network's own certificate authority, if there is one, is among the system's
    local authorities=/etc/ssl/certs/ca-certificates.crt
    [[ ! -f $authorities ]] || export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-$authorities}
    "${npm[@]}" ci "${omit[@]}" --no-progress --loglevel=error >&2
    echo "$wanted" >"$mark"
}

build_pages() {
    local partial=$built.partial
    rm -rf "$partial"
    mkdir -p "$partial"
    "$node" build.mjs "$partial"
    echo "$1" >"$partial/.stamp"
    rm -rf "$built"
    mv -T "$partial" "$built"
}

sum=$(sum_of_sources)
case "${1:-}" in
--check) is_fresh "$sum" ;;
--packages) find_node && install_packages ;;
"")
    if is_fresh "$sum" && [[ ! ${HOTLINE_PAGES_TOOLS:-} ]]; then exit 0; fi
    find_node
    install_packages
    is_fresh "$sum" || build_pages "$sum"
    ;;
*) echo "usage: build.sh [--check | --packages]" >&2 && exit 2 ;;
esac
