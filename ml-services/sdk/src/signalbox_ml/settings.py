"""Settings of a service, from the environment. Every problem is reported at once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from signalbox_ml.transfer import trusting

GIB = 1024**3


class SettingsError(ValueError):
    """At least one setting is not usable; the message lists all of them."""


@dataclass(frozen=True)
class Settings:
    host: str = "127.0.0.1"
    # 0: any free port, printed in the log.
    grpc_port: int = 50051
    # 0: no management server.
    management_port: int = 0
    slots: int = 2
    work_dir: Path = Path(tempfile.gettempdir()) / "signalbox-ml"
    log_level: str = "info"
    otlp_endpoint: str = ""
    exit_with_parent: bool = False
    cache_bytes: int = 10 * GIB
    # Certificates (PEM) that are trusted beside the usual ones when files are moved.
    s3_ca: Path | None = None
    drain_seconds: float = 20.0
    heartbeat_seconds: float = 3.0
    # How long the events of an ended attempt wait for their acknowledgement.
    retention_seconds: float = 3600.0
    # Unacknowledged events of an attempt before its producers wait.
    buffer_events: int = 10_000
    # Log lines a second that this service sends at most; what comes faster waits in the spool.
    log_rate: int = 10_000
    # All spools of this service together, and how long one of an ended attempt is kept.
    spool_bytes: int = 2 * GIB
    spool_age_seconds: float = 72 * 3600.0
    # Between two samples of what an attempt uses; 0: none.
    system_metrics_seconds: float = 5.0

    @staticmethod
    def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
        values = os.environ if environment is None else environment
        problems: list[str] = []

        def whole(name: str, default: int, low: int, high: int) -> int:
            text = values.get(name, "").strip()
            if not text:
                return default
            if not text.isdecimal() or not low <= int(text) <= high:
                problems.append(f"{name} must be a whole number from {low} to {high}, not {text!r}")
                return default
            return int(text)

        def authorities(name: str) -> Path | None:
            text = values.get(name, "").strip()
            if not text:
                return None
            try:
                trusting(Path(text))
            except OSError:
                problems.append(f"{name} must be a file with certificates (PEM), not {text!r}")
            return Path(text)

        default = Settings()
        level = values.get("SIGNALBOX_LOG_LEVEL", "").strip().lower() or default.log_level
        if level not in ("debug", "info", "warning", "warn", "error"):
            problems.append(f"SIGNALBOX_LOG_LEVEL must be debug, info, warn or error, not {level!r}")
        made = Settings(
            host=values.get("SIGNALBOX_HOST", "").strip() or default.host,
            grpc_port=whole("SIGNALBOX_GRPC_PORT", default.grpc_port, 0, 65535),
            management_port=whole("SIGNALBOX_MANAGEMENT_PORT", default.management_port, 0, 65535),
            slots=whole("SIGNALBOX_SLOTS", default.slots, 1, 64),
            work_dir=Path(values.get("SIGNALBOX_WORK_DIR", "").strip() or default.work_dir),
            log_level=level,
            otlp_endpoint=values.get("SIGNALBOX_OTLP_ENDPOINT", "").strip(),
            exit_with_parent=values.get("SIGNALBOX_EXIT_WITH_PARENT", "") == "1",
            cache_bytes=whole("SIGNALBOX_CACHE_BYTES", default.cache_bytes, 0, 2**50),
            s3_ca=authorities("SIGNALBOX_S3_CA"),
            log_rate=whole("SIGNALBOX_LOG_RATE", default.log_rate, 10, 1_000_000),
            spool_bytes=whole("SIGNALBOX_SPOOL_MAX_BYTES", default.spool_bytes, 0, 2**50),
            spool_age_seconds=3600.0 * whole("SIGNALBOX_SPOOL_MAX_HOURS", 72, 1, 24 * 365),
            system_metrics_seconds=whole(
                "SIGNALBOX_SYSTEM_METRICS_SECONDS", int(default.system_metrics_seconds), 0, 3600
            ),
            drain_seconds=whole("SIGNALBOX_DRAIN_SECONDS", int(default.drain_seconds), 0, 3600),
        )
        if problems:
            raise SettingsError("; ".join(problems))
        return made
