#!/bin/bash
# Executes Asterisk, so that Docker's signals reach it.
umask 027 # no other user may read recordings and telephone numbers
# a call uses four to eight files; at most what the engine allows
ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"
# as in ops/asterisk.sh: no number in clear
exec > >(LC_ALL=C exec sed -u -E -e 's/(^|[^A-Za-z0-9_.-])(\+?[0-9]{3})[0-9]{6,15}([0-9]{2})/\1\2******\3/g' -e 's/(^|[^A-Za-z0-9_.-])(\+?[0-9]{2})[0-9]{5,8}/\1\2******/g' -e 's/[\x80-\xff]/?/g') 2>&1
exec asterisk -f -n -q
