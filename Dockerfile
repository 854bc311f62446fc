# The server in a small image: built on Debian 12, run on its slim variant by a user without rights.
FROM debian:12 AS build
WORKDIR /src
COPY scripts/install-deps scripts/
RUN scripts/install-deps build
COPY . .
RUN scripts/build release understudy && strip build/release/understudy

FROM debian:12-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libcaf-core0.17 librocksdb7.8 libssl3 libnghttp2-14 libpcre2-8-0 libspdlog1.10 libfmt9 libsimdjson14 libpugixml1v5 libabsl20220623 \
      libstdc++6 zlib1g \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /nonexistent understudy \
 && mkdir -p /etc/localstack/init /var/lib/localstack \
 && chown understudy /var/lib/localstack
COPY --from=build /src/build/release/understudy /usr/local/bin/
USER understudy
EXPOSE 5000 4566
# Init scripts that are mounted where LocalStack's users have them are run.
# Both dialects, reachable from outside the container: moto's on 5000 (-p moves it), LocalStack's on 4566.
ENV GATEWAY_LISTEN=0.0.0.0:4566
ENTRYPOINT ["understudy", "-H", "0.0.0.0", "--init", "/etc/localstack/init"]
