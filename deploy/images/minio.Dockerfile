# syntax=docker/dockerfile:1.7
# MinIO that needs no root: a volume takes over the owner of the folder that it is mounted on. With the client, for health and setup.

FROM minio/mc:RELEASE.2025-08-13T08-35-41Z AS client

FROM minio/minio:RELEASE.2025-09-07T16-13-09Z AS minio
COPY --from=client /usr/bin/mc /usr/bin/mc
RUN mkdir -p /var/lib/minio && chown 10001:10001 /var/lib/minio
USER 10001:10001
