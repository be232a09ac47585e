"""The chart: its values, their schema, and what its templates make of them."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from signalbox_deploy import images
from signalbox_deploy.facts import Facts
from signalbox_deploy.files import Files, document, documents
from signalbox_deploy.go_template import TemplateError, Templates
from signalbox_deploy.json_schema import violations
from signalbox_deploy.kubernetes import Objects

FOLDER = "deploy/helm/signalbox"
TEMPLATES = f"{FOLDER}/templates"
VALUES = f"{FOLDER}/values.yaml"
SCHEMA = f"{FOLDER}/values.schema.json"
EXAMPLE = f"{FOLDER}/ci/example-values.yaml"
RELEASE = {"Name": "release", "Namespace": "signalbox", "Service": "Helm"}
# The example switches everything on; this switches it off again, so that both sides of each condition are seen.
PLAIN: dict[str, Any] = {
    "images": {"pullSecrets": []},
    "s3": {
        "publicEndpoint": "",
        "style": "path",
        "createBucket": False,
        "encryption": "none",
        "kmsKeyId": "",
        "caConfigMap": "",
    },
    "backend": {"autoscaling": {"enabled": False}, "uploadsClaim": ""},
    "mlServices": {
        "tabular": {"autoscaling": {"enabled": False}, "storage": {"className": ""}},
        "solving": {"autoscaling": {"enabled": False}},
        "own": {
            "image": "registry.example.org/team/own:1.2",
            "replicas": 1,
            "autoscaling": {"enabled": False, "minReplicas": 1, "maxReplicas": 1, "cpuPercent": 50},
            "slots": 1,
            "storage": {"size": "1Gi", "className": ""},
            "resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"cpu": "1", "memory": "1Gi"}},
            "settings": {},
        },
    },
    "ingress": {"enabled": False},
    "podMonitors": {"enabled": False},
    "networkPolicy": {
        "otlp": {"to": []},
        "monitoring": {"from": []},
        "logSources": {"from": []},
        "clients": {"from": []},
    },
}
WITHOUT_POLICIES: dict[str, Any] = {"networkPolicy": {"enabled": False}}
# What nobody can guess; without them the schema must refuse.
NEEDED = ("database.metadata.url", "database.telemetry.url", "kafka.bootstrap", "s3.endpoint")


@dataclass
class Rendered:
    name: str
    values: dict[str, Any]
    # By the template that they come from.
    objects: dict[str, list[Any]]


def check(files: Files, facts: Facts) -> list[str]:
    try:
        values = document(files.text(VALUES))
        example = merged(values, document(files.text(EXAMPLE)))
        schema = json.loads(files.text(SCHEMA))
        found = _schema(schema, values, example)
        if found:
            return found
        variants = [render(files, name, one) for name, one in _variants(example).items()]
    except (yaml.YAMLError, TemplateError, ValueError) as error:
        return [f"{FOLDER}: {error}"]
    known = images.images(files)
    for rendered in variants:
        found += [
            f"{FOLDER} ({rendered.name}): {what}"
            for what in Objects(rendered.objects, rendered.values, known, facts).check()
        ]
    return found


def compare(files: Files, helm: str) -> list[str]:
    """What the program `helm` makes of the chart, held against what the reader here makes of it."""
    found = []
    example = merged(document(files.text(VALUES)), document(files.text(EXAMPLE)))
    for name, values in _variants(example).items():
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            yaml.safe_dump(values, file)
            file.flush()
            command = [helm, "template", RELEASE["Name"], str(files.root / FOLDER), "--namespace", RELEASE["Namespace"]]
            done = subprocess.run([*command, "--values", file.name], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            found.append(f"{FOLDER} ({name}): helm refuses it: {done.stderr.strip()}")
            continue
        theirs = {_id(one): one for one in documents(done.stdout)}
        ours = {_id(one): one for several in render(files, name, values).objects.values() for one in several}
        found += [
            f"{FOLDER} ({name}): {one} is not the same in Helm"
            for one in sorted(set(theirs) | set(ours))
            if theirs.get(one) != ours.get(one)
        ]
    return found


def merged(values: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Maps are merged, everything else is replaced, as Helm does it."""
    made = dict(values)
    for key, value in over.items():
        inner = made.get(key)
        made[key] = merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return made


def render(files: Files, name: str, values: dict[str, Any]) -> Rendered:
    chart = document(files.text(f"{FOLDER}/Chart.yaml"))
    data = {
        "Values": values,
        "Release": RELEASE,
        "Chart": {"Name": chart["name"], "Version": chart["version"], "AppVersion": chart["appVersion"]},
    }
    templates = Templates()
    paths = list(files.below(TEMPLATES))
    for path in paths:
        templates.add(path, files.text(path))
    objects = {}
    for path in paths:
        if Path(path).name.startswith("_"):
            continue
        text = templates.render(path, data)
        if path.endswith(".yaml"):
            try:
                objects[path.removeprefix(f"{TEMPLATES}/")] = documents(text)
            except yaml.YAMLError as error:
                raise ValueError(f"{path} makes no YAML: {error}") from None
    return Rendered(name, values, objects)


def _variants(example: dict[str, Any]) -> dict[str, dict[str, Any]]:
    plain = merged(example, PLAIN)
    return {"example": example, "plain": plain, "without policies": merged(plain, WITHOUT_POLICIES)}


def _schema(schema: Any, values: dict[str, Any], example: dict[str, Any]) -> list[str]:
    found = [
        f"{SCHEMA}: refuses the values «{name}»: {what}"
        for name, one in _variants(example).items()
        for what in violations(schema, one)
    ]
    refused = {what.partition(":")[0] for what in violations(schema, values)}
    if refused != set(NEEDED):
        found.append(f"{SCHEMA}: of values.yaml alone it refuses {sorted(refused)}, not {sorted(NEEDED)}")
    wrong = merged(example, {"backend": {"replica": 3}})
    if not violations(schema, wrong):
        found.append(f"{SCHEMA}: takes a value that the chart does not have")
    return found


def _id(one: Any) -> str:
    return f"{one['kind']} {one['metadata']['name']}"
