#!/bin/sh
# Becomes Asterisk: the process that Docker's signals reach.
umask 027 # recordings and telephone numbers are nobody else's business
# a call takes four to eight files; where the engine allows fewer, all that it allows
ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"
exec asterisk -f -n -q
