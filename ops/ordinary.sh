# How a program is started by root and runs as an ordinary user. Sourced, never run.

first_closed() { # ROOT PATH: prints the first folder above PATH, inside ROOT, that not everybody may pass; nothing if all may
    local root=$1 path=$2 way="" mode rest
    local -a above=()
    rest=${path#/}
    while [[ $rest == */* ]]; do
        way+=/${rest%%/*}
        rest=${rest#*/}
        above+=("$root$way")
    done
    [[ ${#above[@]} -gt 0 ]] || return 0
    while read -r mode way; do
        if ((!(8#$mode & 1))); then
            printf '%s' "${way#"$root"}"
            return
        fi
    done < <(stat --dereference --format '%a %n' "${above[@]}" 2>/dev/null)
}

# The words that become UID:GID without any right of root's, and none to be had again; LOW_PORTS=yes leaves the right to
# listen on ports under 1024. Dying with the parent is said here, because a change of user takes it back.
ordinary() { # UID:GID
    local capabilities=-all
    [[ ${LOW_PORTS:-} != yes ]] || capabilities+=,+net_bind_service
    drop=(
        setpriv --reuid "${1%:*}" --regid "${1#*:}" --clear-groups --no-new-privs
        --inh-caps="$capabilities" --ambient-caps="$capabilities" --bounding-set="$capabilities" --pdeathsig KILL --
    )
}
