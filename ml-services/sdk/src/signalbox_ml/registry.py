"""All attempts of this instance: slots, fencing, attaching, forgetting."""

from __future__ import annotations

import logging
import multiprocessing
import shutil
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from signalbox_ml import tracing
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.algorithm import Algorithm
from signalbox_ml.attempt import Attempt, failed, launcher
from signalbox_ml.environment import Environments
from signalbox_ml.errors import InvalidRequest, Refused
from signalbox_ml.log.attempt_log import Destination, LogHouse
from signalbox_ml.log.sender import split_address
from signalbox_ml.parameters import resolve
from signalbox_ml.settings import Settings
from signalbox_ml.system_metrics import Sampler

# Runs whose newest attempt number is remembered after the attempt is forgotten.
FENCES = 10_000
# Ended attempts that still wait for their acknowledgement; the oldest go first beyond it.
ENDED_ATTEMPTS = 256
SWEEP_SECONDS = 5.0
# How many instances a set has.
LEAST_INSTANCES = 2
MOST_INSTANCES = 100
# Kinds of algorithms that answer Suggest, and that nobody starts here.
PROPOSING_KINDS = frozenset(("study", "pruner"))

_log = logging.getLogger(__name__)


class Registry:
    def __init__(
        self,
        service: str,
        algorithms: Sequence[type[Algorithm]],
        settings: Settings,
        preload: Sequence[str] = (),
        observer: Callable[[str, str, str], None] | None = None,
    ) -> None:
        self.instance_id = str(uuid.uuid4())
        self.algorithms: Mapping[str, type[Algorithm]] = {algorithm.name: algorithm for algorithm in algorithms}
        self._service = service
        self._settings = settings
        self._observer = observer or (lambda event, algorithm, outcome: None)
        self._lock = threading.Lock()
        self._attempts: OrderedDict[str, Attempt] = OrderedDict()
        self._fences: OrderedDict[str, int] = OrderedDict()
        self._starting: set[str] = set()
        self._draining = False
        self._environments = Environments(service)
        self._attempt_dir = settings.work_dir / "attempts"
        # What a killed process left behind. The folder belongs to one instance.
        shutil.rmtree(self._attempt_dir, ignore_errors=True)
        self._attempt_dir.mkdir(parents=True)
        self.cache_dir = settings.work_dir / "cache"
        self.cache_dir.mkdir(parents=True, exist_ok=True)
        # The fork server is a process of its own that never ran gRPC threads: forking it is safe and takes milliseconds.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["signalbox_ml._child", *preload])
        self.logs = LogHouse(
            settings.work_dir / "spool", settings.log_rate, settings.spool_bytes, settings.spool_age_seconds
        )
        self._stop_sweeping = threading.Event()
        threading.Thread(target=self._sweep, name="sweep", daemon=True).start()
        if settings.system_metrics_seconds:
            Sampler(self.attempts, settings.system_metrics_seconds, self._stop_sweeping).start()

    def warm_up(self) -> None:
        """Starts the fork server, which then imports the heavy libraries. A service that only proposes needs none."""
        from multiprocessing import forkserver

        if any(not PROPOSING_KINDS.issuperset(algorithm.kinds) for algorithm in self.algorithms.values()):
            forkserver.ensure_running()

    @property
    def draining(self) -> bool:
        return self._draining

    def slots_in_use(self) -> int:
        with self._lock:
            return self._in_use()

    def start(self, start: pb.StartRun, trace: Mapping[str, str]) -> Attempt:
        """The attempt, started now or found. Raises Refused or InvalidRequest."""
        if not start.run_id:
            raise InvalidRequest("run_id: must not be empty")
        if start.attempt < 1:
            raise InvalidRequest("attempt: must be at least 1")
        with self._lock:
            found = self._find(start)
            if found is not None:
                return found
            if self._draining:
                raise Refused("UNAVAILABLE", "The service is shutting down.")
            self._check(start.spec)
            destination = _destination(start)
            older = self._attempts.get(start.run_id)
            others = self._in_use() - (1 if older is not None and older.active else 0)
            if others >= self._settings.slots:
                raise Refused("RESOURCE_EXHAUSTED", f"All {self._settings.slots} slots are in use.")
            # From here on the number is taken: nobody else starts it while the older attempt dies and the child starts.
            self._raise_fence(start.run_id, start.attempt)
            self._starting.add(start.run_id)
        try:
            if older is not None:
                older.supersede()
            attempt = self._launch(start, trace, destination)
        except BaseException:
            with self._lock:
                self._starting.discard(start.run_id)
            raise
        with self._lock:
            self._starting.discard(start.run_id)
            self._attempts[start.run_id] = attempt
        self._observer("started", attempt.algorithm, "")
        return attempt

    def _find(self, start: pb.StartRun) -> Attempt | None:
        highest = self._fences.get(start.run_id, 0)
        if start.attempt < highest:
            self._observer("stale", "", "")
            raise Refused(
                "FAILED_PRECONDITION", f"Attempt {start.attempt} is stale: the run has reached attempt {highest}."
            )
        attempt = self._attempts.get(start.run_id)
        # One whose end is acknowledged is as good as gone, although its process may still be on its way out.
        if attempt is not None and attempt.number == start.attempt and not attempt.settled:
            return attempt
        if start.run_id in self._starting:
            raise Refused("UNAVAILABLE", "The attempt is being started; attach again in a moment.")
        if start.attach_only:
            raise Refused("NOT_FOUND", "This instance does not have the attempt.")
        if start.attempt == highest:
            raise Refused("FAILED_PRECONDITION", f"Attempt {start.attempt} has ended and was acknowledged.")
        return None

    def _check(self, spec: pb.RunSpec) -> None:
        algorithm = self.algorithms.get(spec.algorithm)
        if algorithm is None:
            raise InvalidRequest(f"algorithm: the service has no {spec.algorithm!r}")
        if spec.kind not in algorithm.kinds or spec.kind in PROPOSING_KINDS:
            raise InvalidRequest(f"kind: {spec.algorithm} does not serve {spec.kind!r}")
        if spec.kind == "solve":
            _check_solve(algorithm, spec)
            return
        if not spec.dataset.url:
            raise InvalidRequest("dataset.url: must not be empty")
        if spec.dataset.format not in ("csv", "parquet"):
            raise InvalidRequest("dataset.format: must be csv or parquet")
        if len(spec.dataset.delimiter.encode()) > 1:
            raise InvalidRequest("dataset.delimiter: must be one ASCII character")
        for column in spec.dataset.columns:
            if column.type not in ("integer", "number", "boolean", "datetime", "string"):
                raise InvalidRequest(f"dataset.columns: {column.name} has the unknown type {column.type!r}")
        if spec.kind == "prediction":
            if not spec.model.url:
                raise InvalidRequest("model.url: must not be empty")
            if spec.output_format not in ("", "csv", "parquet"):
                raise InvalidRequest("output_format: must be csv or parquet")
            return
        if spec.task not in algorithm.tasks:
            raise InvalidRequest(f"task: {spec.algorithm} does not serve {spec.task!r}")
        validation = spec.validation
        if validation.method not in ("", "holdout", "kfold"):
            raise InvalidRequest("validation.method: must be holdout or kfold")
        if validation.method != "kfold" and not 0 <= validation.test_fraction < 1:
            raise InvalidRequest("validation.test_fraction: must be between 0 and 1")
        if validation.method == "kfold" and validation.folds != 0 and not 2 <= validation.folds <= 20:
            raise InvalidRequest("validation.folds: must be from 2 to 20")
        if not 0 <= validation.seed < 2**31:
            raise InvalidRequest("validation.seed: must be from 0 to 2147483647")
        resolve(algorithm.parameters, spec.parameters_json)

    def _launch(self, start: pb.StartRun, trace: Mapping[str, str], destination: Destination | None) -> Attempt:
        algorithm = self.algorithms[start.spec.algorithm]
        options: dict[str, Any] = {
            "algorithm": f"{algorithm.__module__}:{algorithm.__qualname__}",
            "service": self._service,
            "log_level": self._settings.log_level,
            "otlp_endpoint": self._settings.otlp_endpoint,
            "trace": dict(trace),
            "instance": self.instance_id,
            "cache": str(self.cache_dir),
            "cache_bytes": self._settings.cache_bytes,
            "s3_ca": self._settings.s3_ca,
            "environment": self._environments.of(algorithm),
        }
        return Attempt(
            start,
            launcher(start, options, self._context),
            self.logs.open(start.run_id, start.attempt, destination),
            self._attempt_dir,
            self.instance_id,
            lambda attempt, outcome: self._ended(attempt, outcome, trace),
            start.orphan_timeout.ToTimedelta().total_seconds(),
            self._settings.buffer_events,
        )

    def _ended(self, attempt: Attempt, outcome: str, trace: Mapping[str, str]) -> None:
        self._observer("ended", attempt.algorithm, outcome)
        about = {"run_id": attempt.run_id, "attempt": attempt.number, "outcome": outcome}
        _log.info("attempt ended", extra={"fields": {**tracing.log_fields(trace), **about}})

    def _in_use(self) -> int:
        return len(self._starting) + sum(
            1 for run_id, attempt in self._attempts.items() if attempt.active and run_id not in self._starting
        )

    def _raise_fence(self, run_id: str, number: int) -> None:
        self._fences[run_id] = number
        self._fences.move_to_end(run_id)
        for old in list(self._fences)[: max(0, len(self._fences) - FENCES)]:
            if old not in self._attempts:
                del self._fences[old]

    def forget(self) -> None:
        """Lets go of ended attempts whose end is acknowledged, too old, or one too many."""
        with self._lock:
            gone = [run for run, each in self._attempts.items() if each.forgettable(self._settings.retention_seconds)]
            ended = [run for run, each in self._attempts.items() if not each.active and run not in gone]
            for run_id in gone + ended[: max(0, len(ended) - ENDED_ATTEMPTS)]:
                del self._attempts[run_id]

    def _sweep(self) -> None:
        while not self._stop_sweeping.wait(SWEEP_SECONDS):
            self.forget()

    def attempts(self) -> list[Attempt]:
        with self._lock:
            return list(self._attempts.values())

    def drain(self, seconds: float) -> None:
        """Takes no new run, lets the running ones end, then kills what is left and waits for its events to be taken."""
        self._draining = True
        deadline = time.monotonic() + seconds
        for attempt in self.attempts():
            attempt.wait_until_gone(deadline - time.monotonic())
        self.kill_all()
        deadline = time.monotonic() + 2.0
        for attempt in self.attempts():
            attempt.wait_until_acknowledged(deadline - time.monotonic())

    def begin_draining(self) -> None:
        self._draining = True

    def kill_all(self) -> None:
        for attempt in self.attempts():
            if attempt.active:
                attempt.kill(failed(pb.FAILURE_KIND_INFRASTRUCTURE, "service.stopped", "The ML service was stopped."))
        for attempt in self.attempts():
            attempt.wait_until_gone(2.0)
        self._stop_sweeping.set()


def _check_solve(algorithm: type[Algorithm], spec: pb.RunSpec) -> None:
    if spec.instances:
        _check_set(algorithm, spec)
    elif spec.dataset.url:
        _check_instance("dataset", algorithm, spec.dataset)
    elif algorithm.instance_formats:
        raise InvalidRequest("dataset.url: must not be empty")
    if spec.HasField("warm_start") and not spec.warm_start.url:
        raise InvalidRequest("warm_start.url: must not be empty")
    resolve(algorithm.parameters, spec.parameters_json)


def _check_set(algorithm: type[Algorithm], spec: pb.RunSpec) -> None:
    if not algorithm.solves_sets():
        raise InvalidRequest(f"instances: {algorithm.name} solves no sets of instances")
    if not LEAST_INSTANCES <= len(spec.instances) <= MOST_INSTANCES:
        raise InvalidRequest(f"instances: must be from {LEAST_INSTANCES} to {MOST_INSTANCES}")
    if spec.HasField("dataset"):
        raise InvalidRequest("dataset: must not stand beside instances")
    if spec.HasField("warm_start"):
        raise InvalidRequest("warm_start: must not stand beside instances")
    for place, data in enumerate(spec.instances):
        if not data.url:
            raise InvalidRequest(f"instances[{place}].url: must not be empty")
        _check_instance(f"instances[{place}]", algorithm, data)


def _check_instance(field: str, algorithm: type[Algorithm], data: pb.DatasetInput) -> None:
    known = (*algorithm.instance_formats, *algorithm.optional_formats)
    if data.format not in known:
        raise InvalidRequest(f"{field}.format: {algorithm.name} takes {', '.join(known) or 'no dataset'}")
    if len(data.delimiter.encode()) > 1:
        raise InvalidRequest(f"{field}.delimiter: must be one ASCII character")


def _destination(start: pb.StartRun) -> Destination | None:
    if not start.HasField("log") or not start.log.address:
        return None
    try:
        uuid.UUID(start.run_id)
    except ValueError:
        raise InvalidRequest("run_id: must be a UUID, because log lines are signed with it") from None
    try:
        split_address(start.log.address)
    except ValueError as error:
        raise InvalidRequest(f"log.address: {error}") from None
    if len(start.log.key) != 32:
        raise InvalidRequest("log.key: must have 32 bytes")
    return Destination(start.log.address, start.log.key)
