# syntax=docker/dockerfile:1.7
# The Java parts of Signalbox. Targets: migrations, orchestrator, backend (which serves the dashboard). The build context is the checkout:
#   docker build --file deploy/images/java.Dockerfile --target backend --tag signalbox/backend:0.1.0 .

FROM maven:3.9.16-eclipse-temurin-25-noble AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml pom.xml
COPY contracts contracts
COPY database database
COPY standalone standalone
COPY backend backend
COPY orchestrator orchestrator
# Typed SQL is made from the migrations: for that a PostgreSQL out of the Maven repository runs for some seconds.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -Punchecked -DskipTests -pl database,backend/bootstrap,orchestrator/service -am package
COPY deploy/images/lay-out.sh /usr/local/bin/lay-out.sh
RUN sh /usr/local/bin/lay-out.sh database migrations signalbox.database.Migrate \
 && sh /usr/local/bin/lay-out.sh orchestrator/service orchestrator signalbox.orchestrator.service.Main \
 && sh /usr/local/bin/lay-out.sh backend/bootstrap backend signalbox.bootstrap.Main

FROM node:20.20.2-bookworm-slim AS web
WORKDIR /build/web
COPY contracts/openapi.yaml /build/contracts/openapi.yaml
COPY web/package.json web/package-lock.json ./
# As ./signalbox does it: «ci» wants the packages of every platform, «install» takes the same versions for this one.
RUN --mount=type=cache,target=/root/.npm \
    npm ci --no-audit --no-fund || npm install --no-save --no-audit --no-fund
COPY web ./
RUN npm run build

FROM eclipse-temurin:25.0.3_9-jre-noble AS runtime
RUN groupadd --gid 10001 signalbox \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/signalbox --shell /usr/sbin/nologin signalbox \
 && install --directory --owner=10001 --group=10001 --mode=0750 /var/lib/signalbox
COPY --chmod=0755 deploy/images/health.sh /usr/local/bin/health
COPY --chmod=0755 deploy/images/train.sh /usr/local/bin/train
WORKDIR /var/lib/signalbox

# The class data is made where it is used: it is good for this JVM and for jars of this path, size and time alone.
FROM runtime AS migrations
COPY --from=build /out/opt/signalbox/migrations /opt/signalbox/migrations
RUN train migrations
USER 10001:10001
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/opt/signalbox/migrations/classes.jsa", "@/opt/signalbox/migrations/java.args"]

FROM runtime AS orchestrator
COPY --from=build /out/opt/signalbox/orchestrator /opt/signalbox/orchestrator
RUN train orchestrator
USER 10001:10001
EXPOSE 8081/tcp
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/opt/signalbox/orchestrator/classes.jsa", "@/opt/signalbox/orchestrator/java.args"]

FROM runtime AS backend
COPY --from=build /out/opt/signalbox/backend /opt/signalbox/backend
RUN train backend
COPY --from=web /build/web/dist /opt/signalbox/web
ENV SIGNALBOX_WEB_DIR=/opt/signalbox/web
USER 10001:10001
EXPOSE 8080/tcp 8080/udp 8081/tcp
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/opt/signalbox/backend/classes.jsa", "@/opt/signalbox/backend/java.args"]
