"""Mistakes on purpose. A check that does not name them has gone blind.

Each is a file, a text in it, what stands there instead, and a part of what must be said. The text must be there: when the files move
on, so must these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from signalbox_deploy import chart, compose, images
from signalbox_deploy.facts import CONFIGURATION, PROMETHEUS, SDK_SETTINGS, Facts
from signalbox_deploy.files import Files


@dataclass(frozen=True)
class Canary:
    check: Callable[[Files, Facts], list[str]]
    path: str
    text: str
    instead: str
    said: str


def _images(path: str, text: str, instead: str, said: str) -> Canary:
    return Canary(images.check, path, text, instead, said)


def _compose(text: str, instead: str, said: str, path: str = compose.PATH) -> Canary:
    return Canary(compose.check, path, text, instead, said)


def _chart(path: str, text: str, instead: str, said: str) -> Canary:
    return Canary(chart.check, f"{chart.FOLDER}/{path}", text, instead, said)


HELPERS = "templates/_helpers.tpl"
BACKEND = "templates/backend.yaml"
ML = "templates/ml-services.yaml"
POLICIES = "templates/networkpolicies.yaml"

CANARIES = [
    # Images
    _images(images.JAVA, "COPY backend backend", "COPY backends backend", "copies backends, which is not there"),
    _images(images.JAVA, "temurin:25.0.3_9-jre-noble", "temurin:latest", "has no pinned tag"),
    _images(
        images.JAVA,
        "25.0.3_9-jre-noble AS runtime",
        "25.0.3_9-jre-noble AS base",
        "the image runtime has no pinned tag",
    ),
    _images(
        images.JAVA, "signalbox.bootstrap.Main", "signalbox.bootstrap.Start", "has no class signalbox.bootstrap.Start"
    ),
    _images(
        images.JAVA,
        "database,backend/bootstrap",
        "database,backend/presentation",
        "the module backend/bootstrap is not built",
    ),
    _images(images.JAVA, "RUN train backend", "RUN true", "does not make its class data"),
    _images(images.JAVA, "COPY --from=web", "COPY --from=www", "copies from the stage www"),
    _images(images.ML_SERVICES, "USER 10001:10001", "USER root", "runs as «root»"),
    _images(
        images.ML_SERVICES, "-c constraints.txt --no-build-isolation ./solving", "./solving", "without the constraints"
    ),
    _images(images.ML_SERVICES, 'ml-service", "solving"', 'ml-service", "solver"', "which is no ML service"),
    _images(images.ML_SERVICES, "EXPOSE 50051/tcp", "EXPOSE 50052/tcp", "exposes"),
    _images(images.ML_SERVICES, "SIGNALBOX_WORK_DIR=", "SIGNALBOX_WORK_FOLDER=", "SIGNALBOX_WORK_FOLDER"),
    _images(f"{images.JAVA}.dockerignore", "!contracts\n", "", "keeps contracts/openapi.yaml back"),
    _images(f"{images.JAVA}.dockerignore", "*\n!.mvn", "!.mvn", "lets data/secrets through"),
    _images(f"{images.FOLDER}/train.sh", "SIGNALBOX_JWT_KEY", "SIGNALBOX_JWT_SECRET", "SIGNALBOX_JWT_SECRET is not in"),
    # Compose
    _compose("name: signalbox\n", "name: signalbox\nname: other\n", "is there twice"),
    _compose("  read_only: true\n", "", "postgres: can write to its image"),
    _compose("  cap_drop: [ALL]\n", "", "keeps privileges"),
    _compose('    user: "70:70"', '    user: "0:0"', "postgres: runs as «0»"),
    _compose("    test: [CMD, health]", "    test:", "backend: has no health check"),
    _compose('cpus: "2.0", memory: 1280m, pids: 1024', 'cpus: "2.0", memory: 1280m', "backend: has no limit of pids"),
    _compose("prom/prometheus:v3.5.0", "prom/prometheus", "has no pinned tag"),
    _compose("TAG=0.1.0", "TAG=latest", "has no pinned tag", compose.EXAMPLE),
    _compose("SIGNALBOX_JWT_KEY=\n", "", "SIGNALBOX_JWT_KEY is missing", compose.EXAMPLE),
    _compose("SIGNALBOX_JWT_KEY=\n", "SIGNALBOX_JWT_KEY=abc\n", "a secret that everybody knows", compose.EXAMPLE),
    _compose("SIGNALBOX_SPOOL_DIR:", "SIGNALBOX_SPOOL_FOLDER:", "sets SIGNALBOX_SPOOL_FOLDER"),
    _compose("SIGNALBOX_ADMIN_PASSWORD: ${", "SIGNALBOX_ADMIN_EMAIL2: ${", "does not set SIGNALBOX_ADMIN_PASSWORD"),
    _compose("  SIGNALBOX_HOST: 0.0.0.0", "  SIGNALBOX_HOST: 127.0.0.1", "listens where nobody reaches it"),
    _compose("8080:8080/udp", "8080:12201/udp", "publishes 12201/udp"),
    _compose('"${PUBLISH_ADDRESS:?}:3000:3000/tcp"', '"3000:3000/tcp"', "publishes 3000:3000/tcp"),
    _compose("./postgres/databases.sh", "./postgres/tables.sh", "which is not there"),
    _compose("./kafka:/etc/signalbox/kafka:ro", "./kafka:/etc/signalbox/kafka", "can write to deploy/compose/kafka"),
    _compose("tabular-2:50051,", "", "tabular-2 is not in it"),
    _compose("tuning-1:50051", "tuning-1:50052", "does not listen at 50052/tcp"),
    _compose("LOG_ADDRESS: backend:8080", "LOG_ADDRESS: backend:8081", "does not listen at 8081/udp"),
    _compose(
        "networks: [database]\n    stop_grace",
        "networks: [ml]\n    stop_grace",
        "tabular-1 reaches postgres through ml",
    ),
    _compose("  lines: {internal: true}", "  lines:", "reaches the outside through lines"),
    _compose("{aliases: [orchestrator]}", "{aliases: [conductor]}", "nobody is called orchestrator"),
    _compose('MANAGEMENT_PORT: "8081"', 'MANAGEMENT_PORT: "9000"', "is not its management port"),
    _compose("ORCHESTRATOR_NAME: orchestrator-2", "ORCHESTRATOR_NAME: orchestrator-1", "a name of its own"),
    _compose(
        "SIGNALBOX_ORCHESTRATOR_NAME: orchestrator-2",
        "SIGNALBOX_ORCHESTRATOR_NAME: orchestrator-2\n      SIGNALBOX_S3_STYLE: virtual",
        "have different object stores",
    ),
    _compose("BROKER://kafka:9092", "BROKER://localhost:9092", "another address", compose.KAFKA_PROPERTIES),
    _compose("target: solving", "target: solver", "does not make"),
    _compose("- tabular-2:/var", "- tabular-1:/var", "shares the volume tabular-1"),
    # What the rest of the repository says
    _compose("port: 8081", "port: 9999", "is not its management port", PROMETHEUS),
    _compose("grpc_port: int = 50051", "grpc_port: int = 50061", "the service's own default", SDK_SETTINGS),
    _compose(
        "`SIGNALBOX_LOG_KEY` | derived", "`SIGNALBOX_LINE_KEY` | derived", "sets SIGNALBOX_LOG_KEY", CONFIGURATION
    ),
    # Helm
    _chart("values.yaml", "  replicas: 2\n", "  replicas: two\n", "must be of the type integer"),
    _chart("values.yaml", "\nlogLevel", "\nlogLevels: 1\nlogLevel", "nothing is allowed here"),
    _chart("values.schema.json", '"pattern": "^https?://.+$"', '"minLength": 0', "of values.yaml alone"),
    _chart(HELPERS, "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "can write to its image"),
    _chart(HELPERS, "  runAsUser: 10001\n", "", "may be root"),
    _chart(HELPERS, "enableServiceLinks: false", "enableServiceLinks: true", "settings made of services' names"),
    _chart(HELPERS, "path: /health/ready", "path: /ready", "readinessProbe asks"),
    _chart(
        HELPERS, 'MANAGEMENT_PORT, value: "8081"', 'MANAGEMENT_PORT, value: "8082"', "SIGNALBOX_MANAGEMENT_PORT is 8082"
    ),
    _chart(
        HELPERS,
        "$service.autoscaling.maxReplicas $service.replicas",
        "$service.replicas $service.replicas",
        "and there may be",
    ),
    _chart(HELPERS, "name: SIGNALBOX_S3_REGION", "name: SIGNALBOX_S3_AREA", "sets SIGNALBOX_S3_AREA"),
    _chart(BACKEND, "mountPath: /etc/signalbox/s3,", "mountPath: /etc/signalbox/objects,", "which nobody mounts"),
    _chart(
        "templates/orchestrator.yaml",
        "SIGNALBOX_S3_PUBLIC_ENDPOINT, value",
        'SIGNALBOX_S3_STYLE, value: "path"}\n            - {name: SIGNALBOX_S3_PUBLIC_ENDPOINT, value',
        "have different object stores",
    ),
    _chart(
        ML,
        "            - {name: SIGNALBOX_S3_CA, value: /etc/signalbox/s3/ca.crt}\n",
        "",
        "trust different authorities",
    ),
    _chart(BACKEND, "containerPort: 8080, protocol: UDP", "containerPort: 12201, protocol: UDP", "its ports are"),
    _chart(BACKEND, "backend-lines:8080", "backend:8080", "no service offers"),
    _chart(BACKEND, "name: SIGNALBOX_SPOOL_DIR", "name: SIGNALBOX_PORT", "sets SIGNALBOX_PORT twice"),
    _chart(BACKEND, "            - {name: tmp, mountPath: /tmp}\n", "", "has no /tmp"),
    _chart(BACKEND, "{{- toYaml .Values.backend.resources | nindent 12 }}", "{}", "has no limits of CPU and memory"),
    _chart(
        BACKEND,
        "kind: Deployment, name: {{ .Release.Name }}-backend",
        "kind: Deployment, name: backend",
        "its target backend",
    ),
    _chart(BACKEND, "targetPort: http,", "targetPort: https,", "leads to https/TCP"),
    _chart(
        BACKEND, "  {{- if not .Values.backend.autoscaling.enabled }}", "  {{- if true }}", "a fixed number of replicas"
    ),
    _chart(BACKEND, "maxUnavailable: 1", "maxUnavailable: 0", "no node can be emptied"),
    _chart(
        BACKEND,
        "{{ .Values.images.registry }}/backend:",
        "{{ .Values.images.registry }}/web:",
        "is not made by deploy/images",
    ),
    _chart(BACKEND, ".Values.backend.spoolSize", ".Values.backend.spool", "there is no .Values.backend.spool"),
    _chart(BACKEND, "| quote }}", "| squote }}", "the function squote is not known"),
    _chart(ML, "clusterIP: None", "type: ClusterIP", "not headless"),
    _chart(
        ML, "serviceAccountName: {{ $.Release.Name }}-ml-service", "serviceAccountName: default", "its account default"
    ),
    _chart(ML, "{{- end }}\n{{- end }}", "{{- end }}", "range has no end"),
    _chart(
        POLICIES,
        "component: orchestrator\n      ports:",
        "component: conductor\n      ports:",
        "names pods that are not there",
    ),
    _chart(POLICIES, "{protocol: TCP, port: 50051}", "{protocol: TCP, port: 50052}", "which does not listen there"),
    _chart(
        POLICIES,
        "  egress:\n    # Log lines to the backends.\n",
        "  egress:\n    - to: [{ipBlock: {cidr: 10.30.0.0/24}}]\n      ports: [{protocol: TCP, port: 5432}]\n",
        "ML services reach",
    ),
    _chart(
        POLICIES,
        "  - from:\n        {{- toYaml .Values.networkPolicy.clients.from | nindent 8 }}\n      ports",
        "  - ports",
        "lets everybody through",
    ),
    _chart(POLICIES, "policyTypes: [Ingress, Egress]", "policyTypes: [Ingress]", "leaves a direction open"),
    _chart(
        POLICIES,
        "    {{- if .Values.networkPolicy.s3.to }}",
        "    {{- if not .Values.networkPolicy.s3.to }}",
        "cut off from s3",
    ),
    _chart(
        POLICIES, "app.kubernetes.io/component: migrations", "app.kubernetes.io/component: migrate", "guards no pods"
    ),
    _chart("templates/podmonitors.yaml", "replacement: signalbox-ml}", "replacement: ml}", "names the job ['ml']"),
    _chart("templates/ingress.yaml", "-backend\n", "-web\n", "which is not there"),
]


def blind(files: Files) -> list[str]:
    """Canaries that are not named by their check."""
    found = []
    for canary in CANARIES:
        before = files.text(canary.path)
        what = f"{canary.path}: «{canary.text.strip()}» → «{canary.instead.strip()}»"
        if canary.text not in before:
            found.append(f"{what}: the text is not there any more")
            continue
        changed = files.with_text(canary.path, before.replace(canary.text, canary.instead))
        try:
            said = canary.check(changed, Facts(changed))
        except ValueError as error:
            said = [str(error)]
        if not any(canary.said in one for one in said):
            found.append(f"{what}: nobody says «{canary.said}», but {said[:3]}")
    return found
