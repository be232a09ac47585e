"""Tables as they come, good and bad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from signalbox_ml import ProgramError, Validation
from signalbox_ml.testing import LocalRun
from signalbox_tabular import splits
from signalbox_tabular.algorithms.lightgbm import LightGbm
from signalbox_tabular.algorithms.logistic_regression import LogisticRegression
from signalbox_tabular.algorithms.ridge import Ridge
from signalbox_tabular.preprocessing import Preprocessor, Style
from tables import small

MakeRun = Callable[[], LocalRun]
GOOD = "x,y\n" + "".join(f"{i},{'ab'[i % 2]}\n" for i in range(40))


@pytest.mark.parametrize(
    ("text", "task", "fields", "code"),
    [
        (GOOD, "classification", {"target": "z"}, "target.unknown"),
        ("x,y\n1,a\n2,a\n3,a\n", "classification", {}, "target.one_class"),
        ("x,y\n1,5\n2,5\n3,5\n", "regression", {}, "target.one_class"),
        ("x,y\n", "classification", {}, "data.no_rows"),
        ("x,y\n1,\n2,\n", "classification", {}, "data.no_rows"),
        (GOOD, "classification", {"excluded_columns": ["x"]}, "data.no_columns"),
        ("x,y\n" + "7,a\n7,b\n" * 20, "classification", {}, "data.no_columns"),
        ("x,y\n1,a\n2,b\n3,c\n", "classification", {}, "class.too_small"),
        ("x,y\n" + "1,a\ninf,b\n" * 20, "classification", {}, "data.infinite"),
        ("x,y\n1,2.5\n2,inf\n3,1\n", "regression", {}, "data.infinite"),
        (GOOD, "regression", {}, "target.not_numeric"),
        (
            "x,y\n" + "".join(f"{i},c{i}\n" for i in range(300)),
            "classification",
            {},
            "target.too_many_classes",
        ),
        ("x,y\n1,a\n2\n", "classification", {}, "data.malformed"),
    ],
)
def test_bad_data_has_a_stable_code(
    local_run: MakeRun, tmp_path: Path, text: str, task: str, fields: dict[str, Any], code: str
) -> None:
    path = tmp_path / "probe.csv"
    path.write_text(text)
    ragged = code == "data.malformed"
    data = small(tmp_path, GOOD if ragged else text, task)
    if ragged:
        data.path.write_text(text)
    algorithm = Ridge() if task == "regression" else LogisticRegression()
    with pytest.raises(ProgramError) as caught:
        local_run().train(algorithm, replace(data, **fields))
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("validation", [Validation(), Validation(method="kfold", folds=5)])
def test_rare_classes_are_learned_without_a_complaint(
    local_run: MakeRun, tmp_path: Path, validation: Validation
) -> None:
    text = "x,y\n" + "".join(f"{i},{'ab'[i % 2]}\n" for i in range(60)) + "99,rare\n98,pair\n97,pair\n"
    data = small(tmp_path, text, validation=validation)
    result = local_run().train(LogisticRegression(), data)
    assert result.model is not None
    assert result.model.signature["output"]["classes"] == ["a", "b", "pair", "rare"]
    assert np.isfinite(list(result.summary.values())).all()


def test_rows_without_a_target_are_left_out_and_counted(local_run: MakeRun, tmp_path: Path) -> None:
    result = local_run().train(LogisticRegression(), small(tmp_path, GOOD + "1,\n2,\n3,NA\n"))
    assert result.summary["rows_without_target"] == 3
    assert result.summary["rows_trained"] + result.summary["rows_held_out"] == 40


@pytest.mark.parametrize(
    ("values", "classes", "kind"),
    [
        (("0", "1"), ["0", "1"], "integer"),
        (("10", "9"), ["9", "10"], "integer"),
        (("true", "false"), ["false", "true"], "boolean"),
        (("1.5", "2.5"), ["1.5", "2.5"], "number"),
        (("no", "yes"), ["no", "yes"], "string"),
    ],
)
def test_classes_keep_the_type_of_the_target(
    local_run: MakeRun, tmp_path: Path, values: tuple[str, str], classes: list[str], kind: str
) -> None:
    text = "x,y\n" + "".join(f"{i},{values[i % 2]}\n" for i in range(40))
    result = local_run().train(LogisticRegression(), small(tmp_path, text))
    assert result.model is not None
    assert result.model.signature["output"] == {"type": kind, "classes": classes}


def test_many_different_texts_share_one_category(tmp_path: Path) -> None:
    data = small(tmp_path, "t,y\n" + "".join(f"{'common' if i % 3 else f'rare {i}'},1\n" for i in range(300)))
    table = data.table().select(["t"])
    learned = Preprocessor.learn(table, {"t": "string"}, Style(one_hot=True, dense=True, max_categories=50))
    assert learned.categories("t") == ["common"]
    matrix = learned.transform(table)
    assert matrix.shape == (300, 2)
    assert (matrix.sum(axis=1) == 1).all()


def test_an_unknown_category_and_a_missing_value_are_taken(tmp_path: Path) -> None:
    import pyarrow as pa

    table = pa.table({"t": ["a", "b", "a", None], "n": [1.0, None, 3.0, 5.0]})
    new = pa.table({"t": ["new", None], "n": pa.array([None, None], pa.float64())})
    types = {"t": "string", "n": "number"}
    codes = Preprocessor.learn(table, types, Style(one_hot=False, dense=False)).transform(new)
    assert np.isnan(codes).all()
    dense = Preprocessor.learn(table, types, Style(one_hot=True, dense=True)).transform(new)
    assert np.isfinite(dense).all()
    # Category a, b, missing; then the number and whether it is missing.
    assert dense[:, :3].tolist() == [[0, 0, 0], [0, 0, 1]]
    assert dense[:, 4].tolist() == [1, 1]


def test_the_state_of_the_preprocessing_survives_json(tmp_path: Path) -> None:
    import json

    from tables import mixed

    data = mixed(tmp_path, "regression", "value")
    table = data.table()
    learned = Preprocessor.learn(table, data.types(), Style(one_hot=True, dense=True))
    again = Preprocessor(json.loads(json.dumps(learned.state)))
    assert np.array_equal(learned.transform(table), again.transform(table), equal_nan=True)


@given(
    counts=st.lists(st.integers(1, 30), min_size=1, max_size=6),
    fraction=st.floats(0.01, 0.99),
    seed=st.integers(0, 2**31 - 1),
)
def test_a_holdout_covers_every_row_once_and_keeps_every_class(counts: list[int], fraction: float, seed: int) -> None:
    strata = np.repeat(np.arange(len(counts)), counts)
    train, held = splits.holdout(len(strata), fraction, seed, strata)
    assert sorted([*train, *held]) == list(range(len(strata)))
    assert set(strata[train]) == set(range(len(counts)))
    assert (held.size == 0) == (max(counts) == 1)


@given(counts=st.lists(st.integers(1, 30), min_size=1, max_size=6), count=st.integers(2, 10), seed=st.integers(0, 999))
def test_folds_hold_out_every_row_at_most_once(counts: list[int], count: int, seed: int) -> None:
    strata = np.repeat(np.arange(len(counts)), counts)
    parts = splits.folds(len(strata), count, seed, strata)
    held = np.concatenate([part for _, part in parts])
    assert len(set(held)) == len(held) == sum(size for size in counts if size > 1)
    for train, _ in parts:
        assert set(strata[train]) == set(range(len(counts)))


def test_an_early_stop_never_sees_the_held_out_rows(local_run: MakeRun, tmp_path: Path) -> None:
    """The held-out rows get other values; nothing that was learned may change."""
    random = np.random.default_rng(0)
    x = random.normal(size=200)
    rows = [(float(a), float(a * 2 + b)) for a, b in zip(x, random.normal(size=200), strict=True)]
    _, held = splits.holdout(200, 0.25, 0)
    models = []
    for shift in (0.0, 1000.0):
        text = "x,y\n" + "".join(f"{a!r},{(b + (shift if i in set(held) else 0))!r}\n" for i, (a, b) in enumerate(rows))
        run = local_run()
        run.train(LightGbm(), small(tmp_path, text, "regression"))
        models.append(run.curve("valid/rmse"))
    assert models[0] == models[1]
