"""compose.yaml: every service is hardened, finds what it needs, and cannot reach what it must not."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import yaml

from signalbox_deploy import images
from signalbox_deploy.facts import JOBS, PROMETHEUS, SHARED_STORE_SETTINGS, Facts
from signalbox_deploy.files import Files, document

FOLDER = "deploy/compose"
PATH = f"{FOLDER}/compose.yaml"
EXAMPLE = f"{FOLDER}/.env.example"
KAFKA_PROPERTIES = f"{FOLDER}/kafka/server.properties"
DATASOURCE = "deploy/grafana/provisioning/datasources/prometheus.yml"
# Where the programs of others listen by default; nothing here changes it.
FOREIGN_PORTS = {"postgres": 5432, "minio": 9000, "prometheus": 9090, "grafana": 3000}
# ${NAME}, ${NAME:?} and ${NAME:-otherwise}
VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")


@dataclass
class Service:
    name: str
    raw: dict[str, Any]
    # docs/configuration.md's word for it; None for the programs of others.
    part: str | None
    # With what the image sets.
    environment: dict[str, str]
    networks: dict[str, set[str]]
    # It ends; others wait for that.
    one_shot: bool


def check(files: Files, facts: Facts) -> list[str]:
    try:
        raw = document(files.text(PATH))
        example = _example(files.text(EXAMPLE))
    except (yaml.YAMLError, ValueError) as error:
        return [f"{PATH}: {error}"]
    found = _variables(files.text(PATH), example)
    raw = _interpolated(raw, {name: value or "c2VjcmV0" for name, value in example.items()})
    services = _services(raw, images.images(files))
    for service in services.values():
        problems = [
            *_hardened(service),
            *_image(files, service),
            *_mounts(files, raw, service),
            *_settings(facts, service),
        ]
        found += [f"{PATH}: {service.name}: {problem}" for problem in problems]
    used = {name for service in services.values() for name in service.networks}
    found += [f"{PATH}: the network {name} is not declared" for name in sorted(used - set(raw["networks"]))]
    found += [f"{PATH}: {problem}" for problem in _addresses(files, facts, services)]
    found += [f"{PATH}: {problem}" for problem in _walls(raw, services)]
    found += _metrics(files, facts, services)
    return found


def _example(text: str) -> dict[str, str]:
    made = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        if not line.startswith("#"):
            name, equals, value = line.partition("=")
            if not equals or name in made:
                raise ValueError(f"{EXAMPLE}: «{line}» is no setting, or there twice")
            made[name] = value
    return made


def _variables(text: str, example: dict[str, str]) -> list[str]:
    used = {match[1] for match in VARIABLE.finditer(text)}
    return [
        *(f"{EXAMPLE}: {name} is missing; compose.yaml needs it" for name in sorted(used - set(example))),
        *(f"{EXAMPLE}: {name} is of no use to compose.yaml" for name in sorted(set(example) - used)),
        *(
            f"{EXAMPLE}: {name} has a value; a secret that everybody knows would be used"
            for name, value in example.items()
            if value and re.search(r"PASSWORD$|_KEY$", name) and not name.endswith("ACCESS_KEY")
        ),
    ]


def _interpolated(value: Any, variables: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _interpolated(inner, variables) for key, inner in value.items()}
    if isinstance(value, list):
        return [_interpolated(inner, variables) for inner in value]
    if isinstance(value, str):
        return VARIABLE.sub(lambda match: variables.get(match[1], match[3] or ""), value)
    return value


def _services(raw: dict[str, Any], known: dict[str, images.Image]) -> dict[str, Service]:
    waited = {
        name
        for service in raw["services"].values()
        for name, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_completed_successfully"
    }
    made = {}
    for name, service in raw["services"].items():
        image = known.get(service.get("build", {}).get("target", ""))
        networks = service.get("networks", {})
        if isinstance(networks, list):
            networks = dict.fromkeys(networks)
        made[name] = Service(
            name,
            service,
            image.part if image else None,
            {**(image.stage.environment if image else {}), **service.get("environment", {})},
            {network: {name, *((how or {}).get("aliases", []))} for network, how in networks.items()},
            name in waited,
        )
    return made


def _hardened(service: Service) -> list[str]:
    raw = service.raw
    found = []
    if service.one_shot:
        if raw.get("restart") != "no":
            found.append("ends by itself, and would be started again")
    else:
        if not raw.get("healthcheck", {}).get("test"):
            found.append("has no health check")
        if raw.get("restart") != "unless-stopped":
            found.append("is not started again when it ends")
    limits = raw.get("deploy", {}).get("resources", {}).get("limits", {})
    found += [f"has no limit of {what}" for what in ("cpus", "memory", "pids") if what not in limits]
    user = str(raw.get("user", "")).split(":")[0]
    if not user.isdecimal() or user == "0":
        found.append(f"runs as «{user}», not as a number above 0")
    if raw.get("read_only") is not True:
        found.append("can write to its image")
    elif not any(one.split(":")[0] == "/tmp" for one in raw.get("tmpfs", [])):
        found.append("has no /tmp")
    if raw.get("cap_drop") != ["ALL"] or "no-new-privileges:true" not in raw.get("security_opt", []):
        found.append("keeps privileges that it does not need")
    if not raw.get("logging", {}).get("options", {}).get("max-size"):
        found.append("has a log without a limit")
    if not service.networks:
        found.append("is in the default network, with everybody")
    for port in raw.get("ports", []):
        if not re.fullmatch(r"127\.0\.0\.1:\d+:\d+/(tcp|udp)", port):
            found.append(f"publishes {port}: not at PUBLISH_ADDRESS, or without a protocol")
    return found


def _image(files: Files, service: Service) -> list[str]:
    image = service.raw.get("image", "")
    found = [] if images.is_pinned(image) else [f"the image «{image}» has no pinned tag"]
    build = service.raw.get("build")
    if build is None:
        return found
    dockerfile = build["dockerfile"]
    if posixpath.normpath(posixpath.join(FOLDER, build["context"])) != ".":
        found.append("is not built from the root of the checkout")
    if not files.exists(dockerfile):
        return [*found, f"is built with {dockerfile}, which is not there"]
    known = images.images(files).get(build.get("target", ""))
    if known is None or known.dockerfile != dockerfile:
        found.append(f"is built to {build.get('target')}, which {dockerfile} does not make")
    elif image.split("/")[-1].split(":")[0] != known.stage.name:
        found.append(f"is called {image}, and is {known.stage.name}")
    return found


def _mounts(files: Files, raw: dict[str, Any], service: Service) -> list[str]:
    found = []
    for mount in service.raw.get("volumes", []):
        source, _, rest = mount.partition(":")
        if not source.startswith("."):
            if source not in raw["volumes"]:
                found.append(f"uses the volume {source}, which is not declared")
            elif (
                sum(
                    one.startswith(f"{source}:")
                    for other in raw["services"].values()
                    for one in other.get("volumes", [])
                )
                > 1
            ):
                found.append(f"shares the volume {source}")
            continue
        path = posixpath.normpath(posixpath.join(FOLDER, source))
        if not files.exists(path):
            found.append(f"mounts {path}, which is not there")
        elif path.endswith(".sh") and not files.is_executable(path):
            found.append(f"mounts {path}, which cannot be executed")
        if not rest.endswith(":ro"):
            found.append(f"can write to {path}")
    for command in (service.raw.get("command", []), service.raw.get("entrypoint", [])):
        for word in command:
            if word.startswith("/etc/signalbox/") and not files.exists(word.replace("/etc/signalbox", FOLDER)):
                found.append(f"starts {word}, which is not there")
    return found


def _settings(facts: Facts, service: Service) -> list[str]:
    found = []
    for name in service.environment:
        if service.part is not None and name.startswith("SIGNALBOX_"):
            if not facts.is_known(name, service.part):
                found.append(f"sets {name}, which docs/configuration.md does not have for «{service.part}»")
        elif name.startswith("SIGNALBOX_") and name not in facts.settings:
            found.append(f"sets {name}, which docs/configuration.md does not have")
    for name in service.raw.get("environment", {}):
        if service.part is not None and not name.startswith("SIGNALBOX_"):
            found.append(f"sets {name}, which docs/configuration.md does not have")
    if service.part is not None:
        required = facts.required(service.part)
        found += [f"does not set {name}" for name in required if not service.environment.get(name)]
        if not service.one_shot and service.environment.get("SIGNALBOX_HOST") != "0.0.0.0":
            found.append("listens where nobody reaches it")
    return found


def _listens(files: Files, facts: Facts, service: Service) -> set[tuple[int, str]]:
    settings = service.environment
    management = (int(settings.get("SIGNALBOX_MANAGEMENT_PORT", "0")), "tcp")
    if service.part == "backend":
        port = int(settings.get("SIGNALBOX_PORT", facts.http_port))
        return {(port, "tcp"), (int(settings.get("SIGNALBOX_LOG_PORT", port)), "udp"), management}
    if service.part == "ML service":
        return {(int(settings["SIGNALBOX_GRPC_PORT"]), "tcp"), management}
    if service.part is not None:
        return {management}
    if service.name == "kafka":
        listeners = re.findall(r"BROKER://0\.0\.0\.0:(\d+)", files.text(KAFKA_PROPERTIES))
        return {(int(port), "tcp") for port in listeners}
    return {(FOREIGN_PORTS[service.name], "tcp")} if service.name in FOREIGN_PORTS else set()


def _addresses(files: Files, facts: Facts, services: dict[str, Service]) -> list[str]:
    found = []

    def meets(who: Service, what: str, host: str, port: int | None, protocol: str = "tcp") -> Service | None:
        for other in services.values():
            shared = set(who.networks) & set(other.networks)
            if any(host in other.networks[network] for network in shared):
                if (port, protocol) not in _listens(files, facts, other):
                    found.append(f"{who.name}: {what}: {other.name} does not listen at {port}/{protocol}")
                return other
        found.append(f"{who.name}: {what}: there is no {host} in its networks")
        return None

    backends = [one for one in services.values() if one.part == "backend"]
    ml_services = [one for one in services.values() if one.part == "ML service"]
    for service in services.values():
        for name, value in service.environment.items() if service.part else ():
            if name.endswith(("_METADATA_URL", "_TELEMETRY_URL", "_S3_ENDPOINT")):
                url = urlsplit(value.removeprefix("jdbc:"))
                # An orchestrator only signs with the address.
                if service.part != "orchestrator":
                    meets(service, name, url.hostname or "", url.port)
            elif name == "SIGNALBOX_KAFKA_BOOTSTRAP":
                host, _, port = value.partition(":")
                meets(service, name, host, int(port))
                if f"advertised.listeners=BROKER://{value}\n" not in files.text(KAFKA_PROPERTIES):
                    found.append(f"{service.name}: {name}: the broker tells its clients another address")
            elif name == "SIGNALBOX_ML_SERVICES":
                addresses = [address.partition(":") for address in value.split(",")]
                met = [meets(service, name, host, int(port)) for host, _, port in addresses]
                left = {one.name for one in ml_services} - {one.name for one in met if one}
                found += [f"{service.name}: {name}: {one} is not in it" for one in sorted(left)]
            elif name == "SIGNALBOX_LOG_ADDRESS":
                host, _, port = value.partition(":")
                for sender in ml_services:
                    if meets(sender, name, host, int(port), "udp") not in (*backends, None):
                        found.append(f"{sender.name}: {name}: {host} is no backend")
        for port in service.raw.get("ports", []):
            inside, _, protocol = port.rsplit(":", 1)[1].partition("/")
            if (int(inside), protocol) not in _listens(files, facts, service):
                found.append(f"{service.name}: publishes {inside}/{protocol}, where it does not listen")
    stores = {
        tuple(one.environment.get(f"SIGNALBOX_S3_{name}", "") for name in SHARED_STORE_SETTINGS)
        for one in services.values()
        if one.part in ("backend", "orchestrator")
    }
    if len(stores) != 1:
        found.append("backend and orchestrators have different object stores")
    endpoint = next(iter(stores))[0]
    for sender in ml_services:
        meets(sender, "signed URLs", urlsplit(endpoint).hostname or "", FOREIGN_PORTS["minio"])
        if sender.environment.get("SIGNALBOX_GRPC_PORT") != str(facts.grpc_port):
            found.append(f"{sender.name}: SIGNALBOX_GRPC_PORT is not the service's own default, {facts.grpc_port}")
    names = [
        one.environment.get("SIGNALBOX_ORCHESTRATOR_NAME") for one in services.values() if one.part == "orchestrator"
    ]
    if len(names) < 2 or len(set(names)) != len(names) or None in names:
        found.append("there are not two orchestrators, each with a name of its own")
    return found


def _walls(raw: dict[str, Any], services: dict[str, Service]) -> list[str]:
    """ML services share no network with database or Kafka, and none of theirs leads to the outside."""
    found = []
    for service in services.values():
        if service.part != "ML service":
            continue
        for other in ("postgres", "kafka"):
            shared = set(service.networks) & set(services[other].networks)
            if shared:
                found.append(f"{service.name} reaches {other} through {', '.join(sorted(shared))}")
        for network in service.networks:
            if not (raw["networks"].get(network) or {}).get("internal"):
                found.append(f"{service.name} reaches the outside through {network}")
    for name in ("postgres", "kafka", "minio"):
        if services[name].raw.get("ports"):
            found.append(f"{name} is published")
    return found


def _metrics(files: Files, facts: Facts, services: dict[str, Service]) -> list[str]:
    found = []
    prometheus = services["prometheus"]
    scraped: dict[str, set[str]] = {}
    for job in facts.jobs:
        for host in job.hosts:
            met = [
                one
                for one in services.values()
                if any(host in one.networks[network] for network in set(one.networks) & set(prometheus.networks))
            ]
            if not met:
                found.append(f"{PROMETHEUS}: nobody is called {host} in the networks of Prometheus")
            for one in met:
                scraped.setdefault(one.name, set()).add(job.name)
    for service in services.values():
        if service.part is None or service.one_shot:
            continue
        if scraped.get(service.name) != {JOBS[service.part]}:
            found.append(
                f"{PATH}: {service.name}: is scraped by {sorted(scraped.get(service.name, ()))}, not by {JOBS[service.part]}"
            )
        if service.environment.get("SIGNALBOX_MANAGEMENT_PORT") != str(facts.management_port):
            found.append(
                f"{PATH}: {service.name}: Prometheus asks at {facts.management_port}, which is not its management port"
            )
    for source in document(files.text(DATASOURCE))["datasources"]:
        url = urlsplit(source["url"])
        if url.port != FOREIGN_PORTS["prometheus"] or not any(
            url.hostname in prometheus.networks[network]
            for network in set(prometheus.networks) & set(services["grafana"].networks)
        ):
            found.append(f"{DATASOURCE}: Grafana does not find {source['url']}")
    return found
