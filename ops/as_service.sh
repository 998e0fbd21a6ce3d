#!/usr/bin/env bash
# as_service.sh UID:GID PATH… -- COMMAND…: runs COMMAND as that user, with access to the paths wherever they are. A
# folder above the checkout or the state folder may be closed to other users, such as /root. Then the program gets its
# own mount namespace, in which an empty tmpfs covers the closed folder and holds only the paths, at their places. The
# namespace ends with the program, and the rest of root's folder is hidden from it. Each step uses exec, so the process
# id stays the caller's.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/ordinary.sh"

uncover() { # PATH…: covers closed folders above the paths and mounts the paths over it; runs in the new namespace
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
    # by its open file, because its path now leads to the cover
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
