# The service image: built from the sources beside this file, run by an
# unprivileged user, with nothing in it but Debian's base, the certificate
# authorities and one binary.
#
#   docker build -t fourco .
#   docker run -p 8080:8080 -v fourco:/var/lib/fourco -v "$PWD/jwks.json:/etc/fourco/jwks.json:ro" \
#     -e FOURCO_JWKS_FILE=/etc/fourco/jwks.json -e FOURCO_ISSUER=https://login.example/ fourco
#
# It listens beyond loopback, so it believes no development key: without the public
# keys of an issuer it does not start.
#
# Probes belong to the orchestrator (k8s/base), so there is no HEALTHCHECK.

# Both stages are the same Debian release, so the C library that the binary was
# linked against is the one it runs with.
ARG RUST_VERSION=1.95
ARG DEBIAN_RELEASE=bookworm

FROM rust:${RUST_VERSION}-slim-${DEBIAN_RELEASE} AS build

# SQLite, libpq and OpenSSL are compiled from the sources that their crates
# bring: that takes a C compiler, make and the whole of perl.
# Versions are not pinned: Debian's archive keeps only the newest of a stable
# release, so a pinned one is gone with the next security update.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends gcc libc6-dev make perl \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /src
# What is not compiled is kept out by .dockerignore. .cargo/config.toml comes
# along: it tells the vendored OpenSSL where Debian keeps the authorities.
COPY . .

# The two caches survive between builds on one machine; the binary is copied out
# because a cache is not part of the layer.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    cargo build --release --locked --bin fourco \
 && install -D -m 0755 target/release/fourco /out/fourco

FROM debian:${DEBIAN_RELEASE}-slim

# ca-certificates: to check the database's and the key server's certificates.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 fourco \
 && useradd --uid 10001 --gid 10001 --home-dir /var/lib/fourco --no-create-home --shell /usr/sbin/nologin fourco \
 && install -d -o 10001 -g 10001 -m 0750 /var/lib/fourco

COPY --from=build /out/fourco /usr/local/bin/fourco

# Inside a container the loopback default would be reachable by nobody.
ENV FOURCO_LISTEN=0.0.0.0:8080 \
    FOURCO_DATA_DIR=/var/lib/fourco

LABEL org.opencontainers.image.title="fourco" \
      org.opencontainers.image.description="Register and assess co-production initiatives" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"

# The embedded database lives here; with PostgreSQL nothing that matters does.
VOLUME ["/var/lib/fourco"]
WORKDIR /var/lib/fourco
# By number, so that `runAsNonRoot` can be checked without a look at /etc/passwd.
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["fourco"]
