# Finds Asterisk 22: the system's, or the one in the private root that bootstrap.sh makes. To be sourced. There is a
# private root because Debian 12 and 13 and Ubuntu 24.04 do not package Asterisk 22, but Debian sid does.
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/hotline-cti
asterisk_root=$cache/asterisk-22

is_asterisk_22() { # COMMAND…: whether it runs Asterisk 22
    [[ $("$@" -V 2>/dev/null) == "Asterisk 22."* ]]
}
