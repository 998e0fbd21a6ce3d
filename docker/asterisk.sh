#!/bin/bash
# Becomes Asterisk: the process that Docker's signals reach.
umask 027 # recordings and telephone numbers are nobody else's business
# a call takes four to eight files; where the engine allows fewer, all that it allows
ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"
# as in ops/asterisk.sh: no number in clear
exec > >(LC_ALL=C exec sed -u -E -e 's/(^|[^A-Za-z0-9_.-])(\+?[0-9]{3})[0-9]{6,15}([0-9]{2})/\1\2******\3/g' -e 's/(^|[^A-Za-z0-9_.-])(\+?[0-9]{2})[0-9]{5,8}/\1\2******/g' -e 's/[\x80-\xff]/?/g') 2>&1
exec asterisk -f -n -q
