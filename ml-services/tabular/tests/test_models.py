"""Stored models: hostile files, batch prediction, the cache of loaded models."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from signalbox_ml import ColumnType, Dataset, ProgramError
from signalbox_ml.testing import LocalRun
from signalbox_tabular import model
from signalbox_tabular.algorithms.lightgbm import LightGbm
from signalbox_tabular.algorithms.random_forest import RandomForest
from signalbox_tabular.algorithms.ridge import Ridge
from signalbox_tabular.online import OnlinePredictor
from tables import TYPES, mixed, mixed_csv

MakeRun = Callable[[], LocalRun]


@pytest.fixture
def trained(local_run: MakeRun, tmp_path: Path) -> tuple[Path, Dataset]:
    run, data = local_run(), mixed(tmp_path, "classification", "two")
    run.train(LightGbm(), data, '{"n_estimators": 10}')
    path = tmp_path / "trained.zip"
    path.write_bytes(run.artifact("model.zip"))
    return path, data


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    made = path.with_name("changed.zip")
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made


def test_the_zip_holds_json_and_text_alone(trained: tuple[Path, Dataset]) -> None:
    with zipfile.ZipFile(trained[0]) as archive:
        assert sorted(archive.namelist()) == ["estimator.txt", "manifest.json", "preprocessing.json"]
        manifest = json.loads(archive.read("manifest.json"))
        assert archive.read("estimator.txt").startswith(b"tree\n")
    assert manifest["format"] == "signalbox-model-v1"
    assert {"python", "lightgbm", "scikit-learn"} <= set(manifest["versions"])


def test_scikit_learn_models_are_skops_without_pickle(local_run: MakeRun, tmp_path: Path) -> None:
    run = local_run()
    run.train(RandomForest(), mixed(tmp_path, "regression", "value"), '{"n_estimators": 3}')
    with zipfile.ZipFile(io.BytesIO(run.artifact("model.zip"))) as archive:
        inner = zipfile.ZipFile(io.BytesIO(archive.read("estimator.skops")))
    assert all(name.endswith((".json", ".npy", ".npz")) for name in inner.namelist())
    for name in inner.namelist():
        if name.endswith(".npy"):
            np.load(io.BytesIO(inner.read(name)), allow_pickle=False)


def evil_entry(entries: dict[str, bytes]) -> None:
    entries["../../evil.txt"] = b"x"


def evil_pickle(entries: dict[str, bytes]) -> None:
    entries["estimator.pkl"] = b"cos\nsystem\n(S'true'\ntR."


def other_estimator(entries: dict[str, bytes]) -> None:
    entries["estimator.txt"] += b"\n"


def other_preprocessing(entries: dict[str, bytes]) -> None:
    entries["preprocessing.json"] = entries["preprocessing.json"].replace(b"Bern", b"Rome")


def no_manifest(entries: dict[str, bytes]) -> None:
    del entries["manifest.json"]


def escaping_manifest(entries: dict[str, bytes]) -> None:
    manifest = json.loads(entries["manifest.json"])
    manifest["estimator"]["file"] = "/etc/passwd"
    entries["manifest.json"] = json.dumps(manifest).encode()


def other_format(entries: dict[str, bytes]) -> None:
    entries["manifest.json"] = b'{"format": "signalbox-model-v9"}'


def huge_manifest(entries: dict[str, bytes]) -> None:
    entries["manifest.json"] = b" " * (model.MAX_JSON_BYTES + 1)


@pytest.mark.parametrize(
    "change",
    [
        evil_entry,
        evil_pickle,
        other_estimator,
        other_preprocessing,
        no_manifest,
        escaping_manifest,
        other_format,
        huge_manifest,
    ],
)
def test_a_hostile_zip_is_refused(trained: tuple[Path, Dataset], change: Callable[[dict[str, bytes]], None]) -> None:
    with pytest.raises(ProgramError) as caught:
        model.load(rewritten(trained[0], change))
    assert caught.value.code == "model.invalid"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"x" * 1000])
def test_a_file_that_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(content)
    with pytest.raises(ProgramError) as caught:
        model.load(path)
    assert caught.value.code == "model.invalid"


def test_a_skops_file_with_a_stranger_is_refused(local_run: MakeRun, tmp_path: Path) -> None:
    import skops.io
    from sklearn.pipeline import FunctionTransformer

    run = local_run()
    run.train(Ridge(), mixed(tmp_path, "regression", "value"))
    path = tmp_path / "ridge.zip"
    path.write_bytes(run.artifact("model.zip"))
    stranger = skops.io.dumps(FunctionTransformer(print_secret))

    def change(entries: dict[str, bytes]) -> None:
        manifest = json.loads(entries["manifest.json"])
        manifest["sha256"]["estimator.skops"] = hashlib.sha256(stranger).hexdigest()
        entries["manifest.json"] = json.dumps(manifest).encode()
        entries["estimator.skops"] = stranger

    with pytest.raises(ProgramError) as caught:
        model.load(rewritten(path, change))
    assert caught.value.code == "model.invalid"
    assert "print_secret" in str(caught.value)


def print_secret(value: object) -> object:
    """Stands for code that must never run."""
    raise AssertionError("code from a model file ran")


@pytest.mark.parametrize("output", ["csv", "parquet"])
@pytest.mark.parametrize("given", ["csv", "parquet"])
def test_a_batch_answers_like_the_loaded_model(
    local_run: MakeRun, trained: tuple[Path, Dataset], tmp_path: Path, given: str, output: str
) -> None:
    path, data = trained
    if given == "parquet":
        pq.write_table(data.table(), tmp_path / "rows.parquet")
        data = replace(data, path=tmp_path / "rows.parquet", format="parquet")
    run = local_run()
    result = run.predict(LightGbm(), data, path, output)
    assert result.summary == {"rows_predicted": 240}
    content = io.BytesIO(run.artifact(f"predictions.{output}"))
    if output == "csv":
        all_text = {name: pa.string() for name in [*TYPES, "prediction"]}
        answers = pyarrow.csv.read_csv(content, convert_options=pyarrow.csv.ConvertOptions(column_types=all_text))
    else:
        answers = pq.read_table(content)
    assert answers.column_names == [*TYPES, "prediction", "probability_no", "probability_yes"]
    loaded = model.load(path)
    expected = loaded.scores(data.table(list(loaded.inputs), loaded.inputs))
    assert answers.column("prediction").to_pylist() == loaded.labels(expected)
    assert answers.column("probability_yes").to_pylist() == list(expected[:, 1])
    if given == "csv" and output == "csv":
        lines = run.artifact("predictions.csv").decode().splitlines()
        originals = mixed_csv().decode().splitlines()
        assert all(line.startswith(original) for line, original in zip(lines, originals, strict=True))
    done = [p.done for p in run.progress() if p.unit == "row"]
    assert done[-1] == 240


def test_a_batch_with_many_chunks_keeps_every_row(local_run: MakeRun, tmp_path: Path) -> None:
    run = local_run()
    run.train(Ridge(), mixed(tmp_path, "regression", "value"))
    (tmp_path / "ridge.zip").write_bytes(run.artifact("model.zip"))
    rows = 70_000
    big = tmp_path / "big.csv"
    line = b"12.5,3,true,2021-05-05,Bern," + b"x" * 100 + b",,1,,,\n"
    with big.open("wb") as sink:
        sink.write(",".join(TYPES).encode() + b"\n")
        sink.writelines([line] * rows)
    columns = [ColumnType(name, kind) for name, kind in TYPES.items()]
    second = local_run()
    second.predict(Ridge(), Dataset(big, "csv", ",", columns, rows=rows), tmp_path / "ridge.zip", "csv")
    lines = second.artifact("predictions.csv").splitlines()
    assert len(lines) == rows + 1
    assert len(set(lines[1:])) == 1
    assert len([p for p in second.progress() if p.phase == "predicting"]) >= 1


@pytest.mark.parametrize("given", ["csv", "parquet"])
def test_columns_of_other_names_stand_for_those_of_the_model(
    local_run: MakeRun, trained: tuple[Path, Dataset], tmp_path: Path, given: str
) -> None:
    path, data = trained
    mapping = {"city": "town", "amount": "price"}
    names = {own: column for column, own in mapping.items()}
    renamed = data.table().rename_columns([mapping.get(name, name) for name in TYPES])
    target = tmp_path / f"renamed.{given}"
    if given == "csv":
        target.write_bytes(mixed_csv().replace(b"amount,", b"price,", 1).replace(b"city,", b"town,", 1))
    else:
        pq.write_table(renamed, target)
    columns = [ColumnType(mapping.get(name, name), kind) for name, kind in TYPES.items()]
    run = local_run()
    run.predict(LightGbm(), Dataset(target, given, ",", columns, column_mapping=mapping), path, "parquet")
    answers = pq.read_table(io.BytesIO(run.artifact("predictions.parquet")))
    loaded = model.load(path)
    expected = loaded.scores(data.table(list(loaded.inputs), loaded.inputs))
    assert answers.column("probability_yes").to_pylist() == list(expected[:, 1])
    assert set(names) <= set(answers.column_names)


def test_a_batch_names_what_is_missing_before_it_starts(
    local_run: MakeRun, trained: tuple[Path, Dataset], tmp_path: Path
) -> None:
    path, _ = trained
    short = tmp_path / "short.csv"
    short.write_text("amount,count\n1,2\n")
    data = Dataset(short, "csv", ",", [ColumnType("amount", "number"), ColumnType("count", "integer")])
    run = local_run()
    with pytest.raises(ProgramError) as caught:
        run.predict(LightGbm(), data, path, "csv")
    assert caught.value.code == "data.missing_column"
    for name in ("member", "opened", "city"):
        assert name in str(caught.value)
    assert not [e for e in run.events if e.WhichOneof("event") == "upload_requested"]


def test_a_batch_names_a_column_of_the_wrong_type_before_it_starts(
    local_run: MakeRun, trained: tuple[Path, Dataset], tmp_path: Path
) -> None:
    path, data = trained
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("amount,count,member,opened,city\n1,2,true,2020-01-01,Bern\nlots,2,true,2020-01-01,Bern\n")
    kinds = {"amount": "string", "count": "integer", "member": "boolean", "opened": "datetime", "city": "string"}
    data = Dataset(wrong, "csv", ",", [ColumnType(name, kind) for name, kind in kinds.items()])
    with pytest.raises(ProgramError) as caught:
        local_run().predict(LightGbm(), data, path, "csv")
    assert caught.value.code == "data.wrong_type"
    assert "amount" in str(caught.value)
    # An empty column is declared as text for want of values; it is merely missing.
    wrong.write_text("amount,count,member,opened,city\n,2,true,2020-01-01,Bern\n")
    assert local_run().predict(LightGbm(), data, path, "csv").summary == {"rows_predicted": 1}


def test_a_column_that_is_called_prediction_is_kept(
    local_run: MakeRun, trained: tuple[Path, Dataset], tmp_path: Path
) -> None:
    path, _ = trained
    file = tmp_path / "named.csv"
    file.write_text("prediction,amount,count,member,opened,city\nmine,1,2,true,2020-01-01,Bern\n")
    kinds = {
        "prediction": "string",
        "amount": "number",
        "count": "integer",
        "member": "boolean",
        "opened": "datetime",
        "city": "string",
    }
    data = Dataset(file, "csv", ",", [ColumnType(name, kind) for name, kind in kinds.items()])
    run = local_run()
    run.predict(LightGbm(), data, path, "csv")
    header, row = run.artifact("predictions.csv").decode().splitlines()
    assert header.endswith(",prediction_2,probability_no,probability_yes")
    assert row.startswith("mine,")


def test_loaded_models_are_kept_up_to_the_limit(trained: tuple[Path, Dataset]) -> None:
    fetched: list[str] = []
    predictor = OnlinePredictor(capacity=2)
    row = {"amount": 1.0, "count": 1, "member": True, "opened": None, "city": None}

    def ask(name: str) -> None:
        def fetch() -> Path:
            fetched.append(name)
            return trained[0]

        assert predictor.predict(name, name * 64, fetch, [row])

    for name in ("a", "b", "a", "c", "a", "b"):
        ask(name)
    assert fetched == ["a", "b", "c", "b"]
