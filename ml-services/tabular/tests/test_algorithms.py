"""Every algorithm on every task: metrics, artifacts, and the stored model against the training process."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from signalbox_ml import Algorithm, Dataset, InvalidRequest, RunStopped, discover
from signalbox_ml.testing import LocalRun
from signalbox_tabular import algorithms, model
from signalbox_tabular.online import OnlinePredictor
from signalbox_tabular.table_algorithm import TableAlgorithm
from tables import mixed

MakeRun = Callable[[], LocalRun]
ALL = {each.name: each for each in discover(algorithms)}
QUICK = {
    "lightgbm": '{"n_estimators": 30}',
    "hist_gradient_boosting": '{"max_iter": 15, "learning_rate": 0.2}',
    "random_forest": '{"n_estimators": 20}',
    "mlp": '{"epochs": 12, "hidden_units": 16, "learning_rate": 0.02}',
}
TARGETS = [("classification", "two"), ("classification", "three"), ("regression", "value")]
CASES = [
    pytest.param(name, task, target, id=f"{name}-{target}")
    for name, algorithm in ALL.items()
    for task, target in TARGETS
    if task in algorithm.tasks
]
CURVES = {
    "lightgbm": {"classification": ("log_loss", "iteration"), "regression": ("rmse", "iteration")},
    "hist_gradient_boosting": {"classification": ("log_loss", "iteration"), "regression": ("rmse", "iteration")},
    "mlp": {"classification": ("log_loss", "epoch"), "regression": ("rmse", "epoch")},
}


def make(name: str) -> Algorithm:
    return ALL[name]()


def stored(run: LocalRun, folder: Path) -> Path:
    path = folder / "stored.zip"
    path.write_bytes(run.artifact("model.zip"))
    return path


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_the_seven_algorithms_are_offered() -> None:
    assert sorted(ALL) == [
        "elastic_net",
        "hist_gradient_boosting",
        "lightgbm",
        "logistic_regression",
        "mlp",
        "random_forest",
        "ridge",
    ]


@pytest.mark.parametrize("name", ALL)
def test_every_parameter_and_metric_is_described(name: str) -> None:
    algorithm = ALL[name]
    assert issubclass(algorithm, TableAlgorithm)
    assert list(algorithm.kinds) == ["training", "prediction"]
    for parameter in algorithm.parameters.values():
        schema = parameter.schema()
        assert schema["title"]
        assert schema["description"].endswith(".")
        assert "default" in schema
    keys = [(metric.key, metric.task) for metric in algorithm.metrics]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("name", "task", "target"), CASES)
def test_a_stored_model_answers_like_the_training_process(
    local_run: MakeRun, tmp_path: Path, name: str, task: str, target: str
) -> None:
    run, data = local_run(), mixed(tmp_path, task, target)
    result = run.train(make(name), data, QUICK.get(name, "{}"))

    expected = (
        {"rmse", "mae", "r2"}
        if task == "regression"
        else {"roc_auc", "log_loss", "f1", "accuracy", "balanced_accuracy"}
    )
    assert expected <= set(result.summary)
    assert ("average_precision" in result.summary) == (target == "two")
    assert result.summary["r2" if task == "regression" else "roc_auc"] > 0.55
    assert result.summary["rows_trained"] + result.summary["rows_held_out"] == 240
    declared = {metric.key for metric in ALL[name].metrics}
    assert set(result.summary) <= declared
    assert {p.key for e in run.events for p in e.metrics.points} <= declared

    loaded = model.load(stored(run, tmp_path))
    held = rows_of(run.artifact("held-out-predictions.csv"))
    assert len(held) == result.summary["rows_held_out"]
    table = data.table(None, loaded.inputs | dict.fromkeys(data.types().keys() - loaded.inputs.keys(), "string"))
    rows = table.take(pa.array([int(row["row"]) for row in held]))
    scores = loaded.scores(rows)
    if task == "classification":
        kept = np.array([[float(row[f"probability_{label}"]) for label in loaded.classes] for row in held])
        assert [row["prediction"] for row in held] == loaded.labels(scores)
    else:
        kept = np.array([float(row["prediction"]) for row in held])
    assert np.array_equal(kept, scores)

    # One row at a time through the online path: the same bits again.
    columns = list(loaded.inputs)
    for position in range(3):
        row = rows.select(columns).slice(position, 1).to_pylist()[0]
        sent = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()}
        answer = OnlinePredictor().predict("m", "0" * 64, lambda: stored(run, tmp_path), [sent])[0]
        if task == "classification":
            assert list(answer["probabilities"].values()) == list(scores[position])
        else:
            assert answer["prediction"] == scores[position]


@pytest.mark.parametrize(("name", "task", "target"), [case for case in CASES if case.values[0] in CURVES])
def test_the_loss_on_training_and_watched_rows_moves_step_by_step(
    local_run: MakeRun, tmp_path: Path, name: str, task: str, target: str
) -> None:
    run = local_run()
    run.train(make(name), mixed(tmp_path, task, target), QUICK[name])
    key, unit = CURVES[name][task]
    for part in ("train", "valid"):
        steps = run.curve(f"{part}/{key}")
        assert [step for step, _ in steps] == list(range(1, len(steps) + 1))
        assert len(steps) >= 10
        assert min(value for _, value in steps[1:]) < steps[0][1]
    done = [p for p in run.progress() if p.unit == unit]
    assert done


def test_a_forest_reports_its_trees(local_run: MakeRun, tmp_path: Path) -> None:
    run = local_run()
    run.train(make("random_forest"), mixed(tmp_path, "classification", "two"), '{"n_estimators": 40}')
    assert [step for step, _ in run.curve("oob/accuracy")][-1] == 40
    assert len(run.curve("oob/accuracy")) == 20


@pytest.mark.parametrize("name", ["lightgbm", "hist_gradient_boosting", "mlp"])
def test_early_stopping_ends_before_the_last_iteration(local_run: MakeRun, tmp_path: Path, name: str) -> None:
    parameter = {"lightgbm": "n_estimators", "hist_gradient_boosting": "max_iter", "mlp": "epochs"}[name]
    run = local_run()
    parameters = json.dumps(
        {parameter: 1500, "learning_rate": 0.3 if name != "mlp" else 0.05, "early_stopping_rounds": 5}
    )
    run.train(make(name), mixed(tmp_path, "regression", "value"), parameters)
    assert len(run.curve("valid/rmse")) < 500


@pytest.mark.parametrize("name", ["lightgbm", "random_forest", "mlp"])
def test_the_same_seed_gives_the_same_bytes(local_run: MakeRun, tmp_path: Path, name: str) -> None:
    runs = []
    for _ in range(2):
        run = local_run()
        run.train(make(name), mixed(tmp_path, "classification", "three"), QUICK[name])
        runs.append(run)
    assert runs[0].artifact("held-out-predictions.csv") == runs[1].artifact("held-out-predictions.csv")
    assert runs[0].artifact("permutation-importance.json") == runs[1].artifact("permutation-importance.json")


def test_k_fold_reports_each_fold_and_refits_on_all_rows(local_run: MakeRun, tmp_path: Path) -> None:
    run = local_run()
    data = mixed(tmp_path, "classification", "three", method="kfold", folds=4)
    result = run.train(make("lightgbm"), data, QUICK["lightgbm"])
    each = run.curve("fold/roc_auc")
    assert [step for step, _ in each] == [1, 2, 3, 4]
    values = [value for _, value in each]
    assert result.summary["roc_auc"] == result.summary["roc_auc_mean"] == pytest.approx(np.mean(values))
    assert result.summary["roc_auc_std"] == pytest.approx(np.std(values))
    assert result.summary["rows_trained"] == 240
    held = rows_of(run.artifact("held-out-predictions.csv"))
    assert sorted(int(row["row"]) for row in held) == list(range(240))
    assert {row["fold"] for row in held} == {"1", "2", "3", "4"}


@pytest.mark.parametrize("name", ["lightgbm", "hist_gradient_boosting", "random_forest", "mlp"])
def test_a_graceful_stop_keeps_the_iterations_so_far(local_run: MakeRun, tmp_path: Path, name: str) -> None:
    run = local_run()
    run.stop_at_iteration = 2
    parameter = {"lightgbm": "n_estimators", "hist_gradient_boosting": "max_iter", "mlp": "epochs"}.get(
        name, "n_estimators"
    )
    data = mixed(tmp_path, "regression", "value")
    # LightGBM needs a few milliseconds for many iterations, so that it may be far when the stop arrives.
    result = run.train(
        make(name),
        data,
        json.dumps({parameter: 2000, "early_stopping_rounds": 0} if name != "random_forest" else {parameter: 2000}),
    )
    assert run.context.stopped_early
    assert result.model is not None
    assert "rmse" in result.summary
    assert model.load(stored(run, tmp_path)).inputs


def test_a_stop_before_the_first_iteration_leaves_nothing(local_run: MakeRun, tmp_path: Path) -> None:
    run = local_run()
    run.context.request_stop()
    with pytest.raises(RunStopped):
        run.train(make("lightgbm"), mixed(tmp_path, "regression", "value"))


def test_the_evaluation_artifacts_have_their_documented_shape(local_run: MakeRun, tmp_path: Path) -> None:
    run = local_run()
    run.train(make("logistic_regression"), mixed(tmp_path, "classification", "three"))
    confusion = json.loads(run.artifact("confusion-matrix.json"))
    assert confusion["classes"] == ["a", "b", "c"]
    assert np.sum(confusion["matrix"]) == 60
    roc = json.loads(run.artifact("roc-curve.json"))
    assert [curve["class"] for curve in roc["curves"]] == ["a", "b", "c"]
    for curve in roc["curves"]:
        assert len(curve["fpr"]) == len(curve["tpr"]) == len(curve["threshold"]) <= 500
        assert (curve["fpr"][0], curve["tpr"][-1]) == (0, 1)
    pr = json.loads(run.artifact("pr-curve.json"))
    assert set(pr["curves"][0]) == {
        "class",
        "average_precision",
        "average_precision_interval",
        "precision",
        "recall",
        "threshold",
    }
    importance = json.loads(run.artifact("permutation-importance.json"))
    assert importance["metric"] == "roc_auc"
    assert importance["complete"] is True
    assert {feature["name"] for feature in importance["features"]} == {"amount", "count", "member", "opened", "city"}
    means = [feature["mean"] for feature in importance["features"]]
    assert means == sorted(means, reverse=True)
    assert importance["features"][0]["name"] in ("amount", "count", "member")


def test_residuals_have_their_documented_shape(local_run: MakeRun, tmp_path: Path) -> None:
    run = local_run()
    run.train(make("ridge"), mixed(tmp_path, "regression", "value"))
    residuals = json.loads(run.artifact("residuals.json"))
    assert set(residuals["points"][0]) == {"actual", "predicted"}
    histogram = residuals["histogram"]
    assert len(histogram["edges"]) == len(histogram["counts"]) + 1
    assert sum(histogram["counts"]) == len(residuals["points"]) == 60


def test_the_signature_fits_the_contract(local_run: MakeRun, tmp_path: Path) -> None:
    run = local_run()
    result = run.train(make("lightgbm"), mixed(tmp_path, "classification", "two"), QUICK["lightgbm"])
    assert result.model is not None
    signature = result.model.signature
    assert (signature["task"], signature["target"]) == ("classification", "two")
    assert signature["output"] == {"type": "string", "classes": ["no", "yes"]}
    inputs = {entry["name"]: entry for entry in signature["inputs"]}
    # Empty, constant and always different columns tell nothing, so nobody has to give them.
    assert set(inputs) == {"amount", "count", "member", "opened", "city"}
    assert set(inputs["city"]["categories"]) == {"Bern", "Genève", "Zürich", "Chur, GR"}
    assert (inputs["count"]["minimum"], inputs["count"]["maximum"]) == (0, 8)
    assert all(entry["required"] and "example" in entry for entry in inputs.values())
    example = {name: entry["example"] for name, entry in inputs.items()}
    answer = OnlinePredictor().predict("m", "1" * 64, lambda: stored(run, tmp_path), [example])[0]
    assert answer["prediction"] in ("yes", "no")
    assert sum(answer["probabilities"].values()) == pytest.approx(1)


def test_balanced_weights_find_more_of_a_rare_class(local_run: MakeRun, tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    x = random.normal(size=600)
    y = (x + random.normal(size=600) > 2).astype(int)
    content = "x,y\n" + "".join(f"{a},{b}\n" for a, b in zip(x, y, strict=True))
    path = tmp_path / "rare.csv"
    path.write_text(content)
    from tables import small

    found = {}
    for weight in ("none", "balanced"):
        data: Dataset = small(tmp_path, content)
        found[weight] = local_run().train(make("logistic_regression"), data, json.dumps({"class_weight": weight}))
    assert found["balanced"].summary["balanced_accuracy"] > found["none"].summary["balanced_accuracy"]


def test_online_rows_are_refused_by_column(local_run: MakeRun, tmp_path: Path) -> None:
    run = local_run()
    run.train(make("ridge"), mixed(tmp_path, "regression", "value"))
    predictor = OnlinePredictor()
    good = {"amount": 1.5, "count": 2, "member": None, "opened": "2024-01-01", "city": "nowhere"}

    def ask(**changes: object) -> object:
        rows = [{**good, **changes}]
        return predictor.predict("m", "2" * 64, lambda: stored(run, tmp_path), rows)

    assert ask()
    for column, value in [
        ("amount", "1.5"),
        ("amount", True),
        ("amount", float("nan")),
        ("amount", 10**400),
        ("count", 1.5),
        ("member", "yes"),
        ("opened", "soon"),
        ("opened", 5),
        ("city", 7),
    ]:
        with pytest.raises(InvalidRequest, match=f"The column {column} in row 1"):
            ask(**{column: value})
    with pytest.raises(InvalidRequest, match="The column city is missing"):
        predictor.predict(
            "m", "2" * 64, lambda: stored(run, tmp_path), [{k: v for k, v in good.items() if k != "city"}]
        )


def test_excluded_columns_do_not_reach_the_model(local_run: MakeRun, tmp_path: Path) -> None:
    run = local_run()
    data = mixed(tmp_path, "regression", "value")
    run.train(make("ridge"), replace(data, excluded_columns=[*data.excluded_columns, "amount", "city"]))
    assert set(model.load(stored(run, tmp_path)).inputs) == {"count", "member", "opened"}
