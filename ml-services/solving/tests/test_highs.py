"""HiGHS from files to outcomes, each solve in a real process."""

from __future__ import annotations

import gzip
import itertools
import json
import logging
from collections import defaultdict
from pathlib import Path

import pytest
from instances import (
    INFEASIBLE,
    INTEGER,
    LINEAR,
    LINEAR_LP,
    QUADRATIC,
    UNBOUNDED,
    Solve,
    changes,
    collected,
    dense,
    in_a_process,
    market_split,
    shared,
)
from signalbox_ml import ProgramError
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_solving.algorithms.highs import Highs
from signalbox_solving.measures import gap
from signalbox_solving.solve_algorithm import COMMON
from signalbox_solving.task import Task

# No integer is half of one.
ODD = """NAME odd
ROWS
 N cost
 E twice
COLUMNS
 M1 'MARKER' 'INTORG'
 x twice 2
 M2 'MARKER' 'INTEND'
RHS
 rhs twice 1
BOUNDS
 UP bnd x 5
ENDATA
"""
# Sets the options of a task, and tells what HiGHS then has.
OPTIONS = """
import json, sys
import highspy
from signalbox_solving.engine.highs import _set_options
from signalbox_solving.task import Task

given = json.loads(sys.argv[1])
highs = highspy.Highs()
_set_options(highs, Task("highs", "", options=given), 1)
print(json.dumps({name: highs.getOptionValue(name)[1] for name in given}))
"""
# Solves a task in the engine, with a second listener on every event of HiGHS that writes down what it was told.
RECORDED = """
import json, os, sys, threading
from pathlib import Path
from signalbox_solving.engine import highs as engine
from signalbox_solving.engine.channel import Channel, Control
from signalbox_solving.task import Task

said = []
subscribe = engine._subscribe

def also(highs, *rest):
    subscribe(highs, *rest)
    improving = highs.cbMipImprovingSolution
    improving.subscribe(lambda event: said.append(["incumbent", event.data_out.objective_function_value]))
    for each in (improving, highs.cbMipLogging, highs.cbMipInterrupt):
        each.subscribe(lambda event: said.append(["bound", event.data_out.mip_dual_bound]))

engine._subscribe = also
answers, answering = os.pipe()
control, controlling = os.pipe()
os.write(controlling, b"go\\n")
heard = []
listener = threading.Thread(target=lambda: heard.extend(os.fdopen(answers, "rb")), daemon=True)
listener.start()
engine.solve(Task.read(Path(sys.argv[1])), Channel(answering), Control(control))
os.close(answering)
listener.join()
reports = [message for message in map(json.loads, heard) if message["kind"] == "report"]
print(json.dumps({"said": said, "reports": reports}), flush=True)
os._exit(0)
"""


@pytest.mark.parametrize(
    ("content", "file_format", "objective", "variables"),
    [
        (LINEAR, "mps", 11, {"x": 3, "y": 1}),
        (LINEAR_LP, "lp", 11, {"x": 3, "y": 1}),
        (gzip.compress(LINEAR.encode()), "mps", 11, {"x": 3, "y": 1}),
        (gzip.compress(LINEAR_LP.encode()), "lp", 11, {"x": 3, "y": 1}),
        (INTEGER, "mps", 13, {"a": 2, "c": 1}),
        (QUADRATIC, "mps", -4.5, {"x": 0.5, "y": 1.5}),
        ("NAME alone\nROWS\n N c\nCOLUMNS\n x c -2\nBOUNDS\n UP b x 5\nENDATA\n", "mps", -10, {"x": 5}),
    ],
    ids=["linear", "linear lp", "linear gz", "linear lp gz", "integer", "quadratic", "without constraints"],
)
def test_known_optima(
    solve: Solve, content: bytes | str, file_format: str, objective: float, variables: dict[str, float]
) -> None:
    solved = solve(Highs(), content, file_format)
    assert (solved.outcome, solved.solve["limit"]) == ("optimal", None)
    assert solved.result.summary["objective"] == pytest.approx(objective, rel=1e-6)
    assert solved.solution["objective"] == pytest.approx(objective, rel=1e-6)
    assert solved.solution["variables"] == pytest.approx(variables, abs=1e-5)
    assert solved.solve["gap"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "objective"), [("p0548", 8691), ("egout", 568.1007), ("flugpl", 1201500), ("afiro", -464.753143)]
)
def test_optima_of_the_public_collections(solve: Solve, name: str, objective: float) -> None:
    path = collected(f"{name}.mps")
    solved = solve(Highs(), path.read_bytes(), "mps")
    assert solved.outcome == "optimal"
    assert solved.result.summary["objective"] == pytest.approx(objective, rel=1e-7)


# -- outcomes that are no solution


def test_an_infeasible_model_names_what_contradicts_itself(solve: Solve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    solved = solve(Highs(), INFEASIBLE, "mps")
    assert solved.outcome == "infeasible"
    assert sorted(solved.solve["conflict"]) == ["high", "low"]
    assert (solved.solve["objective"], solved.solve["bound"], solved.solve["gap"]) == (None, None, None)
    assert solved.result.summary.keys() <= {"seconds", "lp_iterations", "nodes"}
    assert "solution.json" not in solved.names
    assert "infeasible: no values of the variables meet all constraints" in caplog.text
    assert "these contradict each other: " in caplog.text


def test_what_only_integers_make_infeasible_is_said(solve: Solve, caplog: pytest.LogCaptureFixture) -> None:
    solved = solve(Highs(), ODD, "mps")
    assert (solved.outcome, solved.solve["conflict"]) == ("infeasible", [])
    assert "Without the integrality of its variables the model has solutions." in caplog.text


def test_an_unbounded_model_is_told_from_an_infeasible_one(solve: Solve) -> None:
    solved = solve(Highs(), UNBOUNDED, "mps")
    assert solved.outcome == "unbounded"
    assert (solved.solve["objective"], solved.solve["conflict"]) == (None, [])


# -- bad input


@pytest.mark.parametrize(
    ("content", "file_format", "code", "message"),
    [
        ("", "mps", "instance.empty", "The instance is an empty file."),
        ("NAME t\nROWS\n N c\nCOLUMNS\nENDATA\n", "mps", "instance.empty", "The model has no variables."),
        (LINEAR.replace("6.", "6x"), "mps", "instance.malformed", "The MPS file is malformed. Line 14: the value of"),
        (LINEAR.replace("6.", "nan"), "mps", "instance.malformed", "The MPS file is malformed. Line 14: the value of"),
        ("this is no model\n", "lp", "instance.malformed", "HiGHS cannot read the LP file: "),
        ("Minimize\n obj: nan x\nSubject To\n c: x >= 1\nEnd\n", "lp", "instance.malformed", ""),
    ],
    ids=["empty file", "no variables", "malformed", "nan", "malformed lp", "nan in lp"],
)
def test_bad_input_fails_in_words(solve: Solve, content: str, file_format: str, code: str, message: str) -> None:
    with pytest.raises(ProgramError) as caught:
        solve(Highs(), content, file_format)
    assert caught.value.code == code
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith(".")


def test_a_warm_start_that_is_none_fails_in_words(solve: Solve) -> None:
    with pytest.raises(ProgramError) as caught:
        solve(Highs(), INTEGER, "mps", warm_start={"objective": 1})
    assert (caught.value.code, str(caught.value)) == (
        "warm_start.malformed",
        "The stored solution cannot be read: it has no variables.",
    )


# -- what a run leaves


def test_a_run_leaves_statistics_solutions_and_the_record_of_the_solve(solve: Solve) -> None:
    # Presolve alone would solve it, without an incumbent.
    solved = solve(Highs(), INTEGER, "mps", parameters={"presolve": "off"})
    stored = solved.run.artifacts()
    assert stored[0] == ("instance-statistics.json", "other")
    assert stored[-2:] == [("solution.json", "solution"), ("solve.json", "solve")]
    incumbents = [name for name, role in stored if name.startswith("incumbent-") and role == "other"]
    assert incumbents == [f"incumbent-{number:06d}.json" for number in range(1, len(incumbents) + 1)]
    assert json.loads(solved.run.artifact(incumbents[-1]))["objective"] == pytest.approx(13)
    statistics = solved.statistics
    assert statistics["variables"] == {"continuous": 0, "integer": 3, "binary": 0}
    assert (statistics["name"], statistics["sense"]) == ("chairs", "maximize")
    assert (statistics["constraints"], statistics["nonzeros"]) == (3, 9)
    assert statistics["kinds"] == {"less_or_equal": 3}
    assert (statistics["ranges"]["matrix"], statistics["ranges"]["objective"]) == ([1, 4], [3, 5])
    record = solved.solve
    assert record.keys() == {
        "outcome",
        "limit",
        "sense",
        "objective",
        "bound",
        "gap",
        "nodes",
        "lpIterations",
        "seconds",
        "primalIntegral",
        "solver",
        "statistics",
        "conflict",
    }
    assert (record["sense"], record["statistics"], record["conflict"]) == ("maximize", statistics, [])
    assert record["solver"]["name"] == "HiGHS"
    assert record["solver"]["version"].startswith("1.")
    assert 0 <= record["primalIntegral"] <= record["seconds"]
    summary = solved.result.summary
    known = {"objective", "bound", "gap", "seconds", "primal_integral"}
    assert known <= summary.keys() <= known | {"nodes", "lp_iterations"}
    assert (summary["gap"], summary["primal_integral"]) == (record["gap"], record["primalIntegral"])


def test_the_log_is_that_of_the_solver_line_by_line(solve: Solve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    solve(Highs(), INTEGER, "mps")
    lines = [record.getMessage() for record in caplog.records if record.name == "highs"]
    assert len(lines) > 10
    assert any("HiGHS" in line for line in lines)
    assert all("\n" not in line for line in lines)
    assert any("Solving report" in line for line in lines)


def test_parameters_of_its_own_reach_the_solver() -> None:
    given = {
        "presolve": "off",
        "mip_heuristic_effort": 0.2,
        "mip_detect_symmetry": False,
        "mip_allow_restart": False,
        "mip_pscost_minreliable": 3,
        "mip_lp_age_limit": 5,
    }
    assert given.keys() == Highs.parameters.keys() - COMMON.keys()
    assert in_a_process(OPTIONS, json.dumps(given)) == given


# -- live values


def test_points_are_steps_of_reports_with_our_gap(solve: Solve) -> None:
    path = shared("egout.mps")
    content = market_split() if path is None else path.read_text(encoding="utf-8")
    solved = solve(Highs(), content, "mps", parameters={"time_limit_seconds": 5, "presolve": "off"})
    steps: dict[int, dict[str, float]] = defaultdict(dict)
    roles = {"incumbent": pb.METRIC_ROLE_INCUMBENT, "bound": pb.METRIC_ROLE_BOUND, "gap": pb.METRIC_ROLE_GAP}
    for point in solved.run.points():
        steps[point.step][point.key] = point.value
        assert point.role == roles.get(point.key, pb.METRIC_ROLE_OTHER)
    assert sorted(steps) == list(range(1, len(steps) + 1))
    with_both = [values for values in steps.values() if "incumbent" in values and "bound" in values]
    assert with_both
    assert all(values["gap"] == gap(values["incumbent"], values["bound"]) for values in with_both)
    assert all("gap" not in values for values in steps.values() if "incumbent" not in values or "bound" not in values)
    # The last one may differ in its last digits: HiGHS computes it anew.
    incumbents = solved.values("incumbent")
    assert all(after <= before + 1e-6 * abs(before) for before, after in itertools.pairwise(incumbents))


def test_a_point_is_there_at_least_once_a_second_and_the_time_limit_is_kept(solve: Solve) -> None:
    solved = solve(Highs(), market_split(), "mps", parameters={"time_limit_seconds": 4})
    assert (solved.outcome, solved.solve["limit"]) == ("feasible", "time")
    assert 3.5 <= solved.solve["seconds"] <= 8
    assert solved.solve["gap"] > 0
    times = sorted({point.time.ToNanoseconds() / 1e9 for point in solved.run.points()})
    assert max(after - before for before, after in itertools.pairwise(times)) < 2
    assert times[-1] - times[0] > 2.5
    assert 0 < solved.solve["primalIntegral"] <= solved.solve["seconds"]
    last = json.loads(solved.run.artifact([name for name in solved.names if name.startswith("incumbent-")][-1]))
    assert last["objective"] == pytest.approx(solved.solution["objective"])
    assert last["variables"] == pytest.approx(solved.solution["variables"], abs=1e-5)


def test_the_chart_holds_what_the_callbacks_said_to_the_last_digit(solve: Solve, tmp_path: Path) -> None:
    path = shared("p0548.mps")
    if path is None:
        path = tmp_path / "split.mps"
        path.write_text(market_split(2, 20), encoding="utf-8")
    task = Task(solver="highs", folder=str(tmp_path), model=str(path), format="mps", threads=1)
    task.write(tmp_path / "task.json")
    recorded = in_a_process(RECORDED, str(tmp_path / "task.json"))
    for key in ("incumbent", "bound"):
        said = changes(value for name, value in recorded["said"] if name == key)
        reported = changes(report[key] for report in recorded["reports"])
        assert said
        assert reported[: len(said)] == said
        # At the end, HiGHS may state another value than before.
        assert len(reported) <= len(said) + 1
    # One thread takes the same path again, this time through everything to the points of the run.
    solved = solve(Highs(), path.read_bytes(), "mps", parameters={"threads": 1})
    assert solved.values("incumbent") == changes(report["incumbent"] for report in recorded["reports"])


# -- limits, stop, warm start


def test_a_gap_limit_ends_the_search_and_is_told(solve: Solve) -> None:
    path = shared("p0548.mps")
    content = INTEGER if path is None else path.read_text(encoding="utf-8")
    solved = solve(Highs(), content, "mps", parameters={"gap_limit": 0.2})
    assert solved.solve["gap"] <= 0.2
    proven = solved.solve["gap"] <= 1e-6
    assert (solved.outcome, solved.solve["limit"]) == (("optimal", None) if proven else ("feasible", "gap"))


def test_a_graceful_stop_keeps_the_best(solve: Solve, caplog: pytest.LogCaptureFixture) -> None:
    solved = solve(Highs(), market_split(), "mps", stop_at="incumbent")
    assert solved.outcome == "stopped"
    assert solved.run.context.stopped_early
    assert solved.solve["seconds"] < 10
    assert solved.solution["objective"] == solved.solve["objective"] == pytest.approx(solved.values("incumbent")[-1])
    assert solved.solution["variables"]
    assert "does not listen" not in caplog.text


def test_a_warm_start_begins_where_the_other_ended(solve: Solve, caplog: pytest.LogCaptureFixture) -> None:
    first = solve(Highs(), market_split(), "mps", parameters={"time_limit_seconds": 3})
    caplog.set_level(logging.INFO)
    second = solve(
        Highs(), market_split(), "mps", parameters={"time_limit_seconds": 3, "seed": 5}, warm_start=first.solution
    )
    assert second.values("incumbent")[0] <= first.solve["objective"] + 1e-6
    assert second.solve["objective"] <= first.solve["objective"] + 1e-6
    assert f"warm start: {len(first.solution['variables'])} values from a stored solution" in caplog.text


def test_a_warm_start_of_another_model_is_not_used(solve: Solve, caplog: pytest.LogCaptureFixture) -> None:
    solved = solve(Highs(), INTEGER, "mps", warm_start={"variables": {"p": 1, "q": 2}})
    assert solved.outcome == "optimal"
    assert "warm start: not used, because no variable of the stored solution is in this model" in caplog.text


def test_a_linear_model_does_not_start_from_a_solution(solve: Solve, caplog: pytest.LogCaptureFixture) -> None:
    solved = solve(Highs(), LINEAR, "mps", warm_start={"variables": {"x": 1}})
    assert solved.outcome == "optimal"
    assert "warm start: not used, because a model without integer variables starts from a basis" in caplog.text


def test_the_memory_limit_ends_the_solver_and_not_the_run(solve: Solve, caplog: pytest.LogCaptureFixture) -> None:
    solved = solve(Highs(), dense(700, 700), "mps", parameters={"memory_limit_mb": 4, "threads": 1})
    assert (solved.outcome, solved.solve["limit"]) == ("no_solution", "memory")
    assert "the solver reached its memory limit of 4 MiB" in caplog.text


def test_a_memory_limit_that_is_enough_changes_nothing(solve: Solve) -> None:
    solved = solve(Highs(), INTEGER, "mps", parameters={"memory_limit_mb": 1024, "threads": 2})
    assert solved.outcome == "optimal"
    assert solved.result.summary["objective"] == pytest.approx(13)
