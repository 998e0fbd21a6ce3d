# Which Asterisk 22 this machine has: its own, or the private root that bootstrap.sh makes. Sourced, never run.
# A private root, because Debian 12 and 13 and Ubuntu 24.04 have no Asterisk 22 among their packages, but Debian sid has.
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/hotline-cti
asterisk_root=$cache/asterisk-22

is_asterisk_22() { # COMMAND…: whether this runs Asterisk 22
    [[ $("$@" -V 2>/dev/null) == "Asterisk 22."* ]]
}
