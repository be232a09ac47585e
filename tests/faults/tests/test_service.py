"""The scripted service keeps the contract where it should and breaks it where its script says so."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from signalbox_faults._generated import ml_service_pb2 as pb
from signalbox_faults._generated import ml_service_pb2_grpc as pb_grpc
from signalbox_faults.faults import ServiceKeeper, wait_until
from signalbox_faults.records import ExecutionLog, read_executions
from signalbox_faults.service import SCHEMA, start_server

TERMINAL = ("finished", "failed", "cancelled")


class Session:
    """One stream to the service."""

    def __init__(
        self, stub: Any, run_id: str, attempt: int = 1, after: int = 0, attach_only: bool = False, **script: Any
    ) -> None:
        self._requests: queue.SimpleQueue[pb.RunRequest | None] = queue.SimpleQueue()
        start = pb.StartRun(run_id=run_id, attempt=attempt, from_sequence=after, attach_only=attach_only)
        start.spec.parameters_json = json.dumps(script)
        self.send(pb.RunRequest(start=start))
        self._call = stub.Run(iter(self._requests.get, None))
        self.events: list[pb.RunResponse] = []
        self.code: grpc.StatusCode | None = None
        self.over = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, request: pb.RunRequest) -> None:
        self._requests.put(request)

    def _read(self) -> None:
        try:
            for event in self._call:
                if event.sequence:
                    self.events.append(event)
                if event.WhichOneof("event") in TERMINAL:
                    self.send(pb.RunRequest(acknowledge=pb.Acknowledge(sequence=event.sequence)))
        except grpc.RpcError as error:
            self.code = error.code()
        self.over.set()

    def kinds(self) -> list[str]:
        return [str(event.WhichOneof("event")) for event in list(self.events)]

    def disconnect(self) -> None:
        self._call.cancel()
        self.over.wait(5)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "executions.jsonl"


@pytest.fixture
def stub(log: Path) -> Iterator[Any]:
    server, port = start_server("a", 0, 2, ExecutionLog(log))
    channel = grpc.insecure_channel(f"127.0.0.1:{port}")
    yield pb_grpc.MlServiceStub(channel)  # type: ignore[no-untyped-call]
    channel.close()
    server.stop(0).wait(5)


def test_describes_itself(stub: Any) -> None:
    said = stub.Describe(pb.DescribeRequest())
    assert (said.service, said.slots, said.slots_in_use) == ("scripted", 2, 0)
    assert json.loads(said.algorithms[0].parameters_schema_json) == SCHEMA


def test_finishes_and_is_written_down_before_it_is_heard(stub: Any, log: Path) -> None:
    session = Session(stub, "run", behaviour="sleep", seconds=0.4)
    assert wait_until(lambda: "finished" in session.kinds(), 10)
    (execution,) = read_executions(log)
    assert (execution.outcome, execution.points) == ("finished", 2)
    assert session.events[-1].finished.summary["nonce"] == execution.nonce
    assert [event.sequence for event in session.events] == list(range(1, len(session.events) + 1))
    assert session.over.wait(5)


def test_what_a_study_searches_decides_the_result_and_is_written_down(stub: Any, log: Path) -> None:
    session = Session(stub, "run", behaviour="finish", x=1.0)
    assert wait_until(lambda: "finished" in session.kinds(), 10)
    assert session.events[-1].finished.summary["value"] == 4.0
    (execution,) = read_executions(log)
    assert json.loads(execution.parameters) == {"behaviour": "finish", "x": 1.0}


def test_attaches_to_what_is_there(stub: Any, log: Path) -> None:
    first = Session(stub, "run", behaviour="sleep", seconds=1.0)
    assert wait_until(lambda: len(first.events) >= 3, 10)
    first.disconnect()
    second = Session(stub, "run", after=2, attach_only=True)
    assert wait_until(lambda: "finished" in second.kinds(), 10)
    assert second.events[0].sequence == 3
    assert len(read_executions(log)) == 1


def test_refuses_what_it_does_not_have_and_what_is_stale(stub: Any) -> None:
    unknown = Session(stub, "run", attach_only=True)
    assert unknown.over.wait(5)
    assert unknown.code == grpc.StatusCode.NOT_FOUND
    second = Session(stub, "run", attempt=2, behaviour="sleep", seconds=1.0)
    assert wait_until(lambda: len(second.events) > 0, 5)
    stale = Session(stub, "run", attempt=1)
    assert stale.over.wait(5)
    assert stale.code == grpc.StatusCode.FAILED_PRECONDITION


def test_refuses_more_than_its_slots(stub: Any) -> None:
    busy = [Session(stub, f"run-{number}", behaviour="hang") for number in range(2)]
    assert wait_until(lambda: all(session.events for session in busy), 5)
    third = Session(stub, "run-3")
    assert third.over.wait(5)
    assert third.code == grpc.StatusCode.RESOURCE_EXHAUSTED
    for session in busy:
        session.send(pb.RunRequest(cancel=pb.CancelRun(mode=pb.CANCEL_MODE_KILL)))
        assert wait_until(lambda session=session: "cancelled" in session.kinds(), 5)  # type: ignore[misc]


def test_a_newer_attempt_ends_the_older_one(stub: Any, log: Path) -> None:
    first = Session(stub, "run", behaviour="hang")
    assert wait_until(lambda: "started" in first.kinds(), 5)
    second = Session(stub, "run", attempt=2, behaviour="finish")
    assert wait_until(lambda: "finished" in second.kinds(), 10)
    older, newer = read_executions(log)
    assert (older.outcome, newer.outcome) == ("superseded", "finished")
    assert older.ended is not None
    assert older.ended <= newer.started


def test_fails_as_often_as_it_should(stub: Any) -> None:
    first = Session(stub, "run", behaviour="fail_n", times=1)
    assert wait_until(lambda: "failed" in first.kinds(), 10)
    assert first.events[-1].failed.kind == pb.FAILURE_KIND_INFRASTRUCTURE
    second = Session(stub, "run", attempt=2, behaviour="fail_n", times=1, seconds=0.2)
    assert wait_until(lambda: "finished" in second.kinds(), 10)


def test_sends_every_event_twice(stub: Any) -> None:
    session = Session(stub, "run", behaviour="duplicate_events", seconds=0.4)
    assert wait_until(lambda: session.kinds().count("finished") == 2, 10)
    numbers = [event.sequence for event in session.events]
    assert numbers == sorted([*range(1, numbers[-1] + 1)] * 2)


def test_a_hanging_run_knows_no_grace_but_is_killed(stub: Any) -> None:
    session = Session(stub, "run", behaviour="hang")
    assert wait_until(lambda: "started" in session.kinds(), 5)
    cancel = pb.CancelRun(mode=pb.CANCEL_MODE_GRACEFUL)
    cancel.grace.FromMilliseconds(300)
    session.send(pb.RunRequest(cancel=cancel))
    assert wait_until(lambda: "cancelled" in session.kinds(), 5)
    assert session.events[-1].cancelled.killed


def test_reports_values_that_are_no_numbers(stub: Any) -> None:
    session = Session(stub, "run", behaviour="nan")
    assert wait_until(lambda: "finished" in session.kinds(), 10)
    values = [str(point.value) for event in session.events for point in event.metrics.points]
    assert values == ["1.0", "nan", "inf", "-inf"]


def test_an_orphan_ends_itself(stub: Any, log: Path) -> None:
    requests: queue.SimpleQueue[pb.RunRequest | None] = queue.SimpleQueue()
    start = pb.StartRun(run_id="run", attempt=1, spec=pb.RunSpec(parameters_json='{"behaviour": "hang"}'))
    start.orphan_timeout.FromMilliseconds(300)
    requests.put(pb.RunRequest(start=start))
    call = stub.Run(iter(requests.get, None))
    next(call)
    call.cancel()
    assert wait_until(lambda: any(each.outcome == "orphaned" for each in read_executions(log)), 10)


def test_dies_at_half_and_is_started_again(tmp_path: Path, log: Path) -> None:
    keeper = ServiceKeeper("a", 2, log, tmp_path / "output.log")
    try:
        assert wait_until(keeper.up, 20)
        pid = keeper.pid
        channel = grpc.insecure_channel(f"127.0.0.1:{keeper.proxy.port}")
        session = Session(pb_grpc.MlServiceStub(channel), "run", behaviour="die_at_half", seconds=0.4)  # type: ignore[no-untyped-call]
        assert session.over.wait(15)
        assert wait_until(lambda: keeper.pid != pid and keeper.up(), 20)
        channel.close()
        assert [death.pid for death in keeper.deaths()] == [pid]
        assert wait_until(lambda: len(keeper.outages()) == 1, 5)
        (execution,) = read_executions(log, keeper.deaths())
        assert execution.outcome == "killed"
        assert time.time() >= (execution.ended or 0) > execution.started
    finally:
        keeper.close()
