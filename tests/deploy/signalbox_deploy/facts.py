"""What the rest of the repository says: documented settings, default ports, health paths, scraped jobs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from signalbox_deploy.files import Files, document

CONFIGURATION = "docs/configuration.md"
BACKEND_SETTINGS = "backend/bootstrap/src/main/java/signalbox/bootstrap/Settings.java"
SDK_SETTINGS = "ml-services/sdk/src/signalbox_ml/settings.py"
PROMETHEUS = "deploy/prometheus/prometheus.yml"
MANAGEMENT_SERVERS = {
    "backend": "backend/bootstrap/src/main/java/signalbox/bootstrap/observability/ManagementServer.java",
    "orchestrator": "orchestrator/service/src/main/java/signalbox/orchestrator/service/management/ManagementServer.java",
    "ML service": "ml-services/sdk/src/signalbox_ml/management.py",
}
# The job under which Prometheus knows a part.
JOBS = {"backend": "signalbox-backend", "orchestrator": "signalbox-orchestrator", "ML service": "signalbox-ml"}
REQUIRED = "–"
# Who signs for the object store must say of it what those say who speak to it.
SHARED_STORE_SETTINGS = ("ENDPOINT", "REGION", "BUCKET", "STYLE", "ENCRYPTION", "KMS_KEY_ID")


@dataclass(frozen=True)
class Job:
    name: str
    hosts: tuple[str, ...]
    port: int


class Facts:
    """Read once. Raises ValueError when a file does not say what is looked for: then this reader is out of date."""

    def __init__(self, files: Files) -> None:
        self._files = files
        # Setting → part («all» too) → its default.
        self.settings = _settings(files.text(CONFIGURATION))
        self.http_port = int(_find(r'port\("SIGNALBOX_PORT", (\d+)\)', files, BACKEND_SETTINGS))
        # The log port is the number of the HTTP port unless it is set.
        _find(r'port\("SIGNALBOX_LOG_PORT", (port)\)', files, BACKEND_SETTINGS)
        self.grpc_port = int(_find(r"grpc_port: int = (\d+)", files, SDK_SETTINGS))
        self.jobs = [
            Job(job["job_name"], tuple(sd["names"]), int(sd["port"]))
            for job in document(files.text(PROMETHEUS))["scrape_configs"]
            for sd in job["dns_sd_configs"]
        ]
        ports = {job.port for job in self.jobs}
        if len(ports) != 1:
            raise ValueError(f"{PROMETHEUS}: parts are scraped at different ports: {sorted(ports)}")
        self.management_port = ports.pop()

    def is_known(self, setting: str, part: str) -> bool:
        """Whether the documentation has the setting for this part."""
        parts = self.settings.get(setting, {})
        return part in parts or "all" in parts

    def required(self, part: str) -> list[str]:
        """Settings without which the part ends at its start."""
        return sorted(name for name, parts in self.settings.items() if parts.get(part) == REQUIRED)

    def answers(self, part: str, path: str) -> bool:
        """Whether the part's management port knows the path."""
        return f'"{path}"' in self._files.text(MANAGEMENT_SERVERS[part])


def _find(pattern: str, files: Files, path: str) -> str:
    found = re.search(pattern, files.text(path))
    if found is None:
        raise ValueError(f"{path} does not have {pattern!r} any more")
    return found[1]


def _settings(text: str) -> dict[str, dict[str, str]]:
    made: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if len(cells) != 4 or "`SIGNALBOX_" not in cells[1]:
            continue
        names = re.findall(r"`(\w+)`", cells[1])
        prefix = names[0].rsplit("_", 1)[0]
        names = [prefix + name if name.startswith("_") else name for name in names]
        defaults = [default.strip(" `") for default in cells[2].split(", ")]
        if len(defaults) != len(names):
            defaults = [cells[2]] * len(names)
        for name, default in zip(names, defaults, strict=True):
            for part in cells[0].split(", "):
                made.setdefault(name, {})[part.strip("`")] = default
    if len(made) < 30:
        raise ValueError(f"{CONFIGURATION}: only {len(made)} settings were found in its table")
    return made
