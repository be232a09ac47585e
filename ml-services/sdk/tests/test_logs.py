"""Logs of real attempts: real processes, real gRPC, real datagrams."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import time
import uuid
from collections.abc import Callable, Iterator

import grpc
import pytest
from processes import pid_of, wait_until
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.server import Service
from signalbox_ml.testing import FakeOrchestrator, LogReceiver, RunSession

MakeSpec = Callable[..., pb.RunSpec]
MakeService = Callable[..., tuple[Service, FakeOrchestrator]]
MakeReceiver = Callable[..., LogReceiver]


@pytest.fixture
def receivers() -> Iterator[MakeReceiver]:
    made: list[LogReceiver] = []

    def make(**options: object) -> LogReceiver:
        made.append(LogReceiver(**options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.close()


def totals_of(session: RunSession) -> pb.LogTotals:
    """The totals, checked to come once, right before the terminal event."""
    session.result()
    kinds = session.kinds()
    assert kinds.count("log_totals") == 1
    assert kinds[-2] == "log_totals"
    return session.events[-2].log_totals


def repair(orchestrator: FakeOrchestrator, session: RunSession, receiver: LogReceiver, totals: pb.LogTotals) -> int:
    """Asks for what is missing until nothing is; returns how often."""
    rounds = 0
    while missing := receiver.missing(totals.lines):
        rounds += 1
        assert rounds < 100
        answer = resend(orchestrator, session.run_id, missing[:1000], attempt=session.attempt)
        assert not answer.missing
        quiet = Quiet(receiver)
        wait_until(quiet)
    return rounds


class Quiet:
    """True once no datagram has come for a while: with losses on the way nobody knows how many come."""

    def __init__(self, receiver: LogReceiver) -> None:
        self._receiver = receiver
        self._seen, self._since = -1, time.monotonic()

    def __call__(self) -> bool:
        if self._receiver.datagrams != self._seen:
            self._seen, self._since = self._receiver.datagrams, time.monotonic()
        return time.monotonic() - self._since > 0.3


def resend(
    orchestrator: FakeOrchestrator,
    run: str,
    ranges: list[tuple[int, int]],
    attempt: int = 1,
    stored: int = 0,
    address: str = "",
) -> pb.ResendLogsResponse:
    request = pb.ResendLogsRequest(run_id=run, attempt=attempt, stored_through=stored, address=address)
    for first, last in ranges:
        request.ranges.add(**{"from": first, "to": last})
    answer: pb.ResendLogsResponse = orchestrator.stub.ResendLogs(request, timeout=20)
    return answer


def test_everything_that_is_written_arrives(
    orchestrator: FakeOrchestrator, spec: MakeSpec, receivers: MakeReceiver
) -> None:
    receiver = receivers()
    session = orchestrator.start(spec("talk"), log=receiver.output)
    totals = totals_of(session)
    assert session.result().WhichOneof("event") == "finished"
    receiver.wait_for(lambda r: len(r.lines) == totals.lines)
    assert receiver.refused == []
    assert receiver.hash() == totals.hash
    lines = [receiver.lines[seq] for seq in range(1, totals.lines + 1)]
    texts = [(each.stream, each.logger, each.level, each.text) for each in lines]
    assert {each.attempt for each in lines} == {1}
    assert {each.run for each in lines} == {session.run_id}
    for expected in (
        ("stdout", "", 6, b"from print"),
        ("log", "my.code", 6, "from logging with ä value".encode()),
        ("log", "my.code", 4, b"careful (rows=3)"),
        ("stderr", "", 6, b"to stderr"),
        ("stdout", "", 6, b"bytes \xff\xfe and \0 nul"),
        ("stdout", "", 6, b"100 %"),
        ("stdout", "", 6, b"dos\r"),
        ("log", "my.code", 2, b"the end is near"),
        ("stdout", "", 6, b"from C"),
        ("stderr", "", 6, b"from a descriptor"),
        ("stdout", "", 6, b"from a program"),
        ("stderr", "", 6, b"its error"),
        ("stdout", "", 6, b"no end"),
    ):
        assert texts.count(expected) == 1, expected
    assert not any(b"too fine" in each.text for each in lines)
    warning = next(each for each in lines if each.logger == "py.warnings")
    assert warning.level == 4
    assert b"UserWarning: a warning of a library" in warning.text
    traces = [each for each in lines if b"Traceback (most recent call last)" in each.text]
    assert [each.text.splitlines()[0] for each in traces] == [
        b"it failed",
        b"a thread ended with an exception: my-thread",
    ]
    assert traces[0].text.splitlines()[-1] == b"KeyError: 'handled'"
    assert {each.level for each in traces} == {3}
    phases = [each.phase for each in lines]
    assert phases[0] == ""
    assert {"loading", "telling", "ending"} <= set(phases)
    order = [each.text for each in lines if each.logger in ("my.code", "") and each.phase == "telling"]
    written = [b"from print", "from logging with ä value".encode(), b"careful (rows=3)", b"to stderr"]
    assert [each for each in order if each in written] == written


def test_an_exception_is_one_entry(orchestrator: FakeOrchestrator, spec: MakeSpec, receivers: MakeReceiver) -> None:
    receiver = receivers()
    session = orchestrator.start(spec("talk", '{"how": "failing"}'), log=receiver.output)
    totals = totals_of(session)
    receiver.wait_for(lambda r: len(r.lines) == totals.lines)
    errors = [each for each in receiver.lines.values() if each.level == 3]
    assert len(errors) == 1
    text = errors[0].text.decode()
    assert text.startswith("Talk failed with RuntimeError\nTraceback")
    assert "ValueError: the cause" in text
    assert text.endswith("RuntimeError: the algorithm broke\non two lines")


def test_lost_swapped_and_repeated_datagrams_are_repaired(
    orchestrator: FakeOrchestrator, spec: MakeSpec, receivers: MakeReceiver
) -> None:
    receiver = receivers(seed=7, drop=0.2, swap=0.1, repeat=0.05)
    session = orchestrator.start(spec("talk", '{"how": "many", "lines": 5000}'), log=receiver.output)
    totals = totals_of(session)
    assert receiver.missing(totals.lines)
    repair(orchestrator, session, receiver, totals)
    assert receiver.hash() == totals.hash
    assert receiver.texts("stdout") == [f"line {number} of 5000" for number in range(1, 5001)]
    answer = resend(orchestrator, session.run_id, [(1, 1)])
    assert (answer.totals.lines, answer.totals.hash) == (totals.lines, totals.hash)


def test_what_a_killed_process_wrote_is_there(
    orchestrator: FakeOrchestrator, spec: MakeSpec, receivers: MakeReceiver
) -> None:
    receiver = receivers()
    session = orchestrator.start(spec("talk", '{"how": "wait", "lines": 20000}'), log=receiver.output)
    os.kill(pid_of(session), signal.SIGKILL)
    totals = totals_of(session)
    assert session.result().failed.code == "worker.died"
    repair(orchestrator, session, receiver, totals)
    assert receiver.texts("stdout") == [f"line {number} of 20000" for number in range(1, 20001)]
    assert "SIGKILL" in receiver.texts("log")[-1]
    assert receiver.hash() == totals.hash


def test_a_crash_shows_where_python_was(
    orchestrator: FakeOrchestrator, spec: MakeSpec, receivers: MakeReceiver
) -> None:
    receiver = receivers()
    session = orchestrator.start(spec("talk", '{"how": "crash", "lines": 100}'), log=receiver.output)
    totals = totals_of(session)
    repair(orchestrator, session, receiver, totals)
    assert len(receiver.texts("stdout")) == 100
    assert "Fatal Python error: Segmentation fault" in receiver.texts("stderr")
    assert any("sample_algorithms.py" in text for text in receiver.texts("stderr"))


def test_long_lines_are_cut_and_say_so(orchestrator: FakeOrchestrator, spec: MakeSpec, receivers: MakeReceiver) -> None:
    receiver = receivers()
    session = orchestrator.start(spec("talk", '{"how": "huge"}'), log=receiver.output)
    totals = totals_of(session)
    repair(orchestrator, session, receiver, totals)
    assert receiver.refused == []
    assert receiver.longest <= 8192
    found = {each.text[:1]: (len(each.text), each.cut) for each in receiver.lines.values() if each.cut}
    # What escapes would make too long for a datagram is cut earlier.
    assert found == {b"x": (262_144, 300_000), b"\x01": (131_072, 260_000), b"\xff": (131_072, 262_000)}
    assert receiver.hash() == totals.hash


def test_threads_and_forks_do_not_mix_their_lines(
    orchestrator: FakeOrchestrator, spec: MakeSpec, receivers: MakeReceiver
) -> None:
    receiver = receivers()
    session = orchestrator.start(spec("talk", '{"how": "forks", "lines": 500}'), log=receiver.output)
    totals = totals_of(session)
    repair(orchestrator, session, receiver, totals)
    texts = receiver.texts()
    for who in ("p0", "p1", "t0", "t1"):
        assert [text for text in texts if text.startswith(who)] == [f"{who} {number}" for number in range(1, 501)]


def test_a_dead_receiver_costs_no_line(orchestrator: FakeOrchestrator, spec: MakeSpec, receivers: MakeReceiver) -> None:
    dead = LogReceiver()
    port, output = dead.port, dead.output
    dead.close()
    session = orchestrator.start(spec("talk", '{"how": "wait", "lines": 3000}'), log=output)
    pid_of(session)
    receiver = receivers(port=port)
    session.cancel()
    totals = totals_of(session)
    assert session.result().finished.stopped_early
    repair(orchestrator, session, receiver, totals)
    assert receiver.hash() == totals.hash


def test_a_full_disk_costs_only_the_second_chance(
    small_service: MakeService, spec: MakeSpec, receivers: MakeReceiver
) -> None:
    receiver = receivers()
    running, client = small_service(log_rate=5000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        session = client.start(spec("talk", '{"how": "many", "lines": 5000}'), log=receiver.output)
        totals = totals_of(session)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert session.result().WhichOneof("event") == "finished"
    # They were sent although the disk took only some of them.
    receiver.wait_for(lambda r: len(r.lines) == totals.lines)
    assert receiver.texts("stdout") == [f"line {number} of 5000" for number in range(1, 5001)]
    assert receiver.hash() == totals.hash
    own = [text for text in receiver.texts("log") if "spool" in text]
    assert "cannot be written" in own[0]
    assert "not in the spool" in own[-1]
    unspooled = int(own[-1].split()[0])
    answer = resend(client, session.run_id, [(1, totals.lines)])
    gone = sum(each.to - getattr(each, "from") + 1 for each in answer.missing)
    # The line that says so cannot know about itself.
    assert unspooled in (gone, gone - 1)
    assert 3000 < unspooled < 5000
    assert answer.lines_sent + gone == totals.lines
    assert running.registry.slots_in_use() == 0


def test_a_run_without_a_receiver_keeps_its_lines(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    session = orchestrator.start(spec("talk", '{"how": "many", "lines": 10}'))
    totals = totals_of(session)
    assert totals.lines > 10
    answer = resend(orchestrator, session.run_id, [(1, 3)])
    assert (answer.lines_sent, answer.totals.lines) == (0, totals.lines)


def test_a_new_process_sends_what_an_earlier_one_spooled(
    small_service: MakeService, spec: MakeSpec, receivers: MakeReceiver
) -> None:
    receiver = receivers(drop=1.0)
    first, client = small_service()
    session = client.start(spec("talk", '{"how": "wait", "lines": 2000}'), log=receiver.output)
    pid_of(session)
    first.close(0)
    receiver.close()
    second, again = small_service()
    heard = receivers(port=receiver.port)
    answer = resend(again, session.run_id, [(1, 2500)])
    lines = answer.totals.lines
    assert 2000 < lines < 2100
    assert [(getattr(each, "from"), each.to) for each in answer.missing] == [(lines + 1, 2500)]
    repair(again, session, heard, answer.totals)
    assert heard.hash() == answer.totals.hash
    assert second.registry.slots_in_use() == 0
    # Stored for good: the lines may go, what is known of them stays.
    resend(again, session.run_id, [], stored=lines)
    answer = resend(again, session.run_id, [(1, 1)])
    assert (answer.lines_sent, answer.totals.lines, answer.totals.hash) == (0, lines, heard.hash())
    assert [(getattr(each, "from"), each.to) for each in answer.missing] == [(1, 1)]


def test_lines_of_a_running_attempt_are_sent_again(
    orchestrator: FakeOrchestrator, spec: MakeSpec, receivers: MakeReceiver
) -> None:
    receiver = receivers()
    session = orchestrator.start(spec("talk", '{"how": "wait", "lines": 100}'), log=receiver.output)
    receiver.wait_for(lambda r: "line 100 of 100" in r.texts())
    answer = resend(orchestrator, session.run_id, [(3, 4), (4, 7)])
    assert answer.lines_sent == 5
    assert not answer.HasField("totals")
    receiver.wait_for(lambda r: r.duplicates == 5)
    # What was not written yet is neither sent nor missing.
    answer = resend(orchestrator, session.run_id, [(1_000_000, 1_000_001)])
    assert (answer.lines_sent, len(answer.missing)) == (0, 0)
    session.cancel()
    session.result()


def test_lines_go_where_who_asks_for_them_wants_them(
    orchestrator: FakeOrchestrator, spec: MakeSpec, receivers: MakeReceiver
) -> None:
    gone, heir = receivers(), receivers()
    session = orchestrator.start(spec("talk", '{"how": "wait", "lines": 100}'), log=gone.output)
    gone.wait_for(lambda r: "line 100 of 100" in r.texts())
    gone.close()
    known = len(gone.lines)
    answer = resend(orchestrator, session.run_id, [(90, 10_000)], address=heir.output.address)
    assert answer.lines_sent >= 11
    heir.wait_for(lambda r: set(range(90, known + 1)) <= set(r.lines))
    session.cancel()
    totals = totals_of(session)
    # What was written after the word came to the new address by itself.
    heir.wait_for(lambda r: set(range(90, totals.lines + 1)) <= set(r.lines))
    assert min(heir.lines) == 90
    assert heir.refused == []
    # The log has ended: what is asked for goes where it is wanted all the same.
    third = receivers()
    wait_until(lambda: resend(orchestrator, session.run_id, [(1, 10)], address=third.output.address).lines_sent == 10)
    third.wait_for(lambda r: set(range(1, 11)) <= set(r.lines))


def test_a_senseless_address_is_refused(orchestrator: FakeOrchestrator) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        resend(orchestrator, str(uuid.uuid4()), [], address="nowhere")
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert "address" in str(caught.value.details())


@pytest.mark.parametrize(
    ("run", "attempt", "ranges"),
    [("../../etc", 1, []), ("", 1, []), (str(uuid.uuid4()), 0, []), (str(uuid.uuid4()), 1, [(0, 1)])],
)
def test_a_senseless_resend_is_refused(
    orchestrator: FakeOrchestrator, run: str, attempt: int, ranges: list[tuple[int, int]]
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        resend(orchestrator, run, ranges, attempt)
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_a_log_that_is_not_here_is_not_found(orchestrator: FakeOrchestrator) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        resend(orchestrator, str(uuid.uuid4()), [(1, 1)])
    assert caught.value.code() == grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize(
    ("output", "field"),
    [
        (pb.LogOutput(address="nowhere", key=bytes(32)), "log.address"),
        (pb.LogOutput(address="127.0.0.1:9", key=b"short"), "log.key"),
    ],
)
def test_a_senseless_destination_is_refused(
    orchestrator: FakeOrchestrator, spec: MakeSpec, output: pb.LogOutput, field: str
) -> None:
    code, message = orchestrator.start(spec(), log=output).refusal()
    assert code == grpc.StatusCode.INVALID_ARGUMENT
    assert message.startswith(field)


def test_the_use_of_the_machine_is_measured(small_service: MakeService, spec: MakeSpec) -> None:
    _, client = small_service(system_metrics_seconds=0.1)
    session = client.start(spec(parameters='{"wait": "stop"}'))
    session.wait_for(lambda s: {p.key for p in s.points()} >= {"system/cpu_percent", "system/memory_bytes"})
    found = {p.key: p for p in session.points() if p.key.startswith("system/")}
    assert {p.role for p in found.values()} == {pb.METRIC_ROLE_SYSTEM}
    assert found["system/memory_bytes"].value > 1_000_000
    session.cancel()
    session.result()


def test_a_hundred_thousand_lines(
    orchestrator: FakeOrchestrator, spec: MakeSpec, receivers: MakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver = receivers()
    began = time.monotonic()
    session = orchestrator.start(spec("talk", '{"how": "many", "lines": 100000}'), log=receiver.output)
    totals = totals_of(session)
    written = time.monotonic() - began
    repair(orchestrator, session, receiver, totals)
    arrived = time.monotonic() - began
    digest = hashlib.sha256("\n".join(receiver.texts("stdout")).encode()).hexdigest()
    expected = "\n".join(f"line {number} of 100000" for number in range(1, 100_001))
    assert digest == hashlib.sha256(expected.encode()).hexdigest()
    assert receiver.hash() == totals.hash
    with capsys.disabled():
        print(f"\n100,000 lines: run ended after {written:.1f} s, all lines arrived after {arrived:.1f} s")
        took = {point.key: point.value * 10 for point in session.points()}
        print(f"a print costs {took['to_the_log']:.1f} µs, to /dev/null {took['to_nowhere']:.1f} µs")


def test_what_a_record_costs(
    orchestrator: FakeOrchestrator, spec: MakeSpec, receivers: MakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver = receivers()
    session = orchestrator.start(spec("talk", '{"how": "records", "lines": 20000}'), log=receiver.output)
    totals = totals_of(session)
    repair(orchestrator, session, receiver, totals)
    assert len([text for text in receiver.texts("log") if text.startswith("record ")]) == 20_000
    with capsys.disabled():
        took = next(point.value for point in session.points() if point.key == "to_the_log")
        print(f"\na record of logging costs {took * 50:.1f} µs")
