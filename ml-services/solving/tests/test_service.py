"""The whole service over gRPC: what it offers, and that the process of a solve lives and dies as it should."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator

import grpc
import psutil
import pytest
from instances import INFEASIBLE, INTEGER, engines, in_a_process, market_split
from processes import is_gone, wait_until
from signalbox_ml import discover
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.server import Service
from signalbox_ml.settings import Settings
from signalbox_ml.testing import FakeOrchestrator, FolderObjectServer, LogReceiver, RunSession
from signalbox_solving import algorithms

TEMPLATES = ["assignment", "facility_location", "job_shop", "knapsack", "vehicle_routing"]
COMMON = ["time_limit_seconds", "gap_limit", "threads", "seed", "memory_limit_mb"]
LOADED = """
import json, sys
import signalbox_solving.conductor
from signalbox_ml import discover
from signalbox_ml.parameters import json_schema
from signalbox_solving import algorithms
found = discover(algorithms)
schemas = [json_schema(each.parameters) for each in found]
print(json.dumps([len(schemas), sorted({name.partition(".")[0] for name in sys.modules})]))
"""


@pytest.fixture(scope="module")
def orchestrator(tmp_path_factory: pytest.TempPathFactory, objects: FolderObjectServer) -> Iterator[FakeOrchestrator]:
    settings = Settings(grpc_port=0, slots=2, work_dir=tmp_path_factory.mktemp("work"), log_level="warn")
    service = Service("solving", "0", discover(algorithms), settings, preload=["signalbox_solving.conductor"])
    client = FakeOrchestrator(f"127.0.0.1:{service.port}", objects)
    yield client
    client.close()
    service.close(0)


def spec_of(
    orchestrator: FakeOrchestrator, algorithm: str, content: str, file_format: str = "mps", **fields: object
) -> pb.RunSpec:
    made: dict[str, object] = {"kind": "solve", "algorithm": algorithm, "parameters_json": "{}"}
    if content:
        made["dataset"] = orchestrator.instance(content.encode(), file_format)
    return pb.RunSpec(**{**made, **fields})  # type: ignore[arg-type]


def searching(
    orchestrator: FakeOrchestrator, algorithm: str = "highs", parameters: str = "{}"
) -> tuple[RunSession, psutil.Process]:
    """A solve that would not end by itself and has stored a solution, and its process."""
    assert not engines()
    session = orchestrator.start(spec_of(orchestrator, algorithm, market_split(), parameters_json=parameters))
    session.wait_for(lambda s: "incumbent-000001.json" in s.artifacts())
    [engine] = engines()
    return session, engine


# -- what it offers


def test_describe_offers_solvers_and_templates(orchestrator: FakeOrchestrator) -> None:
    described = {each.name: each for each in orchestrator.stub.Describe(pb.DescribeRequest()).algorithms}
    assert sorted(described) == sorted(["highs", "cp_sat", *TEMPLATES])
    for each in described.values():
        assert (list(each.kinds), list(each.tasks)) == (["solve"], [])
        properties = json.loads(each.parameters_schema_json)["properties"]
        assert set(COMMON) <= properties.keys()
        roles = {metric.key: metric.role for metric in each.metrics}
        assert roles["incumbent"] == pb.METRIC_ROLE_INCUMBENT
        assert (roles["bound"], roles["gap"]) == (pb.METRIC_ROLE_BOUND, pb.METRIC_ROLE_GAP)
    assert list(described["highs"].instance_formats) == ["mps", "lp"]
    assert list(described["cp_sat"].instance_formats) == ["cpsat", "mps"]
    assert "presolve" in json.loads(described["highs"].parameters_schema_json)["properties"]
    assert "workers" in json.loads(described["cp_sat"].parameters_schema_json)["properties"]
    for name in TEMPLATES:
        assert list(described[name].instance_formats) == []
        data = json.loads(described[name].parameters_schema_json)["properties"]["data"]
        assert (data["type"], data["x-format"]) == ("string", "json")
        assert isinstance(json.loads(data["default"]), dict)


def test_nothing_but_the_engine_loads_a_solver(orchestrator: FakeOrchestrator) -> None:
    orchestrator.stub.Describe(pb.DescribeRequest())
    assert not {"highspy", "ortools"} & sys.modules.keys()
    count, modules = in_a_process(LOADED)
    assert count == 7
    assert not {"highspy", "ortools", "pandas"} & set(modules)


@pytest.mark.parametrize(
    ("algorithm", "own", "other"), [("highs", "highspy", "ortools"), ("cp_sat", "ortools", "highspy")]
)
def test_an_engine_loads_one_solver_alone(orchestrator: FakeOrchestrator, algorithm: str, own: str, other: str) -> None:
    session, engine = searching(orchestrator, algorithm)
    mapped = [each.path for each in engine.memory_maps()]
    session.cancel(kill=True)
    session.result()
    wait_until(lambda: is_gone(engine.pid))
    assert any(f"/{own}/" in path for path in mapped)
    assert not any(f"/{other}/" in path for path in mapped)


# -- a solve


def test_a_solve_ends_with_its_outcome(orchestrator: FakeOrchestrator) -> None:
    start = orchestrator.file(b'{"objective": 10, "variables": {"a": 2}}')
    session = orchestrator.start(spec_of(orchestrator, "highs", INTEGER, warm_start=start))
    finished = session.result().finished
    assert (finished.outcome, finished.stopped_early) == ("optimal", False)
    assert finished.summary["objective"] == pytest.approx(13)
    stored = {
        event.upload_completed.artifact.name: event.upload_completed.artifact.role
        for event in session.events
        if event.WhichOneof("event") == "upload_completed"
    }
    assert stored["solution.json"] == "solution"
    assert stored["solve.json"] == "solve"
    assert stored["instance-statistics.json"] == "other"
    assert json.loads(session.artifact("solution.json"))["variables"] == pytest.approx({"a": 2, "c": 1})
    phases = [event.progress.phase for event in session.events if event.WhichOneof("event") == "progress"]
    assert list(dict.fromkeys(phases)) == ["loading", "checking", "solving", "storing"]
    assert not engines()


def test_what_is_infeasible_is_a_run_that_succeeded(orchestrator: FakeOrchestrator) -> None:
    session = orchestrator.start(spec_of(orchestrator, "highs", INFEASIBLE))
    assert session.result().finished.outcome == "infeasible"
    assert sorted(json.loads(session.artifact("solve.json"))["conflict"]) == ["high", "low"]


@pytest.mark.parametrize("table", [False, True])
def test_a_template_needs_no_dataset_and_takes_a_table(orchestrator: FakeOrchestrator, table: bool) -> None:
    rows = "job,machine,duration\nA,saw,3\nA,drill,2\nB,saw,2\nB,paint,4\nC,drill,4\nC,paint,3\n" if table else ""
    parameters = '{"data": "{}"}' if table else "{}"
    session = orchestrator.start(spec_of(orchestrator, "job_shop", rows, "csv", parameters_json=parameters))
    assert session.result().finished.summary["objective"] == 9
    assert json.loads(session.artifact("solution.json"))["plan"]["makespan"] == 9


def test_the_log_of_the_solver_is_in_the_log_of_the_run(orchestrator: FakeOrchestrator) -> None:
    receiver = LogReceiver()
    try:
        session = orchestrator.start(spec_of(orchestrator, "highs", INTEGER), log=receiver.output)
        session.result()
        receiver.wait_for(lambda r: any(b"Solving report" in line.text for line in r.lines.values()))
        lines = [line for line in list(receiver.lines.values()) if line.logger == "highs"]
    finally:
        receiver.close()
    assert len(lines) > 10
    assert {line.stream for line in lines} == {"log"}
    assert all(b"\n" not in line.text for line in lines)
    assert "solving" in {line.phase for line in lines}


@pytest.mark.parametrize(
    ("algorithm", "content", "file_format", "parameters", "message"),
    [
        ("highs", "", "", "{}", "dataset.url: must not be empty"),
        ("highs", "{}", "cpsat", "{}", "dataset.format: highs takes mps, lp"),
        ("knapsack", INTEGER, "mps", "{}", "dataset.format: knapsack takes csv"),
        ("highs", INTEGER, "mps", '{"threads": -1}', "threads: "),
        ("highs", INTEGER, "mps", '{"workers": 1}', "workers: "),
        ("knapsack", "", "", '{"data": "{"}', "data: not JSON"),
    ],
)
def test_a_bad_request_is_refused_before_it_starts(
    orchestrator: FakeOrchestrator, algorithm: str, content: str, file_format: str, parameters: str, message: str
) -> None:
    refused = orchestrator.start(
        spec_of(orchestrator, algorithm, content, file_format, parameters_json=parameters)
    ).refusal()
    assert refused[0] == grpc.StatusCode.INVALID_ARGUMENT
    assert refused[1].startswith(message)


def test_a_model_that_cannot_be_read_is_a_failure_of_the_program(orchestrator: FakeOrchestrator) -> None:
    failed = orchestrator.start(spec_of(orchestrator, "highs", "NAME t\nROWS\n Q c\n")).result().failed
    assert (failed.kind, failed.code) == (pb.FAILURE_KIND_PROGRAM, "instance.malformed")
    assert failed.message == "The MPS file is malformed. Line 3: a row is of type N, L, G or E, not “Q”."
    assert failed.stack_trace == ""


# -- stop and death


@pytest.mark.parametrize("algorithm", ["highs", "cp_sat"])
def test_a_graceful_stop_keeps_the_best(orchestrator: FakeOrchestrator, algorithm: str) -> None:
    session, engine = searching(orchestrator, algorithm)
    session.cancel()
    finished = session.result().finished
    assert (finished.outcome, finished.stopped_early) == ("stopped", True)
    assert json.loads(session.artifact("solution.json"))["objective"] == finished.summary["objective"]
    wait_until(lambda: is_gone(engine.pid))


@pytest.mark.parametrize("algorithm", ["highs", "cp_sat"])
def test_a_kill_ends_the_solver_at_once(orchestrator: FakeOrchestrator, algorithm: str) -> None:
    session, engine = searching(orchestrator, algorithm)
    session.cancel(kill=True)
    assert session.result(5).cancelled.killed
    wait_until(lambda: is_gone(engine.pid), 200)


def test_a_solver_dies_with_its_attempt(orchestrator: FakeOrchestrator) -> None:
    session, engine = searching(orchestrator)
    os.kill(engine.ppid(), signal.SIGKILL)
    failed = session.result().failed
    assert (failed.kind, failed.code) == (pb.FAILURE_KIND_INFRASTRUCTURE, "worker.died")
    wait_until(lambda: is_gone(engine.pid), 200)


def test_a_solver_that_was_killed_from_outside_is_tried_again(orchestrator: FakeOrchestrator) -> None:
    session, engine = searching(orchestrator)
    os.kill(engine.pid, signal.SIGKILL)
    failed = session.result().failed
    assert (failed.kind, failed.code) == (pb.FAILURE_KIND_INFRASTRUCTURE, "worker.died")
    assert "SIGKILL" in failed.message


def test_a_solver_that_crashes_is_not_tried_again(orchestrator: FakeOrchestrator) -> None:
    session, engine = searching(orchestrator)
    os.kill(engine.pid, signal.SIGSEGV)
    failed = session.result().failed
    assert (failed.kind, failed.code) == (pb.FAILURE_KIND_PROGRAM, "solver.crashed")
    assert "SIGSEGV" in failed.message


def test_a_solver_that_does_not_listen_to_a_stop_is_killed_and_its_best_kept(orchestrator: FakeOrchestrator) -> None:
    session, engine = searching(orchestrator)
    engine.suspend()
    session.cancel(grace=40)
    finished = session.result(30).finished
    assert (finished.outcome, finished.stopped_early) == ("stopped", True)
    assert json.loads(session.artifact("solution.json"))["objective"] == finished.summary["objective"]
    wait_until(lambda: is_gone(engine.pid))


def test_a_solver_that_does_not_keep_its_time_limit_is_killed_and_its_best_kept(
    orchestrator: FakeOrchestrator,
) -> None:
    session, engine = searching(orchestrator, parameters='{"time_limit_seconds": 5}')
    engine.suspend()
    finished = session.result(40).finished
    assert (finished.outcome, finished.stopped_early) == ("feasible", False)
    record = json.loads(session.artifact("solve.json"))
    assert (record["limit"], record["objective"]) == ("time", finished.summary["objective"])
    assert json.loads(session.artifact("solution.json"))["objective"] == record["objective"]
    wait_until(lambda: is_gone(engine.pid))
