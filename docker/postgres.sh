#!/bin/sh
# Becomes PostgreSQL, and makes its cluster at the first start: under another name until it is whole.
#
# No network and no password: the only way in is the socket in a volume that the roles share, and PostgreSQL knows who
# comes through it by the user's number (`peer`). The database belongs to `hotline`, who is no superuser.
set -eu
umask 077
data=/var/lib/postgresql/data

if [ ! -e "$data" ]; then
    rm -rf "$data.new"
    initdb --pgdata="$data.new" --username=postgres --auth=peer --encoding=UTF8 --locale=C.UTF-8 --data-checksums
    postgres --single -D "$data.new" -c exit_on_error=on postgres >/dev/null <<'SQL'
CREATE ROLE hotline LOGIN
CREATE DATABASE hotline OWNER hotline
SQL
    sync -f "$data.new"
    mv "$data.new" "$data"
fi

# terse: what a row holds (a citizen's number) stays out of the log
exec postgres -D "$data" -c listen_addresses= -c unix_socket_directories=/run/postgresql -c unix_socket_permissions=0700 \
    -c log_error_verbosity=terse
