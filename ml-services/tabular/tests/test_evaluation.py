"""The evaluation artifacts against known answers and against scikit-learn."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from signalbox_ml.testing import LocalRun
from signalbox_tabular import diagnostics, evaluation
from signalbox_tabular.algorithms.logistic_regression import LogisticRegression
from signalbox_tabular.algorithms.random_forest import RandomForest
from signalbox_tabular.algorithms.ridge import Ridge
from sklearn import metrics
from sklearn.calibration import calibration_curve
from tables import mixed

MakeRun = Callable[[], LocalRun]
SCHEMA = json.loads((Path(__file__).resolve().parents[3] / "contracts/evaluation.schema.json").read_text())


def scored(rows: int = 400, seed: int = 5) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Two classes with scores on a coarse grid, so that many are equal and some lie exactly on a cut."""
    random = np.random.default_rng(seed)
    actual = (random.random(rows) < 0.3).astype(np.int64)
    score = np.clip(np.round(random.normal(0.35 + 0.3 * actual, 0.2) * 20) / 20, 0, 1)
    return actual, np.column_stack([1 - score, score])


def fits(name: str, value: Any) -> None:
    """Checks the keywords that the schema uses."""

    def check(schema: Any, value: Any, path: str) -> None:
        if "$ref" in schema:
            check(SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], value, path)
            return
        kinds = {
            "object": dict,
            "array": list,
            "string": str,
            "integer": int,
            "boolean": bool,
            "number": (int, float),
            "null": type(None),
        }
        if "type" in schema:
            wanted = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
            assert any(isinstance(value, kinds[each]) for each in wanted), (path, value)  # type: ignore[arg-type]
        assert value == schema.get("const", value), path
        assert value in schema.get("enum", [value]), path
        for key in schema.get("required", []):
            assert key in value, (path, key)
        if isinstance(value, dict):
            assert set(value) <= set(schema.get("properties", value)) or "additionalProperties" in schema, (path, value)
            for key, entry in value.items():
                check(schema.get("properties", {}).get(key, {}), entry, f"{path}.{key}")
        if isinstance(value, list):
            assert len(value) <= schema.get("maxItems", len(value)), path
            for position, entry in enumerate(value):
                check(schema.get("items", {}), entry, f"{path}[{position}]")

    check(SCHEMA["$defs"][name], value, name)


CLASSIFICATION = (
    "confusion-matrix.json",
    "roc-curve.json",
    "pr-curve.json",
    "thresholds.json",
    "calibration.json",
    "class-report.json",
    "slices.json",
    "permutation-importance.json",
)


@pytest.mark.parametrize("target", ["two", "three"])
def test_every_artifact_of_a_classification_fits_its_schema(local_run: MakeRun, tmp_path: Path, target: str) -> None:
    run = local_run()
    run.train(LogisticRegression(), mixed(tmp_path, "classification", target))
    for name in CLASSIFICATION:
        fits(name, json.loads(run.artifact(name)))


def test_every_artifact_of_a_regression_fits_its_schema(local_run: MakeRun, tmp_path: Path) -> None:
    run = local_run()
    run.train(Ridge(), mixed(tmp_path, "regression", "value"))
    for name in ("residuals.json", "slices.json", "permutation-importance.json"):
        fits(name, json.loads(run.artifact(name)))


@pytest.mark.parametrize("method", ["holdout", "kfold"])
def test_the_rows_of_a_cell_are_as_many_as_it_says(local_run: MakeRun, tmp_path: Path, method: str) -> None:
    run = local_run()
    run.train(RandomForest(), mixed(tmp_path, "classification", "two", method=method, folds=3), '{"n_estimators": 4}')
    matrix = json.loads(run.artifact("confusion-matrix.json"))
    cuts = json.loads(run.artifact("thresholds.json"))["classes"][0]
    rows = list(csv.DictReader(io.StringIO(run.artifact("held-out-predictions.csv").decode())))
    for a, actual in enumerate(matrix["classes"]):
        for p, predicted in enumerate(matrix["classes"]):
            found = [row for row in rows if row["actual"] == actual and row["prediction"] == predicted]
            assert len(found) == matrix["matrix"][a][p]
    for cut in (0, 125, 250, 500, 750, 1000):
        above = [row for row in rows if float(row["probability_yes"]) > cut / 1000]
        assert sum(row["actual"] == "yes" for row in above) == cuts["tp"][cut]
        assert sum(row["actual"] == "no" for row in above) == cuts["fp"][cut]
    # At one half the threshold says what the model says.
    assert [cuts["tp"][500], cuts["fp"][500]] == [matrix["matrix"][1][1], matrix["matrix"][0][1]]
    assert {"feature.amount", "feature.city", "feature.opened"} <= set(rows[0])


def test_no_row_goes_when_the_features_are_many() -> None:
    rows = list(range(6))
    table = pa.table({name: ["x" * 300] * 6 for name in "abcd"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation, "ROW_CELLS", 12)
        content = evaluation.held_out_predictions(rows, None, rows, rows, (), np.zeros(6), table)
    written = list(csv.DictReader(io.StringIO(content.decode())))
    assert len(written) == 6
    assert list(written[0]) == ["row", "actual", "prediction", "feature.a", "feature.b"]
    assert written[0]["feature.a"] == "x" * evaluation.ROW_TEXT


def test_the_counts_above_each_cut_are_those_of_the_roc_curve() -> None:
    actual, predicted = scored()
    cuts = diagnostics.thresholds(("no", "yes"), [1], actual, predicted)["classes"][0]
    fpr, tpr, points = metrics.roc_curve(actual, predicted[:, 1], drop_intermediate=False)
    for f, t, point in zip(fpr, tpr, points, strict=True):
        # The curve takes rows that lie on its threshold, ours those above the cut: just below, both are equal.
        cut = max(0, min(1000, int(np.ceil(min(point, 1.001) * 1000 - 1e-9)) - 1))
        if 0 < point <= 1:
            assert cuts["tp"][cut] / cuts["positives"] == pytest.approx(t)
            assert cuts["fp"][cut] / cuts["negatives"] == pytest.approx(f)


def test_the_class_report_is_that_of_scikit_learn() -> None:
    random = np.random.default_rng(1)
    actual = random.integers(0, 3, 200)
    predicted = random.dirichlet([1, 1, 1], 200)
    predicted[np.arange(200), actual] += 0.3
    names = ("a", "b", "c")
    ours = diagnostics.class_report(names, actual, predicted)
    theirs = metrics.classification_report(
        actual, np.argmax(predicted, axis=1), target_names=names, output_dict=True, zero_division=0.0
    )
    for row in ours["classes"]:
        for key, other in (("precision", "precision"), ("recall", "recall"), ("f1", "f1-score")):
            assert row[key] == pytest.approx(theirs[row["class"]][other])
    for ours_name, theirs_name in (("macro", "macro avg"), ("weighted", "weighted avg")):
        assert ours[ours_name]["f1"] == pytest.approx(theirs[theirs_name]["f1-score"])
        assert ours[ours_name]["recall"] == pytest.approx(theirs[theirs_name]["recall"])


def test_a_class_that_nothing_predicts_has_no_precision() -> None:
    actual = np.array([0, 0, 1])
    report = diagnostics.class_report(("a", "b", "c"), actual, np.array([[0.9, 0.1, 0.0]] * 3))
    assert report["classes"][1] == {
        "class": "b",
        "precision": None,
        "recall": 0.0,
        "f1": 0.0,
        "support": 1,
        "predicted": 0,
    }
    assert report["classes"][2]["f1"] is None


def test_the_calibration_is_that_of_scikit_learn() -> None:
    actual, predicted = scored()
    # Off the grid, because the two put a score that lies on the edge of a bin into different ones.
    score = np.clip(predicted[:, 1] * 0.97 + 0.011, 0, 1)
    ours = diagnostics.calibration(("no", "yes"), [1], actual, np.column_stack([1 - score, score]))["curves"][0]
    observed, mean = calibration_curve(actual, score, n_bins=diagnostics.CALIBRATION_BINS)
    assert ours["observed"] == pytest.approx(observed)
    assert ours["predicted"] == pytest.approx(mean)
    assert sum(ours["counts"]) == len(actual)
    assert ours["brier"] == pytest.approx(metrics.brier_score_loss(actual, score))


def test_the_intervals_hold_the_scores_and_narrow_with_more_rows() -> None:
    widths = []
    for rows in (200, 3200):
        actual, predicted = scored(rows)
        area, precision = diagnostics.intervals(actual == 1, predicted[:, 1], 0)
        assert area[0] < metrics.roc_auc_score(actual, predicted[:, 1]) < area[1]
        assert precision[0] < metrics.average_precision_score(actual, predicted[:, 1]) < precision[1]
        widths.append(area[1] - area[0])
    assert widths[1] < widths[0] / 2


def test_one_sample_of_the_interval_is_the_score_of_scikit_learn() -> None:
    actual, predicted = scored(150)
    score = predicted[:, 1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diagnostics, "BOOTSTRAP_REPEATS", 1)
        patch.setattr(diagnostics, "BOOTSTRAP_MIN_REPEATS", 1)
        area, precision = diagnostics.intervals(actual == 1, score, 9)
    order = np.argsort(-score, kind="stable")
    drawn = order[np.random.default_rng(9).integers(0, 150, 150)]
    assert area == pytest.approx([metrics.roc_auc_score(actual[drawn], score[drawn])] * 2)
    assert precision == pytest.approx([metrics.average_precision_score(actual[drawn], score[drawn])] * 2)


def test_normal_residuals_lie_on_the_line() -> None:
    residual = np.random.default_rng(2).normal(3, 7, 20_000)
    found = diagnostics.quantiles_against_normal(residual)
    assert len(found["sample"]) == diagnostics.QQ_POINTS
    middle = slice(10, -10)
    assert found["sample"][middle] == pytest.approx(found["theoretical"][middle], abs=0.06)
    assert diagnostics.quantiles_against_normal(np.zeros(5)) == {"theoretical": [], "sample": []}


def test_a_density_counts_every_row_once() -> None:
    random = np.random.default_rng(3)
    made = evaluation.residuals(random.normal(size=6000), random.normal(size=6000), 0)
    assert np.sum(made["density"]["counts"]) == np.sum(made["residual_density"]["counts"]) == made["rows"] == 6000
    assert len(made["points"]) == evaluation.RESIDUAL_POINTS
    assert "density" not in evaluation.residuals(random.normal(size=500), random.normal(size=500), 0)


def test_slices_part_the_rows_and_know_the_missing_ones() -> None:
    table = pa.table(
        {
            "city": pa.array(["Bern", "Bern", "Chur", None]),
            "age": pa.array([1.0, 2.0, 3.0, None]),
            "same": pa.array(["x"] * 4),
        }
    )
    types = {"city": "string", "age": "number", "same": "string"}
    actual, predicted = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.5, 2.0, 1.0, 4.0])
    found = diagnostics.slices("regression", table, types, ["city", "age", "same"], actual, predicted)
    city, age = found["features"]
    assert [(each["label"], each["rows"], each["mae"]) for each in city["slices"]] == [
        ("Bern", 2, 0.25),
        ("Chur", 1, 2.0),
        ("missing", 1, 0.0),
    ]
    assert city["slices"][1]["bias"] == -2.0
    assert sum(each["rows"] for each in age["slices"]) == 4
    assert age["slices"][0]["from"] == 1.0
    assert age["slices"][-1]["label"] == "missing"
    assert found["overall"]["rmse"] == pytest.approx(metrics.root_mean_squared_error(actual, predicted))


def test_slices_of_a_classification_have_the_scores_of_scikit_learn() -> None:
    actual, predicted = scored(300)
    group = np.where(np.arange(300) % 3 == 0, "a", "b")
    found = diagnostics.slices(
        "classification", pa.table({"group": group}), {"group": "string"}, ["group"], actual, predicted
    )
    for each in found["features"][0]["slices"]:
        rows = group == each["label"]
        assert each["accuracy"] == pytest.approx(
            metrics.accuracy_score(actual[rows], np.argmax(predicted[rows], axis=1))
        )
        assert each["log_loss"] == pytest.approx(metrics.log_loss(actual[rows], np.clip(predicted[rows], 1e-15, 1)))
