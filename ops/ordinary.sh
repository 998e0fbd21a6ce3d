# Helpers to start a program as root and run it as an ordinary user. To be sourced.

first_closed() { # ROOT PATH: prints the first folder above PATH, inside ROOT, that others may not enter, if any
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

# Sets `drop` to the command prefix that becomes UID:GID, drops all of root's rights and makes them unavailable for
# good; LOW_PORTS=yes keeps the right to listen on ports under 1024. --pdeathsig is set here because a change of user
# clears it.
ordinary() { # UID:GID
    local capabilities=-all
    [[ ${LOW_PORTS:-} != yes ]] || capabilities+=,+net_bind_service
    drop=(
        setpriv --reuid "${1%:*}" --regid "${1#*:}" --clear-groups --no-new-privs
        --inh-caps="$capabilities" --ambient-caps="$capabilities" --bounding-set="$capabilities" --pdeathsig KILL --
    )
}
