"""What an attempt uses of the machine, measured by the service: user code needs to do nothing for it."""

from __future__ import annotations

import importlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import psutil

from signalbox_ml._generated import ml_service_pb2 as pb

CPU = "system/cpu_percent"
MEMORY = "system/memory_bytes"
GPU = "system/gpu{}_percent"
GPU_MEMORY = "system/gpu{}_memory_bytes"

_log = logging.getLogger(__name__)


class Measured(Protocol):
    """An attempt."""

    @property
    def active(self) -> bool: ...

    @property
    def seconds(self) -> float: ...

    def process_id(self) -> int: ...

    def sample(self, points: list[pb.MetricPoint]) -> None: ...


class GpuReader(Protocol):
    """Per GPU that one of the processes uses: its number, its utilization in percent, and their bytes of its memory."""

    def __call__(self, process_ids: frozenset[int]) -> Sequence[tuple[int, float, int]]: ...


@dataclass
class _Seen:
    at: float
    cpu_seconds: float


class Sampler:
    """Samples all attempts every few seconds, from a thread of its own."""

    def __init__(
        self,
        attempts: Callable[[], Sequence[Measured]],
        seconds: float,
        stop: threading.Event,
        gpus: GpuReader | None = None,
    ) -> None:
        self._attempts = attempts
        self._seconds = seconds
        self._stop = stop
        self._gpus = gpus or _nvidia()
        self._seen: dict[int, _Seen] = {}

    def start(self) -> None:
        threading.Thread(target=self._work, name="system-metrics", daemon=True).start()

    def sample(self) -> None:
        """One point a key for each attempt that runs; the CPU's share from the second time on."""
        seen: dict[int, _Seen] = {}
        for attempt in self._attempts():
            if not attempt.active:
                continue
            try:
                values = self._measure(attempt.process_id(), seen)
            except (psutil.Error, OSError):
                continue
            attempt.sample([_point(key, value, int(attempt.seconds)) for key, value in values.items()])
        self._seen = seen

    def _measure(self, process_id: int, seen: dict[int, _Seen]) -> dict[str, float]:
        root = psutil.Process(process_id)
        cpu, memory, ids = 0.0, 0, {process_id}
        now = time.monotonic()
        for process in (root, *root.children(recursive=True)):
            try:
                with process.oneshot():
                    times = process.cpu_times()
                    memory += process.memory_info().rss
            except psutil.Error:
                continue
            ids.add(process.pid)
            cpu += times.user + times.system + times.children_user + times.children_system
        seen[process_id] = _Seen(now, cpu)
        made: dict[str, float] = {MEMORY: float(memory)}
        before = self._seen.get(process_id)
        if before is not None and now > before.at:
            made[CPU] = max(0.0, 100.0 * (cpu - before.cpu_seconds) / (now - before.at))
        for number, percent, used in self._gpus(frozenset(ids)):
            made[GPU.format(number)] = percent
            made[GPU_MEMORY.format(number)] = float(used)
        return made

    def _work(self) -> None:
        while not self._stop.wait(self._seconds):
            try:
                self.sample()
            except Exception:  # noqa: BLE001 - a driver that misbehaves must not end the thread
                _log.exception("the use of the machine could not be measured")


def _point(key: str, value: float, step: int) -> pb.MetricPoint:
    point = pb.MetricPoint(key=key, step=step, value=value, role=pb.METRIC_ROLE_SYSTEM)
    point.time.GetCurrentTime()
    return point


def _nvidia() -> GpuReader:
    """Reads NVIDIA's GPUs when the package `pynvml` is installed and a driver is there; else there are none."""
    try:
        nvml: Any = importlib.import_module("pynvml")
        nvml.nvmlInit()
    except Exception:  # noqa: BLE001 - no package, no driver, no GPU: all the same
        return lambda process_ids: ()

    def read(process_ids: frozenset[int]) -> list[tuple[int, float, int]]:
        made: list[tuple[int, float, int]] = []
        for number in range(nvml.nvmlDeviceGetCount()):
            handle = nvml.nvmlDeviceGetHandleByIndex(number)
            own = [each for each in nvml.nvmlDeviceGetComputeRunningProcesses(handle) if each.pid in process_ids]
            if own:
                percent = float(nvml.nvmlDeviceGetUtilizationRates(handle).gpu)
                made.append((number, percent, sum(each.usedGpuMemory or 0 for each in own)))
        return made

    return read
