# PostgreSQL as Debian packages it.
ARG DEBIAN=bookworm-slim
FROM debian:${DEBIAN}

# Debian would make a cluster at once, in the image; ours is made at the first start, in the volume.
RUN groupadd --gid 10001 hotline \
 && useradd --uid 10001 --gid hotline --home-dir /var/lib/postgresql --no-create-home --shell /usr/sbin/nologin hotline \
 && apt-get update \
 && export DEBIAN_FRONTEND=noninteractive \
 && apt-get install --yes --no-install-recommends postgresql-common tzdata \
 && echo 'create_main_cluster = false' >>/etc/postgresql-common/createcluster.conf \
 && apt-get install --yes --no-install-recommends postgresql \
 && rm -rf /var/lib/apt/lists/* \
 && ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/ \
 && chown hotline:hotline /var/lib/postgresql /run/postgresql \
 && chmod 0700 /var/lib/postgresql /run/postgresql

COPY docker/postgres.sh /usr/local/bin/hotline-postgres
USER hotline
CMD ["hotline-postgres"]
