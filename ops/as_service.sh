#!/usr/bin/env bash
# as_service.sh UID:GID PATH… -- COMMAND…: becomes COMMAND as that user, who can reach the paths wherever they lie.
#
# The checkout or the state folder may lie below a folder that is root's alone, such as /root. Then the program gets a mount
# namespace of its own, in which an empty folder covers that one and holds nothing but the paths, at their places. It ends
# with the program, and the rest of root's folder is hidden from it. Each step execs: the process id stays the caller's.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/ordinary.sh"

uncover() { # PATH…: covers what is closed above the paths and lays them over the cover; runs in the new mount namespace
    local path other closed fd
    local -A open=()
    for path in "$@"; do
        exec {fd}<"$path"
        open[$path]=$fd
    done
    for path in "$@"; do
        while closed=$(first_closed "" "$path") && [[ $closed ]]; do
            mount -t tmpfs -o mode=0755,size=1m tmpfs "$(realpath "$closed")"
            for other in "$@"; do
                [[ -e $other ]] || put_back "$other" "${open[$other]}"
            done
        done
    done
    for path in "$@"; do
        fd=${open[$path]}
        exec {fd}<&-
    done
}

put_back() { # PATH FD
    (umask 022 && if [[ -d /proc/self/fd/$2 ]]; then mkdir -p "$1"; else mkdir -p "$(dirname "$1")" && : >"$1"; fi)
    # by its open file: its path leads to the cover
    mount --no-canonicalize --rbind "/proc/self/fd/$2" "$1"
}

if [[ ${1:-} == --in-namespace ]]; then
    shift
    inside=yes
fi
all=("$@")
who=$1
shift
paths=()
while [[ $1 != -- ]]; do
    paths+=("$1")
    shift
done
shift
here=$PWD
if [[ ${inside:-} ]]; then
    uncover "${paths[@]}"
else
    for path in "${paths[@]}"; do
        [[ ! $(first_closed "" "$path") ]] || exec unshare --mount --propagation private "${BASH_SOURCE[0]}" --in-namespace "${all[@]}"
    done
fi
cd "$here"
ordinary "$who"
unset LOW_PORTS
exec "${drop[@]}" "$@"
