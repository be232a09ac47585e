"""The life of a run over a real gRPC server and real child processes."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Callable
from pathlib import Path

import grpc
import pytest
import sample_algorithms
from processes import is_gone, pid_of, wait_until
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.server import Service
from signalbox_ml.settings import Settings
from signalbox_ml.testing import FakeOrchestrator, FolderObjectServer

MakeSpec = Callable[..., pb.RunSpec]
MakeService = Callable[..., tuple[Service, FakeOrchestrator]]


def test_events_are_numbered_from_one_without_gaps(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    session = orchestrator.start(spec(parameters='{"steps": 20, "uploads": 2}'))
    finished = session.result().finished
    assert [event.sequence for event in session.events] == list(range(1, len(session.events) + 1))
    assert session.kinds()[:2] == ["accepted", "started"]
    assert finished.summary["loss"] == pytest.approx(1 / 20)
    assert finished.summary["rows"] == 2
    assert not finished.stopped_early
    losses = [(p.step, p.value, p.role) for p in session.points() if p.key == "loss"]
    assert losses == [(step, 1 / step, pb.METRIC_ROLE_LOSS) for step in range(1, 21)]
    fractions = [e.progress.fraction for e in session.events if e.WhichOneof("event") == "progress"]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert session.artifacts() == ["artifact-0.txt", "artifact-1.txt"]
    assert session.artifact("artifact-1.txt") == b"content 1"
    session.ended()
    assert session.error is None


def test_a_new_stream_gets_the_same_events_again(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    first = orchestrator.start(spec(parameters='{"wait": "stop"}'), acknowledge=False)
    first.wait_for_event("metrics")
    pid = pid_of(first)
    seen = [event.SerializeToString() for event in first.events]
    first.disconnect()
    second = orchestrator.start(spec(), run_id=first.run_id, acknowledge=False)
    second.wait_for(lambda s: len(s.events) >= len(seen))
    assert [event.SerializeToString() for event in second.events][: len(seen)] == seen
    third = orchestrator.start(pb.RunSpec(), run_id=first.run_id, from_sequence=2, attach_only=True)
    third.wait_for(lambda s: len(s.events) >= 1)
    assert third.events[0].sequence == 3
    assert second.refusal()[0] == grpc.StatusCode.ABORTED
    third.cancel()
    assert third.result().finished.stopped_early
    assert pid_of(third) == pid


def test_an_acknowledged_event_is_forgotten(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    first = orchestrator.start(spec(parameters='{"wait": "stop"}'))
    first.wait_for_event("metrics")
    first.send(pb.RunRequest(acknowledge=pb.Acknowledge(sequence=1_000_000)))
    known = first.events[-1].sequence
    first.cancel()
    first.wait_for_event("cancel_acknowledged")
    first.disconnect()
    second = orchestrator.start(pb.RunSpec(), run_id=first.run_id, attach_only=True)
    assert second.result().finished.stopped_early
    assert second.events[0].sequence > known - 1


def test_an_end_without_acknowledgement_waits_for_the_next_stream(
    orchestrator: FakeOrchestrator, spec: MakeSpec
) -> None:
    first = orchestrator.start(spec(), acknowledge=False)
    ending = first.result()
    first.disconnect()
    second = orchestrator.start(spec(), run_id=first.run_id)
    assert second.result() == ending
    second.ended()
    third = orchestrator.start(spec(), run_id=first.run_id)
    assert third.refusal()[0] == grpc.StatusCode.FAILED_PRECONDITION


def test_a_larger_attempt_ends_the_older_and_a_smaller_is_refused(
    orchestrator: FakeOrchestrator, spec: MakeSpec
) -> None:
    older = orchestrator.start(spec(parameters='{"wait": "forever"}'), attempt=2)
    pid = pid_of(older)
    newer = orchestrator.start(spec(), run_id=older.run_id, attempt=3)
    assert newer.result().WhichOneof("event") == "finished"
    assert is_gone(pid)
    older.ended()
    stale = orchestrator.start(spec(), run_id=older.run_id, attempt=2)
    code, message = stale.refusal()
    assert code == grpc.StatusCode.FAILED_PRECONDITION
    assert "attempt 3" in message


def test_attach_only_never_starts(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    assert orchestrator.start(spec(), attach_only=True).refusal()[0] == grpc.StatusCode.NOT_FOUND


def test_a_graceful_cancel_keeps_what_is_usable(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    session = orchestrator.start(spec(parameters='{"wait": "stop", "uploads": 1}'))
    session.wait_for_event("metrics")
    session.cancel()
    assert session.result().finished.stopped_early
    assert session.wait_for_event("cancel_acknowledged").mode == pb.CANCEL_MODE_GRACEFUL
    assert session.artifacts() == ["artifact-0.txt"]


def test_a_graceful_cancel_with_nothing_usable_is_cancelled(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    session = orchestrator.start(spec(parameters='{"wait": "stop", "usable": false}'))
    session.wait_for_event("metrics")
    session.cancel()
    last = session.result()
    assert last.WhichOneof("event") == "cancelled"
    assert not last.cancelled.killed


def test_a_stubborn_algorithm_is_killed_after_the_grace(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    session = orchestrator.start(spec(parameters='{"wait": "forever"}'))
    pid = pid_of(session)
    session.cancel(grace=0.2)
    assert session.result().cancelled.killed
    assert is_gone(pid)


def test_kill_kills_at_once(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    session = orchestrator.start(spec(parameters='{"wait": "forever"}'))
    pid = pid_of(session)
    session.cancel(kill=True)
    assert session.result(5).cancelled.killed
    assert session.wait_for_event("cancel_acknowledged").mode == pb.CANCEL_MODE_KILL
    assert is_gone(pid)


def test_a_worker_that_dies_is_an_infrastructure_failure(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    session = orchestrator.start(spec(parameters='{"wait": "forever"}'))
    os.kill(pid_of(session), signal.SIGKILL)
    failed = session.result().failed
    assert (failed.kind, failed.code) == (pb.FAILURE_KIND_INFRASTRUCTURE, "worker.died")
    assert "SIGKILL" in failed.message


def test_a_worker_that_leaves_is_an_infrastructure_failure(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    failed = orchestrator.start(spec("broken", '{"how": "exit"}')).result().failed
    assert (failed.kind, failed.code) == (pb.FAILURE_KIND_INFRASTRUCTURE, "worker.died")
    assert "code 7" in failed.message


def test_an_exception_is_a_program_failure_with_its_trace(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    failed = orchestrator.start(spec("broken")).result().failed
    assert (failed.kind, failed.code) == (pb.FAILURE_KIND_PROGRAM, "program.error")
    assert failed.exception_type == "KeyError"
    assert failed.phase == "training"
    assert "sample_algorithms.py" in failed.stack_trace


def test_a_long_trace_is_cut_at_its_beginning(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    failed = orchestrator.start(spec("broken", '{"how": "long"}')).result().failed
    assert len(failed.stack_trace.encode()) == 16 * 1024
    assert failed.stack_trace.endswith("xx\n")


@pytest.mark.parametrize(
    ("how", "kind", "code"),
    [
        ("program", pb.FAILURE_KIND_PROGRAM, "algorithm.diverged"),
        ("infrastructure", pb.FAILURE_KIND_INFRASTRUCTURE, "store.full"),
    ],
)
def test_failures_keep_their_kind_and_code(
    orchestrator: FakeOrchestrator, spec: MakeSpec, how: str, kind: pb.FailureKind, code: str
) -> None:
    failed = orchestrator.start(spec("broken", f'{{"how": "{how}"}}')).result().failed
    assert (failed.kind, failed.code, failed.stack_trace) == (kind, code, "")


def test_the_time_limit_ends_a_run(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    limited = spec(parameters='{"wait": "forever"}')
    limited.time_limit.FromMilliseconds(300)
    failed = orchestrator.start(limited).result().failed
    assert (failed.kind, failed.code) == (pb.FAILURE_KIND_TIMEOUT, "run.time_limit")


def test_a_run_without_an_orchestrator_ends_by_itself(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    first = orchestrator.start(spec(parameters='{"wait": "forever"}'), orphan_timeout=0.2, acknowledge=False)
    pid = pid_of(first)
    first.disconnect()
    # The child is only killed while nobody is attached; the new stream comes after that.
    wait_until(lambda: is_gone(pid))
    second = orchestrator.start(pb.RunSpec(), run_id=first.run_id, attach_only=True)
    assert second.result().failed.code == "run.orphaned"


def test_a_stream_that_waits_gets_heartbeats(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    session = orchestrator.start(spec(parameters='{"wait": "stop"}'))
    session.wait_for(lambda s: s.heartbeats >= 2)
    session.cancel()
    session.result()


def test_full_slots_are_a_clear_refusal(small_service: MakeService, spec: MakeSpec) -> None:
    _, client = small_service(slots=1)
    first = client.start(spec(parameters='{"wait": "stop"}'))
    first.wait_for_event("started")
    assert client.stub.Describe(pb.DescribeRequest()).slots_in_use == 1
    assert client.start(spec()).refusal()[0] == grpc.StatusCode.RESOURCE_EXHAUSTED
    # A larger attempt of the run that holds the slot may have it.
    second = client.start(spec(parameters='{"wait": "stop"}'), run_id=first.run_id, attempt=2)
    second.wait_for_event("started")
    second.cancel()
    second.result()
    assert client.start(spec()).result().WhichOneof("event") == "finished"


def test_producers_wait_while_the_buffer_is_full_and_nothing_is_lost(
    small_service: MakeService, spec: MakeSpec
) -> None:
    _, client = small_service(buffer_events=50)
    first = client.start(spec("flood", '{"points": 3000}'), acknowledge=False)
    first.wait_for(lambda s: len(s.events) >= 50)
    waiting = len(first.events)
    first.disconnect()
    # Only what the pipe holds may come on top of the buffer; all 3,000 would be far more.
    assert waiting < 200
    second = client.start(pb.RunSpec(), run_id=first.run_id, attach_only=True)
    second.result()
    # On a slow machine the sampled memory and processor of the run come in between.
    assert [int(p.value) for p in second.points() if p.key == "value"] == list(range(1, 3001))


def test_a_run_with_a_full_buffer_can_be_killed(small_service: MakeService, spec: MakeSpec) -> None:
    _, client = small_service(buffer_events=20)
    session = client.start(spec("flood", '{"points": 100000}'), acknowledge=False)
    session.wait_for(lambda s: len(s.events) >= 20)
    session.cancel(kill=True)
    assert session.result(10).cancelled.killed


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"algorithm": "nothing"}, "algorithm"),
        ({"parameters_json": '{"steps": 0}'}, "steps"),
        ({"parameters_json": '{"stepz": 1}'}, "stepz"),
        ({"parameters_json": "[1]"}, "parameters"),
        ({"parameters_json": "{"}, "parameters"),
        ({"task": "ranking"}, "task"),
        ({"kind": "solve"}, "kind"),
        ({"validation": pb.Validation(method="kfold", folds=50)}, "validation.folds"),
    ],
)
def test_a_bad_request_names_the_field(
    orchestrator: FakeOrchestrator, spec: MakeSpec, fields: dict[str, object], named: str
) -> None:
    code, message = orchestrator.start(spec(**fields)).refusal()
    assert code == grpc.StatusCode.INVALID_ARGUMENT
    assert message.startswith(named)


def test_a_stream_must_begin_with_start(orchestrator: FakeOrchestrator) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        list(orchestrator.stub.Run(iter([pb.RunRequest(acknowledge=pb.Acknowledge(sequence=1))])))
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_a_run_moves_its_files_over_tls(objects_over_tls: tuple[FolderObjectServer, Path], tmp_path: Path) -> None:
    objects, authority = objects_over_tls
    settings = Settings(grpc_port=0, work_dir=tmp_path / "work", log_level="warn", s3_ca=authority)
    running = Service("secure", "1", sample_algorithms.ALL, settings)
    client = FakeOrchestrator(f"127.0.0.1:{running.port}", objects)
    try:
        spec = pb.RunSpec(
            kind="training",
            algorithm="steps",
            task="regression",
            parameters_json='{"uploads": 1}',
            target="b",
            dataset=client.dataset(b"a,b\n1,2\n3,4\n", {"a": "integer", "b": "integer"}),
        )
        session = client.start(spec)
        assert session.result().finished.summary["rows"] == 2
        assert session.artifact("artifact-0.txt") == b"content 0"
    finally:
        client.close()
        running.close(0)


def test_an_upload_survives_a_store_in_trouble(
    orchestrator: FakeOrchestrator, objects: FolderObjectServer, spec: MakeSpec
) -> None:
    session = orchestrator.start(spec(parameters='{"uploads": 1}'), grant=False)
    requested = session.wait_for_event("upload_requested")
    objects.fail_next(2)
    session.grant_upload(requested)
    session.grant_upload(requested)
    assert session.result().WhichOneof("event") == "finished"
    assert session.artifact("artifact-0.txt") == b"content 0"


def test_an_expired_grant_is_asked_for_again(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    session = orchestrator.start(spec(parameters='{"uploads": 1}'), grant=False)
    requested = session.wait_for_event("upload_requested")
    session.grant = True
    session.grant_upload(requested, seconds=-1)
    session.result()
    assert session.kinds().count("upload_requested") == 2
    assert session.artifact("artifact-0.txt") == b"content 0"


def test_an_upload_whose_request_was_acknowledged_is_asked_for_again(
    orchestrator: FakeOrchestrator, spec: MakeSpec
) -> None:
    first = orchestrator.start(spec(parameters='{"uploads": 1}'), grant=False)
    requested = first.wait_for_event("upload_requested")
    first.disconnect()
    second = orchestrator.start(pb.RunSpec(), run_id=first.run_id, from_sequence=len(first.events), attach_only=True)
    assert second.result().WhichOneof("event") == "finished"
    again = second.wait_for_event("upload_requested")
    assert again.upload_id != requested.upload_id


def test_wrong_bytes_are_an_infrastructure_failure(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    wrong = spec()
    wrong.dataset.sha256 = "0" * 64
    failed = orchestrator.start(wrong).result().failed
    assert (failed.kind, failed.code) == (pb.FAILURE_KIND_INFRASTRUCTURE, "download.hash_mismatch")


def test_a_refused_download_is_an_infrastructure_failure(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    wrong = spec()
    wrong.dataset.url += "0"
    wrong.dataset.sha256 = "1" * 64
    failed = orchestrator.start(wrong).result().failed
    assert (failed.kind, failed.code) == (pb.FAILURE_KIND_INFRASTRUCTURE, "download.refused")


def test_draining_lets_a_run_end_and_takes_no_new_one(small_service: MakeService, spec: MakeSpec) -> None:
    running, client = small_service(slots=2)
    session = client.start(spec(parameters='{"wait": "stop"}'))
    session.wait_for_event("metrics")  # earlier than that there is nothing usable to keep
    running.registry.begin_draining()
    assert client.stub.Describe(pb.DescribeRequest()).draining
    assert client.start(spec()).refusal()[0] == grpc.StatusCode.UNAVAILABLE
    session.cancel()
    running.close(10)
    assert session.result().finished.stopped_early


def test_a_service_that_stops_tells_its_runs(small_service: MakeService, spec: MakeSpec) -> None:
    running, client = small_service()
    session = client.start(spec(parameters='{"wait": "forever"}'))
    pid = pid_of(session)
    running.close(0)
    assert session.result().failed.code == "service.stopped"
    assert is_gone(pid)


def test_run_ids_never_become_paths(orchestrator: FakeOrchestrator, spec: MakeSpec) -> None:
    session = orchestrator.start(spec(), run_id=f"../../{uuid.uuid4()}")
    assert session.result().WhichOneof("event") == "finished"
