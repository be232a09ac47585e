"""The log of a service: one JSON object a line on standard error, as `contracts/part-log.md` says, with the trace of the work at hand."""

from __future__ import annotations

import contextvars
import json
import logging
import re
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from signalbox_ml import tracing

EXCEPTION_BYTES = 16 * 1024
_LEVELS = {"WARNING": "warn", "CRITICAL": "error"}
# The net below the rule that secrets never reach a log; the Java parts have the same.
_SECRET = re.compile(
    r"""(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"']+"""
    r"""|((?:Bearer|bearer)[ .])[A-Za-z0-9._~+/=-]{8,}"""
    r"""|(sbx_)[A-Za-z0-9_-]{8,}"""
    r"""|([?&;]password=)[^&;\s"']+"""
)

_fields: contextvars.ContextVar[Mapping[str, Any] | None] = contextvars.ContextVar("signalbox_log_fields", default=None)
_process_fields: dict[str, Any] = {}
_log = logging.getLogger(__name__)


def bind(**fields: Any) -> contextvars.Token[Mapping[str, Any] | None]:
    """Adds fields to every line of this context (a gRPC call)."""
    return _fields.set({**(_fields.get() or {}), **fields})


def scrubbed(text: str) -> str:
    """Without what looks like a secret."""
    return _SECRET.sub(lambda found: next(group for group in found.groups() if group) + "…", text)


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z"),
            "level": _LEVELS.get(record.levelname, record.levelname.lower()),
            "logger": record.name,
            "message": scrubbed(record.getMessage()),
            **_process_fields,
            "thread": record.threadName,
            **(_fields.get() or {}),
            **tracing.current_log_fields(),
        }
        extra = getattr(record, "fields", None)
        if isinstance(extra, dict):
            line.update(extra)
        if record.exc_info:
            # The end of a Python stack trace says what happened.
            line["exception"] = scrubbed(self.formatException(record.exc_info))[-EXCEPTION_BYTES:]
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(level: str, **fields: Any) -> None:
    """Sends all logging of this process to standard error, and what else would be plain text; `fields` are on every line."""
    _process_fields.clear()
    _process_fields.update({key: value for key, value in fields.items() if value})
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel("WARNING" if level == "warn" else level.upper())
    logging.captureWarnings(True)
    sys.excepthook = _ended_with
    threading.excepthook = _thread_ended_with


def _ended_with(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _log.error("the process ended with an error", exc_info=(kind, error, trace))


def _thread_ended_with(ended: threading.ExceptHookArgs) -> None:
    # A thread that exits by itself is no failure, as in `log/capture.py`.
    if ended.exc_value is None or ended.exc_type is SystemExit:
        return
    name = ended.thread.name if ended.thread is not None else "unknown"
    trace = (ended.exc_type, ended.exc_value, ended.exc_traceback)
    _log.error("the thread %s ended with an error", name, exc_info=trace)
