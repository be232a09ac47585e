# syntax=docker/dockerfile:1.7
# The ML services. Targets: tabular, solving, tuning. The build context is the checkout:
#   docker build --file deploy/images/ml-services.Dockerfile --target tabular --tag signalbox/tabular:0.1.0 .

FROM python:3.11.17-slim-bookworm AS stubs
WORKDIR /build/ml-services
COPY ml-services/constraints.txt ./
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install --disable-pip-version-check --no-input -c constraints.txt grpcio-tools
COPY contracts/proto /build/contracts/proto
COPY ml-services/generate.py ./
RUN python generate.py

FROM python:3.11.17-slim-bookworm AS packages
RUN python -m venv /opt/signalbox
ENV PATH=/opt/signalbox/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
WORKDIR /build/ml-services
COPY ml-services/constraints.txt ./
# Packages are built with the pinned setuptools and not in an environment of their own, which would fetch the newest.
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install -c constraints.txt setuptools
COPY ml-services/sdk sdk
COPY --from=stubs /build/ml-services/sdk/src/signalbox_ml/_generated sdk/src/signalbox_ml/_generated
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install -c constraints.txt --no-build-isolation ./sdk

FROM packages AS tabular-packages
COPY ml-services/tabular tabular
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install -c constraints.txt --no-build-isolation ./tabular

FROM packages AS solving-packages
COPY ml-services/solving solving
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install -c constraints.txt --no-build-isolation ./solving

FROM packages AS tuning-packages
# With the Gaussian process, which needs PyTorch: --build-arg TUNING=./tuning[gp]
ARG TUNING=./tuning
COPY ml-services/tuning tuning
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install -c constraints.txt --no-build-isolation "$TUNING"

FROM python:3.11.17-slim-bookworm AS runtime
# libgomp1: LightGBM. tini: attempts start programs of their own, and what these leave behind must be reaped.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libgomp1 tini \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 signalbox \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/signalbox --shell /usr/sbin/nologin signalbox \
 && install --directory --owner=10001 --group=10001 --mode=0750 /var/lib/signalbox
COPY --chmod=0755 deploy/images/health.sh /usr/local/bin/health
COPY --chmod=0755 deploy/images/ml-service.sh /usr/local/bin/ml-service
ENV PATH=/opt/signalbox/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SIGNALBOX_WORK_DIR=/var/lib/signalbox
WORKDIR /var/lib/signalbox
USER 10001:10001
EXPOSE 50051/tcp 8081/tcp

FROM runtime AS tabular
COPY --from=tabular-packages /opt/signalbox /opt/signalbox
ENTRYPOINT ["tini", "--", "ml-service", "tabular"]

FROM runtime AS solving
COPY --from=solving-packages /opt/signalbox /opt/signalbox
ENTRYPOINT ["tini", "--", "ml-service", "solving"]

FROM runtime AS tuning
COPY --from=tuning-packages /opt/signalbox /opt/signalbox
ENTRYPOINT ["tini", "--", "ml-service", "tuning"]
