# Builds Stagedoor and leaves only what runs it. The clubs live in the volume /data.
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends build-essential perl && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
# jemalloc learns the size of a page from the kernel that builds. Kernels for arm64 differ in it: there it allows for all.
RUN if [ "$(uname -m)" = aarch64 ]; then export JEMALLOC_SYS_WITH_LG_PAGE=16; fi; \
    cargo build --release --locked --bin stagedoor && strip target/release/stagedoor

FROM debian:bookworm-slim
# ffmpeg is optional: without it films are served as they were uploaded. It is left out to keep the image small.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin stagedoor \
    && install -d -o stagedoor -g stagedoor -m 0750 /data
COPY --from=build /build/target/release/stagedoor /usr/local/bin/stagedoor
USER stagedoor
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["stagedoor"]
CMD ["serve", "--data", "/data", "--listen", "0.0.0.0:8080"]
