"""The child process of one attempt. It imports no gRPC: it speaks contract messages over a pipe."""

from __future__ import annotations

import importlib
import logging
import multiprocessing
import os
import platform
import signal
import socket
import threading
import time
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signalbox_ml import tracing
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.algorithm import Algorithm, Result
from signalbox_ml.context import RunContext, size_text
from signalbox_ml.dataset import ColumnType, Dataset, Validation
from signalbox_ml.errors import InfrastructureError, InvalidRequest, ProgramError, RunStopped
from signalbox_ml.instance import Instance
from signalbox_ml.lifeline import die_with_parent
from signalbox_ml.log import capture
from signalbox_ml.parameters import resolve
from signalbox_ml.transfer import ContentCache, trusting

if TYPE_CHECKING:
    from signalbox_ml.log.attempt_log import LogChannel

STACK_TRACE_BYTES = 16 * 1024
# Characters of a parameter's value that the log shows: some are whole data sets.
SHOWN_PARAMETER = 100

_log = logging.getLogger("signalbox")


def main(pipe: Connection, channel: LogChannel, start_bytes: bytes, options: dict[str, Any]) -> None:
    """Runs the attempt and ends with exactly one terminal event, or dies."""
    # A group of its own: a kill reaches what user code started.
    os.setpgid(0, 0)
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # User code may start processes of its own; a kill reaches them, because they are in the same group.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    start = pb.StartRun.FromString(start_bytes)
    outlet = capture.install(
        channel.packets,
        channel.stdout.fileno(),
        channel.stderr.fileno(),
        logging.DEBUG if options["log_level"] == "debug" else logging.INFO,
    )
    channel.stdout.close()
    channel.stderr.close()
    began = time.monotonic()
    tracing.configure(options["service"], options["otlp_endpoint"], options["instance"])
    send_lock = threading.Lock()

    def send(event: pb.RunResponse) -> None:
        event.time.GetCurrentTime()
        with send_lock:
            pipe.send_bytes(event.SerializeToString())

    _log.info(
        "attempt %d of %s on service %s (process %d on %s, Python %s, trace %s)",
        start.attempt,
        start.spec.algorithm,
        options["service"],
        os.getpid(),
        socket.gethostname(),
        platform.python_version(),
        tracing.trace_id(options["trace"]) or "none",
    )
    module, _, qualified = options["algorithm"].partition(":")
    found: Any = importlib.import_module(module)
    for part in qualified.split("."):
        found = getattr(found, part)
    algorithm_class: type[Algorithm] = found
    tls = trusting(options["s3_ca"])

    def phase_changed(phase: str) -> None:
        outlet.phase(phase)
        tracing.event("phase", {"signalbox.phase": phase})

    context = RunContext(
        send, Path(options["folder"]), {metric.key: metric for metric in algorithm_class.metrics}, phase_changed, tls
    )
    cache = ContentCache(Path(options["cache"]), options["cache_bytes"], tls)
    threading.Thread(target=_listen, args=(pipe, context), name="control", daemon=True).start()

    about: dict[str, str | int] = {
        "signalbox.run.id": start.run_id,
        "signalbox.attempt": start.attempt,
        "signalbox.algorithm": algorithm_class.name,
    }
    with tracing.attempt(f"attempt {start.spec.kind}", options["trace"], about) as span:
        last = _execute(context, algorithm_class(), start, options, cache)
        span.set_attribute("signalbox.outcome", str(last.WhichOneof("event")))
    context.close()
    _log.info("%s after %.1f s", last.WhichOneof("event"), time.monotonic() - began)
    # The service ends the log with what it has read when the last event arrives.
    capture.close()
    send(last)
    tracing.flush()
    # Threads that user code left behind must not keep a finished attempt alive.
    os._exit(0)


def _execute(
    context: RunContext, algorithm: Algorithm, start: pb.StartRun, options: dict[str, Any], cache: ContentCache
) -> pb.RunResponse:
    try:
        context.emit(pb.RunResponse(started=pb.Started()))
        context.emit(
            pb.RunResponse(environment_captured=pb.EnvironmentCaptured(environment_json=options["environment"]))
        )
        result = _run(context, algorithm, start.spec, cache)
    except RunStopped:
        return pb.RunResponse(cancelled=pb.Cancelled(killed=False))
    except ProgramError as error:
        _log.error("%s (%s)", error, error.code)
        return _failed(context, pb.FAILURE_KIND_PROGRAM, error.code, error)
    except InvalidRequest as error:
        _log.error("%s", error)
        return _failed(context, pb.FAILURE_KIND_PROGRAM, "parameter.invalid", error)
    except InfrastructureError as error:
        _log.error("%s (%s)", error, error.code)
        return _failed(context, pb.FAILURE_KIND_INFRASTRUCTURE, error.code, error)
    except MemoryError as error:
        _log.exception("the memory was not enough")
        return _failed(
            context, pb.FAILURE_KIND_INFRASTRUCTURE, "worker.out_of_memory", error, "The memory was not enough."
        )
    except Exception as error:  # noqa: BLE001 - this is where user code ends
        _log.exception("%s failed with %s", type(algorithm).title, type(error).__name__)
        return _failed(context, pb.FAILURE_KIND_PROGRAM, "program.error", error)
    finished = pb.Finished(summary=dict(result.summary), stopped_early=context.stopped_early, outcome=result.outcome)
    if result.model is not None:
        import json

        finished.model.artifact_name = result.model.artifact_name
        finished.model.format = result.model.format
        finished.model.signature_json = json.dumps(result.model.signature, ensure_ascii=False)
    context.progress(1.0)
    return pb.RunResponse(finished=finished)


def _run(context: RunContext, algorithm: Algorithm, spec: pb.RunSpec, cache: ContentCache) -> Result:
    if spec.kind == "solve" and spec.instances:
        instances = _instances(context, cache, spec)
        parameters = _parameters(algorithm, spec)
        with tracing.step("solve"):
            return algorithm.solve_set(context, instances, parameters)
    if spec.kind == "solve":
        instance = _instance(context, cache, spec)
        parameters = _parameters(algorithm, spec)
        with tracing.step("solve"):
            return algorithm.solve(context, instance, parameters)
    path = _download(context, cache, spec)
    data = Dataset(
        path=path,
        format=spec.dataset.format,
        delimiter=spec.dataset.delimiter or ",",
        columns=[ColumnType(column.name, column.type) for column in spec.dataset.columns],
        rows=spec.dataset.rows,
        task=spec.task,
        target=spec.target,
        excluded_columns=list(spec.excluded_columns),
        validation=Validation(
            spec.validation.method or "holdout",
            spec.validation.test_fraction or 0.25,
            spec.validation.folds or 5,
            spec.validation.seed,
        ),
        only_empty_missing=spec.dataset.only_empty_missing,
        column_mapping=dict(spec.column_mapping),
    )
    if spec.kind == "prediction":
        with tracing.step("download model"):
            model = cache.fetch(spec.model.url, spec.model.sha256, spec.model.size_bytes, context.folder / "model")
        with tracing.step("predict"):
            return algorithm.predict(context, data, model, spec.output_format or "csv")
    parameters = _parameters(algorithm, spec)
    with tracing.step("train"):
        return algorithm.train(context, data, parameters)


def _parameters(algorithm: Algorithm, spec: pb.RunSpec) -> dict[str, Any]:
    parameters = resolve(algorithm.parameters, spec.parameters_json)
    _log.info("parameters: %s", ", ".join(f"{name}={_short(value)}" for name, value in parameters.items()) or "none")
    return parameters


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= SHOWN_PARAMETER else f"{text[:SHOWN_PARAMETER]}… ({len(text)} characters)"


def _download(context: RunContext, cache: ContentCache, spec: pb.RunSpec) -> Path:
    size = spec.dataset.size_bytes
    context.progress(0.0, 0, size, "byte", "loading")

    def downloaded(received: int) -> None:
        if context.should_stop():
            context.stop_now()
        if size > 0:
            context.progress(0.05 * min(1.0, received / size), received, size, "byte", "loading")

    began = time.monotonic()
    into = context.folder / f"dataset.{spec.dataset.format}"
    with tracing.step("download dataset", {"signalbox.bytes": size}):
        path = cache.fetch(spec.dataset.url, spec.dataset.sha256, size, into, downloaded)
    _log.info(
        "dataset: %s of %s in %.1f s, SHA-256 %s…",
        size_text(path.stat().st_size),
        spec.dataset.format,
        time.monotonic() - began,
        spec.dataset.sha256[:12],
    )
    return path


def _instance(context: RunContext, cache: ContentCache, spec: pb.RunSpec) -> Instance:
    path = _download(context, cache, spec) if spec.dataset.url else None
    warm_start = None
    if spec.HasField("warm_start"):
        file = spec.warm_start
        with tracing.step("download warm start"):
            warm_start = cache.fetch(file.url, file.sha256, file.size_bytes, context.folder / "warm-start.json")
        _log.info("warm start: %s, SHA-256 %s…", size_text(warm_start.stat().st_size), file.sha256[:12])
    return Instance(
        path=path,
        format=spec.dataset.format if path is not None else "",
        delimiter=spec.dataset.delimiter or ",",
        warm_start=warm_start,
        name=spec.dataset.name,
    )


def _instances(context: RunContext, cache: ContentCache, spec: pb.RunSpec) -> list[Instance]:
    """All of a set at once, before the first is solved: a URL does not live as long as many solves may take."""
    total = sum(each.size_bytes for each in spec.instances)
    before = 0
    context.progress(0.0, 0, total, "byte", "loading")

    def downloaded(received: int) -> None:
        if context.should_stop():
            context.stop_now()
        if total > 0:
            done = min(total, before + received)
            context.progress(0.05 * done / total, done, total, "byte", "loading")

    began = time.monotonic()
    instances = []
    for place, data in enumerate(spec.instances, 1):
        into = context.folder / f"instance-{place}.{data.format}"
        path = cache.fetch(data.url, data.sha256, data.size_bytes, into, downloaded)
        before += path.stat().st_size
        instances.append(Instance(path=path, format=data.format, delimiter=data.delimiter or ",", name=data.name))
    _log.info("instances: %d, %s in %.1f s", len(instances), size_text(before), time.monotonic() - began)
    return instances


def _failed(
    context: RunContext, kind: pb.FailureKind, code: str, error: BaseException, message: str = ""
) -> pb.RunResponse:
    trace = "" if isinstance(error, ProgramError | InfrastructureError | InvalidRequest) else _stack_trace(error)
    return pb.RunResponse(
        failed=pb.Failed(
            kind=kind,
            code=code,
            message=(message or str(error) or type(error).__name__)[:2000],
            phase=context.phase,
            exception_type="" if not trace else type(error).__qualname__,
            stack_trace=trace,
        )
    )


def _stack_trace(error: BaseException) -> str:
    # The end of a trace holds the cause: when it is too long, the beginning goes.
    encoded = "".join(traceback.format_exception(error)).encode()
    return encoded[-STACK_TRACE_BYTES:].decode(errors="ignore")


def _listen(pipe: Connection, context: RunContext) -> None:
    while True:
        try:
            request = pb.RunRequest.FromString(pipe.recv_bytes())
        except (EOFError, OSError):
            # The service is gone: nobody will ever take what this process makes.
            os._exit(3)
        which = request.WhichOneof("request")
        if which == "cancel":
            _log.warning("asked to stop: the algorithm ends at its next iteration")
            context.request_stop()
        elif which == "grant_upload":
            context.granted(request.grant_upload)
        elif which == "start":
            context.remind()
