#!/usr/bin/env bash
# asterisk.sh STATE_DIR [ARGUMENT…]: runs the private Asterisk whose configuration is
# STATE_DIR/asterisk/etc/asterisk.conf. Each step uses exec, so that the caller's process id is Asterisk's and signals
# reach it. An Asterisk from the private root gets its own mount namespace, which ends with the process: no mount is
# left behind, however it is killed. Started by root, Asterisk runs as the owner of STATE_DIR: root's rights are only
# used to set up the private root, and dropped before Asterisk starts. With arguments, Asterisk is run with those
# instead of as the server, e.g. `asterisk.sh var -rx "core show channels"`.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/asterisk_22.sh"
source "$(dirname "${BASH_SOURCE[0]}")/ordinary.sh"

fail() {
    echo "asterisk.sh: $*" >&2
    exit 2
}

in_private_root() { # runs in the new mount namespace; /tmp and /run of the private root become this instance's own
    local state=$1 root=$2
    shift 2
    mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
    mount -t tmpfs tmpfs "$root/run"
    mount --rbind /proc "$root/proc"
    mount --rbind /dev "$root/dev"
    # the machine's current name resolution, not a copy from the day when the root was made
    local file
    for file in /etc/resolv.conf /etc/hosts; do
        [[ -e $root$file ]] || : > "$root$file"
        if [[ -e $file && -f $root$file && ! -L $root$file ]]; then mount --bind "$(readlink -f "$file")" "$root$file"; fi
    done
    # Asterisk resolves its own host name for every call; a name that only a slow DNS server knows would stall all of
    # them
    echo localhost > /proc/sys/kernel/hostname
    # links are resolved inside the root: its /var/run is not the machine's /run
    local at closed
    at=$(folder_inside "$root" "$state")
    closed=$(first_closed "$root" "$at")
    if [[ $closed ]]; then
        mount -t tmpfs -o mode=0755,size=1m tmpfs "$root$closed"
        at=$(folder_inside "$root" "$state")
    fi
    mount --bind "$state" "$root$at"
    mount -o remount,bind,noexec,nosuid,nodev "$root$at"
    only "$root/usr/bin" setpriv
    only "$root/usr/sbin" asterisk
    as_owner_of "$state"
    exec chroot "$root" "${drop[@]}" /usr/sbin/asterisk "$@"
}

only() { # FOLDER PROGRAM: hides all other programs, above all the shell, so that no command can be run through Asterisk
    local fd
    [[ ! -L $1 ]] || return 0
    exec {fd}<"$1/$2"
    mount -t tmpfs -o mode=0755,size=64k tmpfs "$1"
    : >"$1/$2"
    mount --no-canonicalize --bind "/proc/self/fd/$fd" "$1/$2"
    exec {fd}<&-
}

folder_inside() { # ROOT PATH: creates that folder and prints its real path
    # shellcheck disable=SC2016
    chroot "$1" sh -c 'umask 022 && mkdir -p "$1" && readlink -f "$1"' sh "$2"
}

as_owner_of() { # STATE: sets `drop` to the command prefix that drops root's rights; empty when there are none to drop
    drop=()
    [[ $EUID -ne 0 || -O $1 ]] || ordinary "$(stat --format %u:%g "$1")"
}

if [[ ${1:-} == --in-namespace ]]; then
    shift
    in_private_root "$@"
fi

[[ $# -ge 1 ]] || fail "usage: asterisk.sh STATE_DIR [ARGUMENT…]"
state=$(realpath --canonicalize-missing --no-symlinks "$1") # the same path as in the configuration
shift
conf=$state/asterisk/etc/asterisk.conf
[[ -r $conf ]] || fail "$conf: no such file; render it with python -m asterisk_conf"
(
    LC_ALL=C
    socket=$state/asterisk/run/asterisk.ctl
    ((${#socket} <= 107)) || fail "HOTLINE_STATE_DIR: expected a shorter path, Asterisk's control socket $socket is over 107 bytes"
)
if [[ $# -eq 0 ]]; then
    set -- -f -n -q
    # A blocked address (acl.conf) causes one line per packet; an alarm has already reported it. Some of Asterisk's
    # warnings contain the caller's number: logs hold no number in clear, and no bytes that are not text.
    as_owner_of "$state"
    exec > >(LC_ALL=C exec "${drop[@]}" sed -u -E -e '/ did not pass ACL test$/d' -e 's/(^|[^A-Za-z0-9_.-])(\+?[0-9]{3})[0-9]{6,15}([0-9]{2})/\1\2******\3/g' -e 's/(^|[^A-Za-z0-9_.-])(\+?[0-9]{2})[0-9]{5,8}/\1\2******/g' -e 's/[\x80-\xff]/?/g') 2>&1
fi
ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)" # a call uses four to eight files

if is_asterisk_22 asterisk; then
    as_owner_of "$state"
    [[ ${#drop[@]} -eq 0 ]] || exec "$(dirname "${BASH_SOURCE[0]}")/as_service.sh" "$(stat --format %u:%g "$state")" "$PWD" "$state" \
        -- asterisk -C "$conf" "$@"
    exec asterisk -C "$conf" "$@"
fi
[[ -x $asterisk_root/usr/sbin/asterisk ]] || fail "Asterisk 22 is missing: run ops/bootstrap.sh"
exec unshare --mount --uts --propagation private "${BASH_SOURCE[0]}" --in-namespace "$state" "$asterisk_root" -C "$conf" "$@"
