"""CP-SAT from models, integer MPS and templates to outcomes, each solve in a real process."""

from __future__ import annotations

import base64
import copy
import gzip
import itertools
import json
import logging
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from instances import (
    CP_SAT_MODEL,
    FT06,
    FT10,
    INTEGER,
    LINEAR,
    QUADRATIC,
    Solve,
    changes,
    collected,
    in_a_process,
    job_shop,
    market_split,
)
from signalbox_ml import ProgramError
from signalbox_solving.algorithms.cp_sat import CpSat
from signalbox_solving.algorithms.job_shop import JobShop
from signalbox_solving.measures import gap
from signalbox_solving.task import Task

JSON_MODEL = json.dumps(CP_SAT_MODEL)
# The message of a model in JSON, as base64 of its binary form.
BINARY = """
import base64, json, sys
from google.protobuf import json_format
from ortools.sat import cp_model_pb2
message = json_format.Parse(sys.argv[1], cp_model_pb2.CpModelProto())
print(json.dumps(base64.b64encode(message.SerializeToString()).decode()))
"""
# Solves a task in the engine, and writes down what CP-SAT says to its two callbacks.
RECORDED = """
import json, os, sys, threading
from pathlib import Path
from signalbox_solving.engine import cp_sat as engine
from signalbox_solving.engine.channel import Channel, Control
from signalbox_solving.task import Task

said = []

class Solver(engine.cp_model.CpSolver):
    def __setattr__(self, name, value):
        if name == "best_bound_callback" and value is not None:
            hear = value
            value = lambda bound: said.append(["bound", bound]) or hear(bound)
        super().__setattr__(name, value)

class OnSolution(engine._OnSolution):
    def on_solution_callback(self):
        said.append(["incumbent", self.objective_value])
        said.append(["bound", self.best_objective_bound])
        super().on_solution_callback()

engine.cp_model.CpSolver = Solver
engine._OnSolution = OnSolution
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


def model(**changed: Any) -> str:
    """The small model as JSON, with other members."""
    return json.dumps({**copy.deepcopy(CP_SAT_MODEL), **changed})


def binary(text: str) -> bytes:
    return base64.b64decode(in_a_process(BINARY, text))


def data_of(text: str) -> dict[str, str]:
    return {"data": json.dumps(job_shop(text))}


# -- models


@pytest.mark.parametrize("form", ["json", "json gz", "binary", "binary gz"])
def test_a_model_is_read_in_every_form(solve: Solve, form: str) -> None:
    content = binary(JSON_MODEL) if form.startswith("binary") else JSON_MODEL.encode()
    solved = solve(CpSat(), gzip.compress(content) if form.endswith("gz") else content, "cpsat")
    assert (solved.outcome, solved.result.summary["objective"]) == ("optimal", 5)
    assert solved.solution == {"objective": 5, "variables": {"x": 1, "y": 2}}
    statistics = solved.statistics
    assert (statistics["name"], statistics["sense"]) == ("small", "maximize")
    assert statistics["variables"] == {"continuous": 0, "integer": 2, "binary": 0}
    assert (statistics["constraints"], statistics["nonzeros"], statistics["kinds"]) == (1, 2, {"linear": 1})
    assert solved.solve["solver"]["name"] == "CP-SAT"
    assert solved.solve["solver"]["version"].startswith("9.")


def test_a_model_without_an_objective_is_solved_by_any_solution(solve: Solve) -> None:
    solved = solve(CpSat(), model(objective=None), "cpsat")
    assert (solved.outcome, solved.solve["sense"], solved.solve["objective"]) == ("optimal", None, None)
    assert solved.solution["objective"] is None
    assert "objective" not in solved.result.summary
    assert [name for name in solved.names if name.startswith("incumbent-")]


def test_a_model_with_contradictions_is_infeasible(solve: Solve) -> None:
    both = [{"linear": {"vars": [0], "coeffs": ["1"], "domain": domain}} for domain in (["0", "0"], ["1", "2"])]
    solved = solve(CpSat(), model(constraints=both), "cpsat")
    assert (solved.outcome, solved.solve["bound"]) == ("infeasible", None)
    assert "solution.json" not in solved.names


def test_integer_mps_is_solved_exactly(solve: Solve) -> None:
    solved = solve(CpSat(), INTEGER, "mps")
    assert (solved.outcome, solved.result.summary["objective"]) == ("optimal", 13)
    assert solved.solution["variables"] == {"a": 2, "c": 1}
    assert (solved.statistics["name"], solved.statistics["sense"]) == ("chairs", "maximize")


def test_coefficients_and_constants_of_an_mps_are_exact(solve: Solve) -> None:
    # max 0.1a + 0.25b + 7, 0.5a + 0.75b ≤ 1.6, integers to 3: 7.5 at (0, 2).
    text = (
        "NAME fine\nOBJSENSE MAX\nROWS\n N c\n L r\nCOLUMNS\n m 'MARKER' 'INTORG'\n a c 0.1 r 0.5\n b c 0.25 r 0.75\n"
        " m 'MARKER' 'INTEND'\nRHS\n s c -7 r 1.6\nBOUNDS\n UP d a 3\n UP d b 3\nENDATA\n"
    )
    solved = solve(CpSat(), text, "mps")
    assert solved.outcome == "optimal"
    assert solved.result.summary["objective"] == pytest.approx(7.5, rel=1e-12)
    assert solved.solution["variables"] == {"b": 2}


def test_ranges_and_equalities_of_an_mps_mean_what_they_say(solve: Solve) -> None:
    # min a + b, 3 ≤ a + b ≤ 5, a - b = 1, integers to 9: a + b is odd, so 3 at (2, 1).
    text = (
        "NAME sides\nROWS\n N c\n L sum\n E one\nCOLUMNS\n m 'MARKER' 'INTORG'\n a c 1 sum 1\n a one 1\n b c 1 sum 1\n"
        " b one -1\n m 'MARKER' 'INTEND'\nRHS\n s sum 5 one 1\nRANGES\n r sum 2\nBOUNDS\n UP d a 9\n UP d b 9\nENDATA\n"
    )
    solved = solve(CpSat(), text, "mps")
    assert (solved.outcome, solved.result.summary["objective"]) == ("optimal", 3)
    assert solved.solution["variables"] == {"a": 2, "b": 1}


def test_a_binary_mps_model_is_bounded_around_its_known_optimum(solve: Solve) -> None:
    path = collected("p0548.mps")
    solved = solve(CpSat(), path.read_bytes(), "mps", parameters={"time_limit_seconds": 10})
    assert solved.result.summary["bound"] <= 8691 <= solved.result.summary["objective"]
    assert (solved.outcome == "optimal") == (solved.result.summary["objective"] == solved.result.summary["bound"])


# -- bad input


@pytest.mark.parametrize(
    ("content", "file_format", "code", "message"),
    [
        ("", "cpsat", "instance.empty", "The instance is an empty file."),
        ("{}", "cpsat", "instance.empty", "The model has no variables."),
        ('{\n "variables": [\n', "cpsat", "instance.malformed", "The CP-SAT model cannot be read: "),
        (model(variables=3), "cpsat", "instance.malformed", "The CP-SAT model cannot be read: "),
        (model(nonsense=1), "cpsat", "instance.malformed", "The CP-SAT model cannot be read: "),
        ("\x00\x01garbage", "cpsat", "instance.malformed", "The file is neither a CP-SAT model in JSON nor"),
        (
            model(objective=None, floatingPointObjective={"vars": [0], "coeffs": ["NaN"]}),
            "cpsat",
            "instance.malformed",
            "The model holds NaN: a number of the objective.",
        ),
        (
            model(objective={"vars": [9], "coeffs": ["1"]}),
            "cpsat",
            "instance.malformed",
            "CP-SAT does not take the model: ",
        ),
        (LINEAR, "mps", "instance.not_supported", "CP-SAT takes integer variables only, but x is continuous; HiGHS"),
        (QUADRATIC, "mps", "instance.not_supported", "CP-SAT takes no quadratic objective; HiGHS does."),
        (
            INTEGER.replace(" UP bnd b 9\n", " PL bnd b\n"),
            "mps",
            "instance.not_supported",
            "CP-SAT needs bounds, but b has no upper one; HiGHS takes it.",
        ),
        (INTEGER.replace("wood 5", "wood x5"), "mps", "instance.malformed", "The MPS file is malformed. Line 18: "),
    ],
    ids=[
        "empty file",
        "no variables",
        "cut off",
        "wrong type",
        "unknown member",
        "garbage",
        "nan",
        "no such variable",
        "continuous",
        "quadratic",
        "no bound",
        "malformed mps",
    ],
)
def test_bad_input_fails_in_words(solve: Solve, content: str, file_format: str, code: str, message: str) -> None:
    with pytest.raises(ProgramError) as caught:
        solve(CpSat(), content, file_format)
    assert caught.value.code == code
    assert str(caught.value).startswith(message)


def test_json_that_is_cut_off_is_named_with_its_line(solve: Solve) -> None:
    with pytest.raises(ProgramError) as caught:
        solve(CpSat(), '{\n "variables": [\n  {"name": x}\n]}', "cpsat")
    assert "line 3" in str(caught.value)


# -- job shops of the literature


def test_ft06(solve: Solve) -> None:
    solved = solve(JobShop(), parameters=data_of(FT06))
    assert (solved.outcome, solved.result.summary["objective"], solved.solve["bound"]) == ("optimal", 55, 55)
    assert solved.solution["plan"]["makespan"] == 55


@pytest.mark.timeout(300)
def test_ft10(solve: Solve) -> None:
    solved = solve(JobShop(), parameters={**data_of(FT10), "threads": 8, "time_limit_seconds": 240})
    assert (solved.outcome, solved.result.summary["objective"], solved.solve["bound"]) == ("optimal", 930, 930)


# -- live values


def test_points_are_steps_of_reports_with_our_gap(solve: Solve) -> None:
    solved = solve(JobShop(), parameters={**data_of(FT10), "time_limit_seconds": 4, "threads": 2})
    steps: dict[int, dict[str, float]] = defaultdict(dict)
    for point in solved.run.points():
        steps[point.step][point.key] = point.value
    assert sorted(steps) == list(range(1, len(steps) + 1))
    with_both = [values for values in steps.values() if "incumbent" in values and "bound" in values]
    assert len(with_both) > 3
    assert all(values["gap"] == gap(values["incumbent"], values["bound"]) for values in with_both)
    incumbents, bounds = solved.values("incumbent"), solved.values("bound")
    assert incumbents == sorted(incumbents, reverse=True)
    assert bounds == sorted(bounds)
    times = sorted({point.time.ToNanoseconds() / 1e9 for point in solved.run.points()})
    assert max(after - before for before, after in itertools.pairwise(times)) < 2
    if solved.outcome == "feasible":
        assert (solved.solve["limit"], solved.solve["gap"] > 0) == ("time", True)
        assert 3.5 <= solved.solve["seconds"] <= 8


def test_the_chart_holds_what_the_callbacks_said_to_the_last_digit(solve: Solve, tmp_path: Path) -> None:
    data = json.dumps(job_shop(FT06))
    task = Task(solver="cp_sat", folder=str(tmp_path), template="job_shop", data=data, threads=1)
    task.write(tmp_path / "task.json")
    recorded = in_a_process(RECORDED, str(tmp_path / "task.json"))
    for key in ("incumbent", "bound"):
        said = changes(value for name, value in recorded["said"] if name == key)
        reported = changes(report[key] for report in recorded["reports"])
        assert said
        assert reported[: len(said)] == said
        assert len(reported) <= len(said) + 1
    # One worker takes the same path again, this time through everything to the points of the run.
    solved = solve(JobShop(), parameters={"data": data, "threads": 1})
    assert solved.values("incumbent") == changes(report["incumbent"] for report in recorded["reports"])


def test_the_log_is_that_of_the_solver_line_by_line(solve: Solve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    solve(CpSat(), JSON_MODEL, "cpsat")
    lines = [record.getMessage() for record in caplog.records if record.name == "cp_sat"]
    assert any(line.startswith("Starting CP-SAT solver") for line in lines)
    assert any(line.startswith("CpSolverResponse") for line in lines)
    assert all("\n" not in line for line in lines)


# -- limits, stop, warm start


def test_a_gap_limit_ends_the_search_and_is_told(solve: Solve) -> None:
    solved = solve(JobShop(), parameters={**data_of(FT10), "gap_limit": 0.3, "threads": 2, "time_limit_seconds": 50})
    assert solved.solve["gap"] <= 0.3
    proven = solved.solve["gap"] <= 1e-6
    assert (solved.outcome, solved.solve["limit"]) == (("optimal", None) if proven else ("feasible", "gap"))


def test_a_graceful_stop_keeps_the_best(solve: Solve, caplog: pytest.LogCaptureFixture) -> None:
    solved = solve(CpSat(), market_split(), "mps", stop_at="incumbent", parameters={"threads": 2})
    assert solved.outcome == "stopped"
    assert solved.run.context.stopped_early
    assert solved.solve["seconds"] < 10
    assert solved.solution["objective"] == solved.solve["objective"] == solved.values("incumbent")[-1]
    assert "does not listen" not in caplog.text


def test_a_warm_start_begins_where_the_other_ended(solve: Solve, caplog: pytest.LogCaptureFixture) -> None:
    first = solve(JobShop(), parameters=data_of(FT06))
    assert first.solution["objective"] == 55
    caplog.set_level(logging.INFO)
    second = solve(JobShop(), parameters={**data_of(FT06), "threads": 1, "seed": 7}, warm_start=first.solution)
    assert (second.outcome, second.values("incumbent")) == ("optimal", [55])
    assert f"warm start: {len(first.solution['variables'])} values from a stored solution" in caplog.text


def test_a_warm_start_of_another_model_is_not_used(solve: Solve, caplog: pytest.LogCaptureFixture) -> None:
    solved = solve(CpSat(), JSON_MODEL, "cpsat", warm_start={"variables": {"p": 1}})
    assert (solved.outcome, solved.result.summary["objective"]) == ("optimal", 5)
    assert "warm start: not used, because no variable of the stored solution is in this model" in caplog.text


def test_the_memory_limit_ends_the_solver_and_not_the_run(solve: Solve) -> None:
    tight = {**data_of(FT10), "memory_limit_mb": 8, "threads": 8, "time_limit_seconds": 40}
    solved = solve(JobShop(), parameters=tight)
    assert solved.outcome in ("feasible", "no_solution")
    assert solved.solve["limit"] == "memory"


def test_a_memory_limit_that_is_enough_changes_nothing(solve: Solve) -> None:
    solved = solve(JobShop(), parameters={**data_of(FT06), "memory_limit_mb": 4096, "threads": 2})
    assert (solved.outcome, solved.result.summary["objective"]) == ("optimal", 55)
