# Asterisk 22. Debian 12 and 13 have no Asterisk among their packages; sid has 22, a series with long-term support.
ARG DEBIAN=sid-slim
FROM debian:${DEBIAN}

# sid's lists are valid for a week; a mirror that lags, or one kept still on purpose, is signed all the same. Debian's
# debootstrap, which `make run` takes sid by, does not look at that date either.
RUN groupadd --gid 10001 hotline \
 && useradd --uid 10001 --gid hotline --home-dir /var/lib/hotline --no-create-home --shell /usr/sbin/nologin hotline \
 && install -d -m 0700 -o hotline -g hotline /var/lib/hotline \
 && apt-get -o Acquire::Check-Valid-Until=false update \
 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
    asterisk asterisk-core-sounds-en-gsm ca-certificates tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && asterisk -V | grep '^Asterisk 22\.' \
# so that a plain `asterisk -rx …` speaks to the instance
 && ln -sf /var/lib/hotline/asterisk/etc/asterisk.conf /etc/asterisk/asterisk.conf

COPY docker/asterisk.sh /usr/local/bin/hotline-asterisk
USER hotline
CMD ["hotline-asterisk"]
