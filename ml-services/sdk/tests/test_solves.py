"""What the kind `solve` gets and gives, over a real gRPC server and real child processes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import grpc
import pytest
from sample_algorithms import Guess, Lengths, Steps
from signalbox_ml import Instance, InvalidRequest, JsonText, ProgramError, Result
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.dataset import Dataset
from signalbox_ml.testing import FakeOrchestrator, FolderObjectServer, LocalRun

INSTANCE = b"NAME empty\nENDATA\n"
DATA = JsonText(title="Data", description="Some.", default="{}", maximum_bytes=1024)


def solve_spec(orchestrator: FakeOrchestrator, parameters: str = "{}", **fields: object) -> pb.RunSpec:
    made = {"kind": "solve", "algorithm": "guess", "parameters_json": parameters}
    if "dataset" not in fields:
        made["dataset"] = orchestrator.instance(INSTANCE, "mps")  # type: ignore[assignment]
    return pb.RunSpec(**{**made, **fields})  # type: ignore[arg-type]


def test_a_solve_gets_its_instance_and_its_warm_start_as_files(orchestrator: FakeOrchestrator) -> None:
    start = orchestrator.file(b'{"objective": 4, "variables": {"x": 1}}')
    session = orchestrator.start(solve_spec(orchestrator, warm_start=start))
    finished = session.result().finished
    assert (finished.outcome, finished.stopped_early) == ("optimal", False)
    assert dict(finished.summary) == {"objective": 3.0}
    assert json.loads(session.artifact("solution.json")) == {
        "instance": INSTANCE.decode(),
        "format": "mps",
        "warm_start": {"objective": 4, "variables": {"x": 1}},
    }
    stored = [e.upload_completed.artifact for e in session.events if e.WhichOneof("event") == "upload_completed"]
    assert [(artifact.name, artifact.role) for artifact in stored] == [
        ("incumbent-000000.json", "other"),
        ("solution.json", "solution"),
    ]


def test_points_bear_their_role_and_the_time_at_which_they_were_true(orchestrator: FakeOrchestrator) -> None:
    session = orchestrator.start(solve_spec(orchestrator))
    session.result()
    points = [point for point in session.points() if not point.key.startswith("system/")]
    assert [(point.key, point.value, point.role) for point in points] == [
        ("incumbent", 3.0, pb.METRIC_ROLE_INCUMBENT),
        ("bound", 1.0, pb.METRIC_ROLE_BOUND),
        ("gap", 2 / 3, pb.METRIC_ROLE_GAP),
    ]
    assert {point.time.ToNanoseconds() for point in points} == {1_700_000_000_123_456_789}


def test_artifacts_are_stored_while_the_solve_goes_on_and_a_stop_keeps_them(orchestrator: FakeOrchestrator) -> None:
    session = orchestrator.start(solve_spec(orchestrator, '{"wait": true}'))
    session.wait_for_event("upload_completed")
    assert session.artifact("incumbent-000000.json") == b"0"
    session.cancel()
    finished = session.result().finished
    assert (finished.outcome, finished.stopped_early) == ("stopped", True)


def test_threads_that_store_at_the_same_time_do_not_take_each_others_grants(orchestrator: FakeOrchestrator) -> None:
    session = orchestrator.start(solve_spec(orchestrator, '{"threads": 8}'))
    assert session.result(20).WhichOneof("event") == "finished"
    assert sorted(session.artifacts()) == [*(f"incumbent-{n:06d}.json" for n in range(8)), "solution.json"]
    assert {session.artifact(f"incumbent-{n:06d}.json") for n in range(8)} == {f"{n}".encode() for n in range(8)}


def test_an_instance_with_other_bytes_is_never_solved(orchestrator: FakeOrchestrator) -> None:
    wrong = solve_spec(orchestrator)
    wrong.dataset.sha256 = "0" * 64
    failed = orchestrator.start(wrong).result().failed
    assert (failed.kind, failed.code) == (pb.FAILURE_KIND_INFRASTRUCTURE, "download.hash_mismatch")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"dataset": pb.DatasetInput()}, "dataset.url: must not be empty"),
        ({"dataset": pb.DatasetInput(url="http://x", format="csv")}, "dataset.format: guess takes mps, lp"),
        ({"warm_start": pb.InputFile()}, "warm_start.url: must not be empty"),
        ({"kind": "training"}, "kind: guess does not serve 'training'"),
        ({"parameters_json": '{"data": "{\\n 1}"}'}, "data: not JSON (Expecting property name"),
    ],
)
def test_a_bad_solve_is_refused_before_it_starts(
    orchestrator: FakeOrchestrator, fields: dict[str, Any], message: str
) -> None:
    code, said = orchestrator.start(solve_spec(orchestrator, **fields)).refusal()
    assert code == grpc.StatusCode.INVALID_ARGUMENT
    assert said.startswith(message)


def test_describe_says_which_instances_an_algorithm_takes(orchestrator: FakeOrchestrator) -> None:
    described = {each.name: each for each in orchestrator.stub.Describe(pb.DescribeRequest()).algorithms}
    guess = described["guess"]
    assert (list(guess.kinds), list(guess.tasks), list(guess.instance_formats)) == (["solve"], [], ["mps", "lp"])
    assert list(described["steps"].instance_formats) == []
    assert json.loads(guess.parameters_schema_json)["properties"]["data"] == {
        "title": "Data",
        "description": "Unused.",
        "type": "string",
        "default": '{"n": 1}',
        "x-format": "json",
    }


def set_spec(orchestrator: FakeOrchestrator, algorithm: str = "lengths", count: int = 3) -> pb.RunSpec:
    instances = [orchestrator.instance(b"x" * n, "mps", f"m{n} v1") for n in range(1, count + 1)]
    return pb.RunSpec(kind="solve", algorithm=algorithm, parameters_json="{}", instances=instances)


def test_a_set_gets_all_its_instances_in_their_order(orchestrator: FakeOrchestrator) -> None:
    session = orchestrator.start(set_spec(orchestrator))
    finished = session.result().finished
    assert (dict(finished.summary), finished.outcome) == ({"set/length": 6.0}, "")
    assert json.loads(session.artifact("seen.json")) == [[f"m{n} v1", "mps", ","] for n in (1, 2, 3)]
    points = [(point.step, point.value) for point in session.points() if point.key == "instance/length"]
    assert points == [(1, 1.0), (2, 2.0), (3, 3.0)]
    loading = [event.progress for event in session.events if event.progress.phase == "loading"]
    assert loading[0].total == 6


def test_an_instance_of_a_set_with_other_bytes_is_never_solved(orchestrator: FakeOrchestrator) -> None:
    wrong = set_spec(orchestrator)
    wrong.instances[1].sha256 = "0" * 64
    failed = orchestrator.start(wrong).result().failed
    assert (failed.kind, failed.code) == (pb.FAILURE_KIND_INFRASTRUCTURE, "download.hash_mismatch")


def test_a_set_that_cannot_be_solved_is_refused_before_it_starts(orchestrator: FakeOrchestrator) -> None:
    without = set_spec(orchestrator, "guess")
    code, said = orchestrator.start(without).refusal()
    assert (code, said) == (grpc.StatusCode.INVALID_ARGUMENT, "instances: guess solves no sets of instances")
    table = set_spec(orchestrator)
    table.instances[2].format = "csv"
    assert orchestrator.start(table).refusal()[1] == "instances[2].format: lengths takes mps, lp"
    nowhere = set_spec(orchestrator)
    nowhere.instances[0].url = ""
    assert orchestrator.start(nowhere).refusal()[1] == "instances[0].url: must not be empty"
    one = set_spec(orchestrator, count=1)
    assert orchestrator.start(one).refusal()[1] == "instances: must be from 2 to 100"


def test_describe_says_which_metrics_are_of_sets(orchestrator: FakeOrchestrator) -> None:
    described = {each.name: each for each in orchestrator.stub.Describe(pb.DescribeRequest()).algorithms}
    assert [(metric.key, metric.of_set) for metric in described["lengths"].metrics] == [
        ("incumbent", False),
        ("set/length", True),
        ("instance/length", True),
    ]
    assert (Lengths.solves_sets(), Guess.solves_sets()) == (True, False)


@pytest.mark.parametrize("text", ['{"a": [1, 2.5, null]}', "[]", '"word"', " 1 "])
def test_json_text_stays_as_it_is(text: str) -> None:
    assert DATA.check("data", text) == text


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": 1}, "data: must be a text"),
        ("", "data: not JSON (Expecting value, line 1 column 1)"),
        ('{\n  "a": }', "data: not JSON (Expecting value, line 2 column 8)"),
        ('{"a": NaN}', "data: not JSON (NaN is no number)"),
        ("[" * 1000, "data: not JSON"),
        ("1" + " " * 1024, "data: must be at most 1 KiB"),
    ],
)
def test_what_is_no_json_text_is_refused_with_its_place(value: object, message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        DATA.check("data", value)
    assert str(caught.value).startswith(message)


def test_an_algorithm_that_only_solves_does_not_learn(objects: FolderObjectServer, tmp_path: Path) -> None:
    run = LocalRun(objects, tmp_path / "run")
    with pytest.raises(ProgramError) as caught:
        run.train(Guess(), Dataset(Path("none"), "csv", ",", []))
    assert caught.value.code == "kind.unsupported"
    with pytest.raises(ProgramError) as caught:
        run.solve(Steps(), Instance())
    assert caught.value.code == "kind.unsupported"
    with pytest.raises(ProgramError) as caught:
        run.solve_set(Guess(), [Instance(), Instance()])
    assert caught.value.code == "kind.unsupported"
    assert Result().outcome == ""
