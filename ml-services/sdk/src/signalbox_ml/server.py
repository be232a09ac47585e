"""The gRPC edge: contract messages in and out, errors as status codes, signals, start and stop."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, Protocol

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from opentelemetry.trace import SpanKind

from signalbox_ml import logs, tracing
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml._generated import ml_service_pb2_grpc as pb_grpc
from signalbox_ml.algorithm import Algorithm
from signalbox_ml.attempt import Superseded
from signalbox_ml.errors import InfrastructureError, InvalidRequest, ProgramError, Refused
from signalbox_ml.log.sender import split_address
from signalbox_ml.management import Instruments, ManagementServer
from signalbox_ml.parameters import json_schema
from signalbox_ml.registry import PROPOSING_KINDS, Registry
from signalbox_ml.settings import Settings, SettingsError
from signalbox_ml.transfer import ContentCache, trusting

SERVICE_NAME = "signalbox.ml.v1.MlService"
PREDICT_ROWS = 10_000
PREDICT_BYTES = 1024 * 1024
MESSAGE_BYTES = 8 * 1024 * 1024
# A service that proposes must take the whole story of a study with 10,000 trials.
STORY_BYTES = 64 * 1024 * 1024
# What a call of Suggest may take when its caller names no deadline.
SUGGEST_SECONDS = 10.0
DAY_SECONDS = 86_400.0
RUN_STREAMS = 128
SHORT_CALLS = 16
# Calls of ResendLogs that send at the same time, how long one sends, and how many ranges it may name.
RESENDS = 4
RESEND_SECONDS = 5.0
RESEND_RANGES = 10_000

_log = logging.getLogger(__name__)


class Predictor(Protocol):
    """Answers rows from stored models. Safe for many threads."""

    def predict(
        self, key: str, sha256: str, fetch: Callable[[], Path], rows: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """One answer a row: `{"prediction": …, "probabilities": {…}}`. `fetch` gives the verified model file.

        Raises InvalidRequest for rows that the model cannot take; the message names the column.
        """

    def warm_up(self) -> None:
        """Imports what the first prediction needs."""


class Suggester(Protocol):
    """Proposes parameters for studies. Safe for many threads."""

    def suggest(self, request: pb.SuggestRequest, seconds: float) -> pb.SuggestResponse:
        """The answer to one request of a study. `seconds`: what is left until the caller gives up.

        Raises InvalidRequest for a definition that cannot be searched (the message names the field), and Refused with
        `FAILED_PRECONDITION` when the caller must tell the story from the start, or `UNAVAILABLE` while there is no answer yet.
        """

    def warm_up(self) -> None:
        """Imports what the first proposal needs."""


class MlServicer(pb_grpc.MlServiceServicer):
    def __init__(
        self,
        name: str,
        version: str,
        registry: Registry,
        settings: Settings,
        instruments: Instruments,
        predictor: Predictor | None,
        suggester: Suggester | None,
    ) -> None:
        self._name = name
        self._version = version
        self._registry = registry
        self._settings = settings
        self._instruments = instruments
        self._predictor = predictor
        self._suggester = suggester
        self._cache = ContentCache(registry.cache_dir, settings.cache_bytes, trusting(settings.s3_ca))
        self._algorithms = [_described(algorithm) for algorithm in registry.algorithms.values()]
        self._predictions = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))
        self._streams = threading.BoundedSemaphore(RUN_STREAMS)
        self._resends = threading.BoundedSemaphore(RESENDS)

    def Describe(self, request: pb.DescribeRequest, context: grpc.ServicerContext) -> pb.DescribeResponse:
        return pb.DescribeResponse(
            service=self._name,
            version=self._version,
            instance_id=self._registry.instance_id,
            slots=self._settings.slots,
            slots_in_use=self._registry.slots_in_use(),
            algorithms=self._algorithms,
            draining=self._registry.draining,
        )

    def Run(self, requests: Iterator[pb.RunRequest], context: grpc.ServicerContext) -> Iterator[pb.RunResponse]:
        if not self._streams.acquire(blocking=False):
            _abort(context, grpc.StatusCode.UNAVAILABLE, "Too many open streams.")
        call = tracing.Call(SERVICE_NAME, "Run", context.invocation_metadata())
        try:
            yield from self._run(requests, context, call)
        finally:
            call.end(_status_code(context))
            self._streams.release()

    def _run(
        self, requests: Iterator[pb.RunRequest], context: grpc.ServicerContext, call: tracing.Call
    ) -> Iterator[pb.RunResponse]:
        first = next(requests, None)
        if first is None or first.WhichOneof("request") != "start":
            _abort(context, grpc.StatusCode.INVALID_ARGUMENT, "The first request of a stream must be start.")
        start = first.start
        call.about(start.run_id, start.attempt)
        logs.bind(**tracing.log_fields(call.headers), run_id=start.run_id, attempt=start.attempt)
        try:
            attempt = self._registry.start(start, call.headers)
        except InvalidRequest as error:
            _abort(context, grpc.StatusCode.INVALID_ARGUMENT, str(error))
        except Refused as error:
            _abort(context, getattr(grpc.StatusCode, error.code), str(error))
        stream = attempt.attach(start.from_sequence)
        _log.info("stream attached", extra={"fields": {"from_sequence": start.from_sequence}})
        # A stream that breaks leaves the attempt running; it only starts the orphan clock.
        if not context.add_callback(lambda: attempt.detach(stream)):
            attempt.detach(stream)
            return

        def listen() -> None:
            try:
                for request in requests:
                    if stream.replaced or stream.closed:
                        return
                    self._handle(attempt, request)
            except Exception as error:  # noqa: BLE001 - gRPC raises a bare exception when the stream breaks
                _log.debug("requests ended: %s", type(error).__name__)
            finally:
                attempt.end_of_requests(stream)

        threading.Thread(target=listen, name="requests", daemon=True).start()
        try:
            yield from stream.responses(self._settings.heartbeat_seconds)
        except Superseded:
            _abort(context, grpc.StatusCode.ABORTED, "A newer stream or attempt took over.")
        finally:
            attempt.detach(stream)
            self._registry.forget()

    def _handle(self, attempt: Any, request: pb.RunRequest) -> None:
        which = request.WhichOneof("request")
        if which == "acknowledge":
            attempt.acknowledge(request.acknowledge.sequence)
        elif which == "grant_upload":
            attempt.grant(request.grant_upload)
        elif which == "cancel":
            attempt.cancel(request.cancel)
        else:
            _log.warning("a request that is not known here was ignored", extra={"fields": {"request": which}})

    def Predict(self, request: pb.PredictRequest, context: grpc.ServicerContext) -> pb.PredictResponse:
        if self._predictor is None:
            _abort(context, grpc.StatusCode.UNIMPLEMENTED, "The service serves no predictions.")
        began = time.perf_counter()
        if not self._predictions.acquire(timeout=min(5.0, context.time_remaining() or 5.0)):
            _abort(context, grpc.StatusCode.RESOURCE_EXHAUSTED, "Too many predictions at the same time.")
        outcome = "error"
        try:
            with _answering("Predict", context):
                response = self._predict(self._predictor, request)
            outcome = "ok"
            return response
        except InvalidRequest as error:
            outcome = "invalid"
            _abort(context, grpc.StatusCode.INVALID_ARGUMENT, str(error))
        except ProgramError as error:
            outcome = "invalid"
            _abort(context, grpc.StatusCode.FAILED_PRECONDITION, f"{error.code}: {error}")
        except InfrastructureError as error:
            _log.warning("a prediction failed: %s", error)
            _abort(context, grpc.StatusCode.UNAVAILABLE, f"{error.code}: {error}")
        finally:
            self._predictions.release()
            self._instruments.predictions.labels(outcome).observe(time.perf_counter() - began)

    def _predict(self, predictor: Predictor, request: pb.PredictRequest) -> pb.PredictResponse:
        if len(request.rows_json.encode()) > PREDICT_BYTES:
            raise InvalidRequest("rows: at most 1 MiB")
        try:
            rows = json.loads(request.rows_json, parse_constant=_no_constant)
        except ValueError as error:
            raise InvalidRequest(f"rows: not JSON ({error})") from None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise InvalidRequest("rows: must be an array of objects")
        if not 1 <= len(rows) <= PREDICT_ROWS:
            raise InvalidRequest(f"rows: must be from 1 to {PREDICT_ROWS}")
        model = request.model
        folder = self._settings.work_dir / "online"
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{threading.get_ident()}"
        began = time.perf_counter()
        try:
            answers = predictor.predict(
                model.key or model.sha256,
                model.sha256,
                lambda: self._cache.fetch(model.url, model.sha256, model.size_bytes, target),
                rows,
            )
        finally:
            target.unlink(missing_ok=True)
        response = pb.PredictResponse(predictions_json=json.dumps(answers, ensure_ascii=False, allow_nan=False))
        response.inference_time.FromNanoseconds(int((time.perf_counter() - began) * 1e9))
        return response

    def Suggest(self, request: pb.SuggestRequest, context: grpc.ServicerContext) -> pb.SuggestResponse:
        if self._suggester is None:
            _abort(context, grpc.StatusCode.UNIMPLEMENTED, "The service suggests no parameters.")
        began = time.perf_counter()
        left = context.time_remaining()
        # Without a deadline gRPC tells nothing or centuries.
        if left is None or left > DAY_SECONDS:
            left = SUGGEST_SECONDS
        outcome = "error"
        try:
            with _answering("Suggest", context, request.study_id):
                response = self._suggester.suggest(request, left)
            outcome = "ok"
            return response
        except InvalidRequest as error:
            outcome = "invalid"
            _abort(context, grpc.StatusCode.INVALID_ARGUMENT, str(error))
        except Refused as error:
            outcome = error.code.lower()
            _abort(context, getattr(grpc.StatusCode, error.code), str(error))
        finally:
            self._instruments.suggestions.labels(outcome).observe(time.perf_counter() - began)

    def ResendLogs(self, request: pb.ResendLogsRequest, context: grpc.ServicerContext) -> pb.ResendLogsResponse:
        try:
            ranges = _ranges(request)
            if request.address:
                split_address(request.address)
        except InvalidRequest as error:
            _abort(context, grpc.StatusCode.INVALID_ARGUMENT, str(error))
        except ValueError as error:
            _abort(context, grpc.StatusCode.INVALID_ARGUMENT, f"address: {error}")
        left = min(RESEND_SECONDS, (context.time_remaining() or RESEND_SECONDS) - 0.5)
        deadline = time.monotonic() + left
        if not self._resends.acquire(timeout=max(0.0, left / 2)):
            _abort(context, grpc.StatusCode.RESOURCE_EXHAUSTED, "Too many lines are being sent again.")
        try:
            with _answering("ResendLogs", context, request.run_id):
                made = self._registry.logs.resend(
                    str(uuid.UUID(request.run_id)),
                    request.attempt,
                    ranges,
                    request.stored_through,
                    deadline,
                    request.address,
                )
        finally:
            self._resends.release()
        if made is None:
            _abort(context, grpc.StatusCode.NOT_FOUND, "There is no spool of this attempt.")
        response = pb.ResendLogsResponse(lines_sent=made.sent)
        for first, last in made.missing:
            response.missing.add(**{"from": first, "to": last})
        if made.totals is not None:
            response.totals.lines = made.totals.lines
            response.totals.hash = made.totals.hash.hex()
        return response


def _ranges(request: pb.ResendLogsRequest) -> list[tuple[int, int]]:
    try:
        uuid.UUID(request.run_id)
    except ValueError:
        raise InvalidRequest("run_id: must be a UUID") from None
    if request.attempt < 1:
        raise InvalidRequest("attempt: must be at least 1")
    if len(request.ranges) > RESEND_RANGES:
        raise InvalidRequest(f"ranges: at most {RESEND_RANGES}")
    made = [(getattr(each, "from"), each.to) for each in request.ranges]
    if any(first < 1 or last < first for first, last in made):
        raise InvalidRequest("ranges: each must begin at 1 or later, and not end before it begins")
    return made


@contextmanager
def _answering(method: str, context: grpc.ServicerContext, run_id: str = "") -> Iterator[None]:
    """The span of a plain call, and its fields in the log."""
    headers = tracing.carrier(context.invocation_metadata())
    attributes: dict[str, str | int] = {"rpc.system": "grpc", "rpc.service": SERVICE_NAME, "rpc.method": method}
    about = {"run_id": run_id} if run_id else {}
    if run_id:
        attributes["signalbox.run.id"] = run_id
    logs.bind(**tracing.log_fields(headers), **about)
    with tracing.span(f"{SERVICE_NAME}/{method}", headers, attributes, SpanKind.SERVER):
        yield


def _status_code(context: grpc.ServicerContext) -> int:
    """The number of the status that a call ends with; before it is set, the call ends well or its caller is gone."""
    code = context.code()
    if code is not None:
        return int(code.value[0])
    return 0 if context.is_active() else int(grpc.StatusCode.CANCELLED.value[0])


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _abort(context: grpc.ServicerContext, code: grpc.StatusCode, message: str) -> NoReturn:
    context.abort(code, message)
    raise AssertionError("abort always raises")


def _described(algorithm: type[Algorithm]) -> pb.Algorithm:
    return pb.Algorithm(
        name=algorithm.name,
        title=algorithm.title,
        description=algorithm.description,
        kinds=algorithm.kinds,
        tasks=algorithm.tasks,
        parameters_schema_json=json.dumps(json_schema(algorithm.parameters), ensure_ascii=False),
        metrics=[
            pb.MetricInfo(
                key=metric.key,
                role=pb.MetricRole.Name(metric.role.value),
                maximize=metric.maximize,
                task=metric.task,
                step_unit=metric.step_unit,
                of_set=metric.of_set,
            )
            for metric in algorithm.metrics
        ],
        instance_formats=algorithm.instance_formats,
    )


class Service:
    """A running ML service. `close` is graceful."""

    def __init__(
        self,
        name: str,
        version: str,
        algorithms: Sequence[type[Algorithm]],
        settings: Settings,
        predictor: Predictor | None = None,
        suggester: Suggester | None = None,
        preload: Sequence[str] = (),
    ) -> None:
        self._settings = settings
        self._stopped = False
        settings.work_dir.mkdir(parents=True, exist_ok=True)
        # Read by the libraries when they are loaded, in the fork server and here: slots share the cores.
        threads = str(max(1, (os.cpu_count() or 1) // settings.slots))
        for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_IO_THREADS"):
            os.environ.setdefault(variable, threads if variable != "ARROW_IO_THREADS" else "2")
        # A thread that waits for the others gives its core to another slot instead of spinning.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        self.registry = Registry(name, algorithms, settings, preload, lambda *what: self.instruments.observe(*what))
        self.instruments = Instruments(
            name,
            settings.slots,
            lambda: self.registry.slots_in_use(),
            [algorithm.name for algorithm in algorithms if not PROPOSING_KINDS.issuperset(algorithm.kinds)],
        )
        self._pool = ThreadPoolExecutor(RUN_STREAMS + SHORT_CALLS, thread_name_prefix="grpc")
        self._server = grpc.server(
            self._pool,
            options=[
                ("grpc.so_reuseport", 0),
                ("grpc.max_receive_message_length", MESSAGE_BYTES if suggester is None else STORY_BYTES),
                ("grpc.max_send_message_length", MESSAGE_BYTES * 8),
                ("grpc.keepalive_permit_without_calls", 1),
                ("grpc.http2.min_ping_interval_without_data_ms", 5000),
                ("grpc.keepalive_time_ms", 10_000),
                ("grpc.keepalive_timeout_ms", 5_000),
            ],
        )
        servicer = MlServicer(name, version, self.registry, settings, self.instruments, predictor, suggester)
        pb_grpc.add_MlServiceServicer_to_server(servicer, self._server)  # type: ignore[no-untyped-call]
        self._health = health.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        self.port = self._server.add_insecure_port(f"{settings.host}:{settings.grpc_port}")
        self._server.start()
        self._set_health(health_pb2.HealthCheckResponse.SERVING)
        self.management: ManagementServer | None = None
        if settings.management_port:
            self.management = ManagementServer(
                settings.host, settings.management_port, self.instruments, lambda: not self.registry.draining
            )
        self._warm_up = threading.Thread(target=self._warm, args=(predictor, suggester), name="warm-up", daemon=True)
        self._warm_up.start()

    def _warm(self, predictor: Predictor | None, suggester: Suggester | None) -> None:
        self.registry.warm_up()
        if predictor is not None:
            predictor.warm_up()
        if suggester is not None:
            suggester.warm_up()

    def _set_health(self, status: Any) -> None:
        for service in ("", SERVICE_NAME):
            self._health.set(service, status)

    def close(self, drain_seconds: float | None = None) -> None:
        """Refuses new runs, lets the running ones end for the drain time, kills the rest, and stops."""
        if self._stopped:
            return
        self._stopped = True
        self._set_health(health_pb2.HealthCheckResponse.NOT_SERVING)
        self.registry.drain(self._settings.drain_seconds if drain_seconds is None else drain_seconds)
        self._server.stop(1.0).wait(3.0)
        self.registry.logs.close()
        if self.management is not None:
            self.management.close()
        tracing.flush()


def serve(
    name: str,
    algorithms: Sequence[type[Algorithm]],
    version: str = "0.1.0",
    predictor: Predictor | None = None,
    suggester: Suggester | None = None,
    preload: Sequence[str] = (),
) -> int:
    """Runs a service until SIGTERM or SIGINT; settings come from the environment. Returns the exit code."""
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        logs.configure("info", part=name)
        _log.error("%s", error)
        return 2
    logs.configure(settings.log_level, part=name)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        service = Service(name, version, algorithms, settings, predictor, suggester, preload)
    except (OSError, RuntimeError) as error:
        _log.error("the service cannot start: %s", error)
        return 1
    tracing.configure(name, settings.otlp_endpoint, service.registry.instance_id)
    _log.info(
        "ready",
        extra={
            "fields": {"grpc_port": service.port, "instance": service.registry.instance_id, "slots": settings.slots}
        },
    )
    if settings.exit_with_parent:
        threading.Thread(target=_exit_at_end_of_input, args=(service,), name="parent", daemon=True).start()
    stop.wait()
    _log.info("stopping: running attempts have %g s", settings.drain_seconds)
    service.close()
    _log.info("stopped")
    logging.shutdown()
    # Libraries keep threads that are not daemons; everything of ours has ended.
    os._exit(0)


def _exit_at_end_of_input(service: Service) -> None:
    while sys.stdin.buffer.read(4096):
        continue
    _log.warning("standard input ended: the parent is gone")
    service.registry.begin_draining()
    service.registry.kill_all()
    os._exit(0)
