# Redis as Debian packages it: nothing on disk and no port. It holds notifications and the live view, the truth is in SQL.
ARG DEBIAN=bookworm-slim
FROM debian:${DEBIAN}

RUN groupadd --gid 10001 hotline \
 && useradd --uid 10001 --gid hotline --home-dir /run/redis --no-create-home --shell /usr/sbin/nologin hotline \
 && apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends redis-server \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -m 0700 -o hotline -g hotline /run/redis

USER hotline
WORKDIR /run/redis
CMD ["redis-server", "--port", "0", "--save", "", "--appendonly", "no", \
     "--unixsocket", "/run/redis/redis.sock", "--unixsocketperm", "700"]
