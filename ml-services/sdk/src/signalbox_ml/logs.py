"""JSON logs, one object a line on standard error, with the trace id of the work at hand."""

from __future__ import annotations

import contextvars
import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_fields: contextvars.ContextVar[Mapping[str, Any] | None] = contextvars.ContextVar("signalbox_log_fields", default=None)
_process_fields: dict[str, Any] = {}


def bind(**fields: Any) -> contextvars.Token[Mapping[str, Any] | None]:
    """Adds fields to every line of this context (a gRPC call)."""
    return _fields.set({**(_fields.get() or {}), **fields})


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_process_fields,
            **(_fields.get() or {}),
        }
        extra = getattr(record, "fields", None)
        if isinstance(extra, dict):
            line.update(extra)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(level: str, **fields: Any) -> None:
    """Sends all logging of this process to standard error; `fields` are on every line."""
    _process_fields.clear()
    _process_fields.update({key: value for key, value in fields.items() if value})
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel("WARNING" if level == "warn" else level.upper())
