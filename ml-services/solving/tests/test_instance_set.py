"""A set of instances: its order, what it comes to by hand-computed numbers, and that it stops where it should."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import grpc
import pytest
from instances import INFEASIBLE, INTEGER, LINEAR, collected, engines, market_split
from processes import is_gone, wait_until
from signalbox_ml import Instance, ProgramError, Result, RunStopped, discover
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.server import Service
from signalbox_ml.settings import Settings
from signalbox_ml.testing import FakeOrchestrator, FolderObjectServer, LocalRun, RunSession
from signalbox_solving import algorithms
from signalbox_solving.algorithms.cp_sat import CpSat
from signalbox_solving.algorithms.highs import Highs
from signalbox_solving.algorithms.knapsack import Knapsack
from signalbox_solving.instance_set import ticks_of

SUMMARY = {"set/gap_integral", "set/seconds", "set/par10", "set/gap", "set/solved"}


class SetRun:
    """One run of a set in this process; the engines are real processes all the same."""

    def __init__(self, objects: FolderObjectServer, folder: Path) -> None:
        self.run = LocalRun(objects, folder)

    def solve(self, algorithm: Any, contents: Sequence[str], file_format: str = "mps", **parameters: object) -> Result:
        instances = []
        for place, content in enumerate(contents, 1):
            path = self.run.context.folder / f"instance-{place}.{file_format}"
            path.write_text(content, encoding="utf-8")
            instances.append(Instance(path=path, format=file_format, name=f"m{place} v1"))
        given = {"time_limit_seconds": 20.0, "threads": 1, **parameters}
        return self.run.solve_set(algorithm, instances, json.dumps(given))

    @property
    def table(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run.artifact("instances.json"))
        return found

    @property
    def rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.table["instances"]
        return found

    def last(self, key: str) -> float:
        return self.run.curve(key)[-1][1]


@pytest.fixture
def set_run(objects: FolderObjectServer, tmp_path: Path) -> Iterator[SetRun]:
    made = SetRun(objects, tmp_path / "run")
    yield made
    made.run.context.close()


@pytest.fixture(scope="module")
def orchestrator(tmp_path_factory: pytest.TempPathFactory, objects: FolderObjectServer) -> Iterator[FakeOrchestrator]:
    settings = Settings(grpc_port=0, slots=2, work_dir=tmp_path_factory.mktemp("work"), log_level="warn")
    service = Service("solving", "0", discover(algorithms), settings, preload=["signalbox_solving.conductor"])
    client = FakeOrchestrator(f"127.0.0.1:{service.port}", objects)
    yield client
    client.close()
    service.close(0)


def spec_of(orchestrator: FakeOrchestrator, contents: Sequence[str], **parameters: object) -> pb.RunSpec:
    given = {"time_limit_seconds": 60, "threads": 1, **parameters}
    return pb.RunSpec(
        kind="solve",
        algorithm="highs",
        parameters_json=json.dumps(given),
        instances=[orchestrator.instance(each.encode(), "mps", f"m{n} v1") for n, each in enumerate(contents, 1)],
    )


# -- what it comes to


def test_the_instances_are_solved_in_their_order_and_each_has_a_row(set_run: SetRun) -> None:
    result = set_run.solve(Highs(), [INTEGER, LINEAR, INFEASIBLE])
    assert result.outcome == ""
    assert set(result.summary) == SUMMARY
    assert [(row["place"], row["name"], row["status"]) for row in set_run.rows] == [
        (1, "m1 v1", "optimal"),
        (2, "m2 v1", "optimal"),
        (3, "m3 v1", "infeasible"),
    ]
    assert [row["objective"] for row in set_run.rows] == [pytest.approx(13), pytest.approx(11), None]
    assert [step for step, _ in set_run.run.curve("instance/seconds")] == [1, 2, 3]
    for row, following in pairwise(set_run.rows):
        assert following["beganAt"] >= row["beganAt"] + row["time"] - 0.1
    assert {name for name, _ in set_run.run.artifacts()} == {"instances.json"}
    assert not engines()


def test_the_set_comes_to_what_its_rows_say(set_run: SetRun) -> None:
    result = set_run.solve(Highs(), [INTEGER, LINEAR, market_split()], time_limit_seconds=1.5)
    counts = [row["counts"] for row in set_run.rows]
    assert [each["solved"] for each in counts] == [1, 1, 0]
    assert set_run.rows[2]["limit"] == "time"
    # What is not solved counts with the limit, and ten times as much for PAR10.
    assert (counts[2]["seconds"], counts[2]["par10"]) == (1.5, 15.0)
    shifted = math.exp(sum(math.log(each["seconds"] + 10) for each in counts) / 3) - 10
    assert result.summary["set/seconds"] == pytest.approx(shifted)
    for key, name in (("gap_integral", "gapIntegral"), ("par10", "par10"), ("gap", "gap")):
        assert result.summary[f"set/{key}"] == pytest.approx(sum(each[name] for each in counts) / 3)
    assert result.summary["set/solved"] == 2
    assert set_run.table["counts"] == {
        {"gap_integral": "gapIntegral"}.get(key, key): result.summary[f"set/{key}"]
        for key in ("gap_integral", "seconds", "par10", "gap", "solved")
    }
    for key in SUMMARY:
        assert set_run.last(key) == result.summary[key]
        own = set_run.run.curve(key.replace("set/", "instance/"))
        assert [step for step, _ in own] == [1, 2, 3]


def test_what_reaches_its_gap_limit_is_solved_with_the_gap_that_it_has(set_run: SetRun) -> None:
    set_run.solve(Highs(), [market_split(), INTEGER], gap_limit=9.0, time_limit_seconds=30)
    row = set_run.rows[0]
    assert (row["status"], row["limit"]) == ("feasible", "gap")
    assert row["counts"]["solved"] == 1
    assert row["counts"]["gap"] == pytest.approx(min(1.0, row["gap"]))
    assert row["counts"]["seconds"] == pytest.approx(row["time"])


# -- what is told meanwhile


def test_every_trial_of_a_set_tells_the_same_steps_and_none_gets_worse(set_run: SetRun) -> None:
    set_run.solve(Highs(), [INTEGER, market_split(), LINEAR], time_limit_seconds=1)
    for key in SUMMARY:
        steps, values = zip(*set_run.run.curve(key), strict=True)
        assert list(steps) == list(range(1, 3 * ticks_of(3) + 1))
        better = [b >= a if key == "set/solved" else b <= a + 1e-12 for a, b in pairwise(values)]
        assert all(better), key
    # After the first of three, which is proven at once, the two that have not begun count as open.
    after_one = dict(set_run.run.curve("set/gap"))[ticks_of(3)]
    assert after_one == pytest.approx(2 / 3)


def test_the_curves_of_an_instance_bear_its_place(set_run: SetRun) -> None:
    set_run.solve(Highs(), [INTEGER, LINEAR])
    keys = {point.key for point in set_run.run.points()}
    assert {"instance-1/incumbent", "instance-1/bound", "instance-1/gap", "instance-2/incumbent"} <= keys
    assert not {"incumbent", "bound", "gap", "nodes"} & keys
    assert set_run.last("instance-1/incumbent") == pytest.approx(13)
    assert set_run.last("instance-2/incumbent") == pytest.approx(11)
    roles = {point.key: point.role for point in set_run.run.points()}
    assert roles["instance-1/gap"] == pb.METRIC_ROLE_GAP
    assert roles["instance-1/bound"] == pb.METRIC_ROLE_BOUND


@pytest.mark.parametrize(
    ("instances", "ticks"), [(2, 20), (3, 20), (5, 20), (6, 16), (10, 10), (51, 1), (99, 1), (100, 1)]
)
def test_a_set_has_no_more_ticks_than_a_pruner_hears(instances: int, ticks: int) -> None:
    assert ticks_of(instances) == ticks
    assert ticks * instances <= 100


# -- inputs


def test_tables_of_a_template_are_a_set_too(set_run: SetRun) -> None:
    tables = ["name,value,weight\na,3,2\nb,4,3\n", "name,value,weight\nc,9,4\nd,1,1\n"]
    result = set_run.solve(Knapsack(), tables, "csv", data='{"capacity": 4}')
    assert [row["objective"] for row in set_run.rows] == [4, 9]
    assert result.summary["set/solved"] == 2


def test_models_of_the_public_collections_are_solved(set_run: SetRun) -> None:
    contents = [collected(name).read_text(encoding="utf-8") for name in ("flugpl.mps", "egout.mps", "afiro.mps")]
    result = set_run.solve(Highs(), contents, mip_heuristic_effort=0.2)
    assert result.summary["set/solved"] == 3
    assert [row["objective"] for row in set_run.rows] == pytest.approx([1201500, 568.1007, -464.7531429], rel=1e-6)


def test_parameters_of_the_search_reach_cp_sat(set_run: SetRun, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    result = set_run.solve(
        CpSat(), [INTEGER, INTEGER], linearization_level=2, symmetry_level=0, cp_model_probing_level=1
    )
    assert result.summary["set/solved"] == 2
    lines = [record.getMessage() for record in caplog.records if record.name == "cp_sat"]
    told = [line for line in lines if line.startswith("Parameters: ")]
    assert told
    for given in ("linearization_level: 2", "symmetry_level: 0", "cp_model_probing_level: 1"):
        assert all(given in line for line in told), given


def test_a_bad_instance_is_named_before_anything_is_solved(set_run: SetRun) -> None:
    with pytest.raises(ProgramError) as caught:
        set_run.solve(Highs(), [INTEGER, "NAME t\nROWS\n Q c\n", LINEAR])
    assert caught.value.code == "instance.malformed"
    assert str(caught.value).startswith("Instance 2, m2 v1: The MPS file is malformed. Line 3: ")
    assert not set_run.run.curve("set/gap")


def test_an_instance_that_the_solver_cannot_read_is_named_with_its_place_in_the_table(
    objects: FolderObjectServer, tmp_path: Path
) -> None:
    made = SetRun(objects, tmp_path / "lp")
    good = "Maximize\n obj: x\nSubject To\n c: x <= 4\nEnd\n"
    with pytest.raises(ProgramError) as caught:
        made.solve(Highs(), [good, "nothing of the kind", good], "lp")
    assert caught.value.code == "instance.malformed"
    assert str(caught.value).startswith("Instance 2, m2 v1: HiGHS cannot read the LP file")
    assert [row["status"] for row in made.rows] == ["optimal", "failed", "waiting"]
    assert made.rows[1]["message"] == str(caught.value)


def test_a_set_without_a_time_limit_is_refused(set_run: SetRun) -> None:
    with pytest.raises(ProgramError) as caught:
        set_run.solve(Highs(), [INTEGER, LINEAR], time_limit_seconds=0)
    assert caught.value.code == "set.no_time_limit"


# -- stop and death


def test_a_stop_leaves_the_table_and_no_result(set_run: SetRun) -> None:
    set_run.run.stop_at_metric = "instance-2/incumbent"
    with pytest.raises(RunStopped):
        set_run.solve(Highs(), [INTEGER, market_split(), LINEAR], time_limit_seconds=60)
    assert [row["status"] for row in set_run.rows] == ["optimal", "stopped", "waiting"]
    assert [step for step, _ in set_run.run.curve("instance/solved")] == [1]
    assert not engines()


def test_a_stop_between_two_instances_begins_no_other(set_run: SetRun) -> None:
    set_run.run.stop_at_metric = "instance/solved"
    with pytest.raises(RunStopped):
        set_run.solve(Highs(), [INTEGER, LINEAR, INTEGER])
    statuses = [row["status"] for row in set_run.rows]
    assert (statuses[0], statuses[2]) == ("optimal", "waiting")


def test_a_kill_ends_the_solver_at_once_and_the_table_shows_what_was_done(orchestrator: FakeOrchestrator) -> None:
    assert not engines()
    session = orchestrator.start(spec_of(orchestrator, [INTEGER, market_split(), LINEAR]))
    session.wait_for(lambda s: any(point.key == "instance-2/incumbent" for point in s.points()))
    wait_until(lambda: stored_statuses(session) == ["optimal", "solving", "waiting"])
    [engine] = engines()
    session.cancel(kill=True)
    assert session.result(5).cancelled.killed
    wait_until(lambda: is_gone(engine.pid), 200)
    assert stored_statuses(session) == ["optimal", "solving", "waiting"]


def stored_statuses(session: RunSession) -> list[str]:
    """Of the table as it is stored now; empty while there is none, and while it is being written."""
    try:
        return [row["status"] for row in json.loads(session.artifact("instances.json"))["instances"]]
    except (FileNotFoundError, ValueError):
        return []


def test_a_whole_set_over_grpc_ends_without_an_outcome(orchestrator: FakeOrchestrator) -> None:
    session = orchestrator.start(spec_of(orchestrator, [INTEGER, LINEAR]))
    finished = session.result().finished
    assert (finished.outcome, finished.stopped_early) == ("", False)
    assert set(finished.summary) == SUMMARY
    phases = [event.progress.phase for event in session.events if event.WhichOneof("event") == "progress"]
    assert list(dict.fromkeys(phases)) == ["loading", "checking", "solving", "storing"]


def test_describe_says_which_metrics_are_of_sets(orchestrator: FakeOrchestrator) -> None:
    for each in orchestrator.stub.Describe(pb.DescribeRequest()).algorithms:
        of_set = {metric.key: metric for metric in each.metrics if metric.of_set}
        assert {key for key in of_set if not key.startswith("instance/")} == SUMMARY
        assert {metric.step_unit for key, metric in of_set.items() if key.startswith("instance/")} == {"instance"}
        assert of_set["set/solved"].maximize
        assert not of_set["set/gap_integral"].maximize


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"count": 1}, "instances: must be from 2 to 100"),
        ({"count": 101}, "instances: must be from 2 to 100"),
        ({"format": "cpsat"}, "instances[0].format: highs takes mps, lp"),
        ({"dataset": True}, "dataset: must not stand beside instances"),
        ({"warm_start": True}, "warm_start: must not stand beside instances"),
    ],
)
def test_a_bad_set_is_refused_before_it_starts(
    orchestrator: FakeOrchestrator, fields: dict[str, Any], message: str
) -> None:
    spec = spec_of(orchestrator, [INTEGER] * fields.get("count", 2))
    if "format" in fields:
        spec.instances[0].format = fields["format"]
    if "dataset" in fields:
        spec.dataset.CopyFrom(spec.instances[0])
    if "warm_start" in fields:
        spec.warm_start.CopyFrom(orchestrator.file(b"{}"))
    code, said = orchestrator.start(spec).refusal()
    assert code == grpc.StatusCode.INVALID_ARGUMENT
    assert said.startswith(message)
