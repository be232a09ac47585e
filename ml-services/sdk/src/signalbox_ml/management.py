"""The management port: Prometheus metrics and health over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

# How an attempt ends, and how the answer to a prediction or to a study comes out.
ENDS = ("finished", "failed", "cancelled")
PREDICTIONS = ("ok", "invalid", "error")
SUGGESTIONS = ("ok", "invalid", "failed_precondition", "unavailable", "internal", "error")


class Instruments:
    """The numbers of one service. What can happen is there, at 0, before it happens for the first time."""

    def __init__(
        self, service: str, slots: int, slots_in_use: Callable[[], int], algorithms: Sequence[str] = ()
    ) -> None:
        """`algorithms`: the names of those whose runs this instance executes."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        info = Gauge(
            "signalbox_ml_slots", "Runs this instance executes at the same time.", ["service"], registry=self.registry
        )
        info.labels(service).set(slots)
        in_use = Gauge("signalbox_ml_slots_in_use", "Runs executing now.", ["service"], registry=self.registry)
        in_use.labels(service).set_function(slots_in_use)
        self._started = Counter(
            "signalbox_ml_attempts_started", "Attempts started.", ["algorithm"], registry=self.registry
        )
        self._ended = Counter(
            "signalbox_ml_attempts_ended", "Attempts ended.", ["algorithm", "outcome"], registry=self.registry
        )
        self._stale = Counter(
            "signalbox_ml_stale_attempts_refused", "Starts of a stale attempt.", registry=self.registry
        )
        self.predictions = Histogram(
            "signalbox_ml_predict_seconds",
            "Time of an online prediction.",
            ["outcome"],
            registry=self.registry,
            buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
        )
        self.suggestions = Histogram(
            "signalbox_ml_suggest_seconds",
            "Time of an answer to a study.",
            ["outcome"],
            registry=self.registry,
            buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
        )
        for algorithm in algorithms:
            self._started.labels(algorithm)
            for end in ENDS:
                self._ended.labels(algorithm, end)
        for outcome in PREDICTIONS:
            self.predictions.labels(outcome)
        for outcome in SUGGESTIONS:
            self.suggestions.labels(outcome)

    def observe(self, event: str, algorithm: str, outcome: str) -> None:
        if event == "started":
            self._started.labels(algorithm).inc()
        elif event == "ended":
            self._ended.labels(algorithm, outcome).inc()
        elif event == "stale":
            self._stale.inc()


class ManagementServer:
    def __init__(self, host: str, port: int, instruments: Instruments, ready: Callable[[], bool]) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/metrics":
                    self._answer(200, CONTENT_TYPE_LATEST, generate_latest(instruments.registry))
                elif self.path in ("/health", "/health/ready"):
                    up = ready()
                    self._answer(
                        200 if up else 503, "application/json", b'{"status":"UP"}' if up else b'{"status":"DOWN"}'
                    )
                elif self.path == "/health/live":
                    self._answer(200, "application/json", b'{"status":"UP"}')
                else:
                    self._answer(404, "text/plain", b"not found")

            def _answer(self, status: int, content_type: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """A scrape every few seconds is no news."""

        self._server = ThreadingHTTPServer((host, port), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, name="management", daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
