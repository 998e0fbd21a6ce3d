#!/bin/sh
# setup: runs to its end before anything else starts. It makes Asterisk's configuration, the prompts, the database's
# schema and the first user; what is there and right is left alone, so that it may run at every start.
set -eu
umask 027 # no other user may read recordings and telephone numbers

python -m asterisk_conf
python -m ivr.prompts
python -m hotline.store
