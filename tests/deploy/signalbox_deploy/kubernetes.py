"""What must hold of the objects that the chart makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from signalbox_deploy.facts import JOBS, SHARED_STORE_SETTINGS, Facts
from signalbox_deploy.images import Image, is_pinned

WORKLOADS = ("Deployment", "StatefulSet", "Job")
# Peers that rules of ML services may name, beside backends and orchestrators: keys of the values.
ML_DESTINATIONS = ("s3", "dns", "otlp")


class Objects:
    """All objects of one release."""

    def __init__(
        self, made: dict[str, list[Any]], values: dict[str, Any], known: dict[str, Image], facts: Facts
    ) -> None:
        self._all = [one for several in made.values() for one in several]
        self._values = values
        self._known = known
        self._facts = facts

    def check(self) -> list[str]:
        found = []
        names = [f"{one['kind']} {one['metadata']['name']}" for one in self._all]
        found += [f"{name} is there twice" for name in sorted({name for name in names if names.count(name) > 1})]
        found += [f"{name} has a name that is too long" for name in names if len(name.split()[1]) > 63]
        checks = {
            "Service": self._service,
            "HorizontalPodAutoscaler": self._autoscaler,
            "PodDisruptionBudget": self._budget,
            "NetworkPolicy": self._policy,
            "PodMonitor": self._monitor,
            "Ingress": self._ingress,
            "ServiceAccount": self._account,
            **dict.fromkeys(WORKLOADS, self._workload),
        }
        for one in self._all:
            found += [f"{one['kind']} {one['metadata']['name']}: {what}" for what in checks[one["kind"]](one)]
        return [*found, *self._covered(), *self._object_store()]

    # --- finding ------------------------------------------------------------------------------------------------

    def _of(self, *kinds: str) -> Iterator[Any]:
        return (one for one in self._all if one["kind"] in kinds)

    def _named(self, kind: str, name: str) -> Any:
        return next((one for one in self._of(kind) if one["metadata"]["name"] == name), None)

    def _selected(self, labels: dict[str, str]) -> list[Any]:
        """Workloads whose pods have the labels. No labels select nothing here: in this chart that would be a mistake."""
        return [one for one in self._of(*WORKLOADS) if labels and labels.items() <= _labels(one).items()]

    def _part(self, workload: Any) -> str:
        return {"ml-service": "ML service"}.get(
            component := _labels(workload)["app.kubernetes.io/component"], component
        )

    # --- workloads ----------------------------------------------------------------------------------------------

    def _workload(self, one: Any) -> Iterator[str]:
        pod = one["spec"]["template"]["spec"]
        part = self._part(one)
        if one["kind"] != "Job":
            selector = one["spec"]["selector"]["matchLabels"]
            if self._selected(selector) != [one]:
                yield "does not select its own pods alone"
        if one["kind"] == "StatefulSet":
            service = self._named("Service", one["spec"]["serviceName"])
            if service is None or service["spec"].get("clusterIP") != "None":
                yield f"its service {one['spec']['serviceName']} is not there, or not headless"
        if self._named("ServiceAccount", pod["serviceAccountName"]) is None:
            yield f"its account {pod['serviceAccountName']} is not there"
        security = pod.get("securityContext", {})
        if (
            security.get("runAsNonRoot") is not True
            or not security.get("runAsUser")
            or not security.get("seccompProfile")
        ):
            yield "its pods may be root, or call whatever they like"
        if pod.get("automountServiceAccountToken") is not False or pod.get("enableServiceLinks") is not False:
            yield "its pods get a token, or settings made of services' names"
        volumes = [volume["name"] for volume in pod.get("volumes", [])]
        volumes += [claim["metadata"]["name"] for claim in one["spec"].get("volumeClaimTemplates", [])]
        for container in pod["containers"]:
            yield from self._container(container, volumes, part, one["kind"] == "Job")

    def _container(self, container: dict[str, Any], volumes: list[str], part: str, is_job: bool) -> Iterator[str]:
        image = container["image"]
        if not is_pinned(image):
            yield f"the image {image} has no pinned tag"
        ours = image.startswith(f"{self._values['images']['registry']}/")
        built = self._known.get(image.split("/")[-1].split(":")[0])
        if ours and (built is None or built.part != part):
            yield f"the image {image} is not made by deploy/images as «{part}»"
        security = container.get("securityContext", {})
        if (
            security.get("readOnlyRootFilesystem") is not True
            or security.get("allowPrivilegeEscalation") is not False
            or security.get("capabilities", {}).get("drop") != ["ALL"]
        ):
            yield "can write to its image, or keeps privileges"
        for what in ("requests", "limits"):
            if set(container.get("resources", {}).get(what, {})) < {"cpu", "memory"}:
                yield f"has no {what} of CPU and memory"
        mounts = [mount["name"] for mount in container.get("volumeMounts", [])]
        if sorted(mounts) != sorted(set(volumes)):
            yield f"mounts {sorted(mounts)}, and the volumes are {sorted(volumes)}"
        if "/tmp" not in [mount["mountPath"] for mount in container.get("volumeMounts", [])]:
            yield "has no /tmp"
        ports = {port["name"]: (port["containerPort"], port["protocol"]) for port in container.get("ports", [])}
        environment = {one["name"]: one.get("value", one.get("valueFrom")) for one in container.get("env", [])}
        yield from self._environment(container, {**(built.stage.environment if built else {}), **environment}, part)
        if is_job:
            return
        expected = {"management": (self._facts.management_port, "TCP")}
        if part == "backend":
            expected |= {"http": (self._facts.http_port, "TCP"), "lines": (self._facts.http_port, "UDP")}
        if part == "ML service":
            expected |= {"grpc": (self._facts.grpc_port, "TCP")}
        if ports != expected:
            yield f"its ports are {ports}, and the programs' own {expected}"
        told = {
            "SIGNALBOX_MANAGEMENT_PORT": "management",
            "SIGNALBOX_PORT": "http",
            "SIGNALBOX_LOG_PORT": "lines",
            "SIGNALBOX_GRPC_PORT": "grpc",
        }
        for setting, port in told.items():
            if port in ports and environment.get(setting) != str(ports[port][0]):
                yield f"{setting} is {environment.get(setting)}, and the port {port} is {ports[port][0]}"
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            asked = container.get(probe, {}).get("httpGet", {})
            if asked.get("port") != "management" or not self._facts.answers(part, str(asked.get("path"))):
                yield f"{probe} asks {asked or 'nobody'}"

    def _environment(self, container: dict[str, Any], environment: dict[str, Any], part: str) -> Iterator[str]:
        names = [one["name"] for one in container.get("env", [])]
        yield from (f"sets {name} twice" for name in sorted({name for name in names if names.count(name) > 1}))
        for name in names:
            if not self._facts.is_known(name, part):
                yield f"sets {name}, which docs/configuration.md does not have for «{part}»"
        for name in self._facts.required(part):
            if not environment.get(name):
                yield f"does not set {name}"
        for name, value in environment.items():
            if re.search(r"_PASSWORD$|_KEY$", name) and not (isinstance(value, dict) and "secretKeyRef" in value):
                yield f"{name} is no reference to a secret"
        authority = environment.get("SIGNALBOX_S3_CA")
        mounted = [mount["mountPath"] for mount in container.get("volumeMounts", [])]
        if authority is not None and not any(authority.startswith(f"{path}/") for path in mounted):
            yield f"SIGNALBOX_S3_CA is {authority}, which nobody mounts"
        address = environment.get("SIGNALBOX_LOG_ADDRESS")
        if address is not None:
            host, _, port = address.partition(":")
            service = self._named("Service", host)
            offered = service["spec"]["ports"] if service else []
            if not any((one["port"], one["protocol"]) == (int(port), "UDP") for one in offered):
                yield f"SIGNALBOX_LOG_ADDRESS: no service offers {address} over UDP"
        if "SIGNALBOX_ML_SERVICES" in environment:
            expected = sorted(self._instances())
            told = sorted(filter(None, environment["SIGNALBOX_ML_SERVICES"].split(",")))
            if told != expected:
                yield f"SIGNALBOX_ML_SERVICES is {told}, and there may be {expected}"

    def _instances(self) -> Iterator[str]:
        """The addresses of all ML services' pods that there may be."""
        for one in self._of("StatefulSet"):
            if self._part(one) != "ML service":
                continue
            name = one["metadata"]["name"]
            autoscaler = self._named("HorizontalPodAutoscaler", name)
            count = autoscaler["spec"]["maxReplicas"] if autoscaler else one["spec"]["replicas"]
            for number in range(count):
                yield f"{name}-{number}.{one['spec']['serviceName']}:{self._facts.grpc_port}"

    def _object_store(self) -> Iterator[str]:
        """All parts mean the same object store, and those who speak to it trust the same authorities."""
        stores, authorities = set(), set()
        for one in self._of(*WORKLOADS):
            part = self._part(one)
            for container in one["spec"]["template"]["spec"]["containers"]:
                told = {setting["name"]: setting.get("value") for setting in container.get("env", [])}
                if part in ("backend", "orchestrator"):
                    stores.add(tuple(told.get(f"SIGNALBOX_S3_{name}") for name in SHARED_STORE_SETTINGS))
                if part in ("backend", "ML service"):
                    authorities.add(told.get("SIGNALBOX_S3_CA"))
        if len(stores) != 1:
            yield "backends and orchestrators have different object stores"
        if len(authorities) != 1:
            yield "backends and ML services trust different authorities of the object store"

    # --- what belongs to workloads ------------------------------------------------------------------------------

    def _service(self, one: Any) -> Iterator[str]:
        selected = self._selected(one["spec"]["selector"])
        if len(selected) != 1:
            yield f"selects the pods of {len(selected)} workloads"
            return
        ports = _ports(selected[0])
        for port in one["spec"]["ports"]:
            if ports.get(port["targetPort"], (0, ""))[1] != port["protocol"]:
                yield f"leads to {port['targetPort']}/{port['protocol']}, which the pods do not have"
            if one["spec"].get("clusterIP") == "None" and port["port"] != ports.get(port["targetPort"], (0,))[0]:
                yield f"is headless, and {port['port']} is not the pods' own port"

    def _autoscaler(self, one: Any) -> Iterator[str]:
        spec = one["spec"]
        target = self._named(spec["scaleTargetRef"]["kind"], spec["scaleTargetRef"]["name"])
        if target is None:
            yield f"its target {spec['scaleTargetRef']['name']} is not there"
        elif "replicas" in target["spec"]:
            yield "its target has a fixed number of replicas, which each upgrade would bring back"
        if not 1 <= spec["minReplicas"] <= spec["maxReplicas"]:
            yield "its limits contradict each other"

    def _budget(self, one: Any) -> Iterator[str]:
        if len(self._selected(one["spec"]["selector"]["matchLabels"])) != 1:
            yield "does not select the pods of one workload"
        if one["spec"].get("maxUnavailable", 0) < 1:
            yield "lets no pod go, so no node can be emptied"

    def _account(self, one: Any) -> Iterator[str]:
        if one.get("automountServiceAccountToken") is not False:
            yield "gives its token to pods"

    def _monitor(self, one: Any) -> Iterator[str]:
        selected = self._selected(one["spec"]["selector"]["matchLabels"])
        if not selected:
            yield "selects no pods"
            return
        for endpoint in one["spec"]["podMetricsEndpoints"]:
            jobs = [rule["replacement"] for rule in endpoint["relabelings"] if rule["targetLabel"] == "job"]
            if jobs != [JOBS[self._part(selected[0])]]:
                yield f"names the job {jobs}, not as deploy/prometheus does"
            if any(
                _ports(workload).get(endpoint["port"], (0,))[0] != self._facts.management_port for workload in selected
            ):
                yield f"reads the port {endpoint['port']}"

    def _ingress(self, one: Any) -> Iterator[str]:
        for rule in one["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                backend = path["backend"]["service"]
                service = self._named("Service", backend["name"])
                if service is None or backend["port"]["name"] not in [
                    port["name"] for port in service["spec"]["ports"]
                ]:
                    yield f"leads to {backend}, which is not there"

    # --- network policies ---------------------------------------------------------------------------------------

    def _covered(self) -> Iterator[str]:
        """With policies each pod has exactly one, so that nothing adds up to more."""
        policies = list(self._of("NetworkPolicy"))
        budgets = list(self._of("PodDisruptionBudget"))
        for one in self._of(*WORKLOADS):
            name = f"{one['kind']} {one['metadata']['name']}"
            count = sum(one in self._selected(policy["spec"]["podSelector"]["matchLabels"]) for policy in policies)
            if count != (1 if self._values["networkPolicy"]["enabled"] else 0):
                yield f"{name} has {count} network policies"
            if one["kind"] != "Job" and not any(
                one in self._selected(b["spec"]["selector"]["matchLabels"]) for b in budgets
            ):
                yield f"{name} has no disruption budget"

    def _policy(self, one: Any) -> Iterator[str]:
        spec = one["spec"]
        guarded = self._selected(spec["podSelector"]["matchLabels"])
        if not guarded:
            yield "guards no pods"
            return
        if spec["policyTypes"] != ["Ingress", "Egress"]:
            yield "leaves a direction open"
        for rule in spec.get("ingress", []):
            yield from self._rule(rule, "from", guarded)
        for rule in spec.get("egress", []):
            yield from self._rule(rule, "to", None)
        if self._part(guarded[0]) == "ML service":
            yield from self._ml_policy(spec)

    def _rule(self, rule: dict[str, Any], side: str, targets: list[Any] | None) -> Iterator[str]:
        """`targets` are the workloads whose ports the rule opens; None: those that its own peers select."""
        if not rule.get(side) or not rule.get("ports"):
            yield f"a rule without «{side}» or ports lets everybody through"
            return
        for peer in rule[side]:
            own = "podSelector" in peer and "namespaceSelector" not in peer
            selected = self._selected(peer["podSelector"]["matchLabels"]) if own else []
            if own and not selected:
                yield f"names pods that are not there: {peer}"
            for workload in targets if targets is not None else selected:
                offered = set(_ports(workload).values())
                for port in rule["ports"]:
                    if (port["port"], port["protocol"]) not in offered:
                        yield f"opens {port['port']}/{port['protocol']} of {workload['metadata']['name']}, which does not listen there"

    def _ml_policy(self, spec: dict[str, Any]) -> Iterator[str]:
        """gRPC in from orchestrators, lines out to backends, the object store, names, traces; metrics to who may read them."""
        policy = self._values["networkPolicy"]
        seen = set()
        for rule in spec.get("ingress", []):
            ports = {(port["port"], port["protocol"]) for port in rule["ports"]}
            if rule["from"] == policy["monitoring"]["from"] and ports == {(self._facts.management_port, "TCP")}:
                continue
            if self._parts(rule["from"]) == {"orchestrator"} and ports == {(self._facts.grpc_port, "TCP")}:
                seen.add("grpc")
                continue
            yield f"ML services can be reached by {rule}"
        for rule in spec.get("egress", []):
            ports = {(port["port"], port["protocol"]) for port in rule["ports"]}
            allowed = {key for key in ML_DESTINATIONS if policy[key]["to"] and rule["to"] == policy[key]["to"]}
            if any({number for number, _ in ports} == {policy[key]["port"]} for key in allowed):
                seen |= allowed
                continue
            if self._parts(rule["to"]) == {"backend"} and ports == {(self._facts.http_port, "UDP")}:
                seen.add("lines")
                continue
            yield f"ML services reach {rule}"
        for needed in ("grpc", "lines", "s3", "dns"):
            if needed not in seen:
                yield f"ML services are cut off from {needed}"

    def _parts(self, peers: list[Any]) -> set[str]:
        """The parts that the peers select, as long as they select pods of this release alone."""
        parts = set()
        for peer in peers:
            if set(peer) != {"podSelector"}:
                return {"others"}
            parts |= {self._part(workload) for workload in self._selected(peer["podSelector"]["matchLabels"])}
        return parts


def _labels(workload: Any) -> dict[str, str]:
    labels: dict[str, str] = workload["spec"]["template"]["metadata"]["labels"]
    return labels


def _ports(workload: Any) -> dict[str, tuple[int, str]]:
    return {
        port["name"]: (port["containerPort"], port["protocol"])
        for container in workload["spec"]["template"]["spec"]["containers"]
        for port in container.get("ports", [])
    }
