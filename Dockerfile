# jira-mirror as an image: one run a container (docker run, a CronJob: cron/kubernetes-cronjob.yaml).
#
#   docker build --build-arg COMMIT="$(git rev-parse --short=12 HEAD)" -t jira-mirror .
#   docker run --rm -it -v jira-mirror:/data jira-mirror jira-mirror init https://jira.example.com
#   docker run --rm -it -v jira-mirror:/data jira-mirror jira-mirror authorize --callback oob
#   docker run --rm -v jira-mirror:/data jira-mirror
#
# Everything lies in the volume /data, the vault's key too; `docker run` with a secret at
# /run/credentials/jira-mirror/jira-mirror.vault.key and -e CREDENTIALS_DIRECTORY=/run/credentials/jira-mirror keeps
# the two apart.

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcurl4-openssl-dev libssl-dev libsqlite3-dev libxlsxwriter-dev \
        zlib1g-dev pkg-config make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
ARG COMMIT=
RUN make release XLSX=1 JIRA_MIRROR_COMMIT="$COMMIT" \
    && make install-files DESTDIR=/image PREFIX=/usr

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libcurl4 libsqlite3-0 libssl3 libxlsxwriter4 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 jira-mirror \
    && useradd --system --uid 10001 --gid jira-mirror --home-dir /data --shell /usr/sbin/nologin jira-mirror \
    && install -d -o jira-mirror -g jira-mirror -m 0700 /data
COPY --from=build /image/usr/bin/ /usr/bin/
ENV JIRA_MIRROR_HOME=/data
USER jira-mirror
VOLUME /data
# `status` itself always exits 0: healthy is a grant that Jira accepts. How old the data is stands in
# `mirror.lag_seconds` of the same document.
HEALTHCHECK --interval=5m --timeout=30s CMD jira-mirror status --json --fast | grep -q '"state" : "active"'
CMD ["jira-mirror-sync"]
