"""The whole service over gRPC, on real tables where there are some."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from signalbox_ml import discover
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.server import Service
from signalbox_ml.settings import Settings
from signalbox_ml.testing import FakeOrchestrator, FolderObjectServer
from signalbox_ml.testing.watch import types_of
from signalbox_tabular import algorithms
from signalbox_tabular.online import OnlinePredictor
from tables import TYPES, mixed_csv, shared


@pytest.fixture(scope="module")
def orchestrator(tmp_path_factory: pytest.TempPathFactory, objects: FolderObjectServer) -> Iterator[FakeOrchestrator]:
    settings = Settings(grpc_port=0, slots=2, work_dir=tmp_path_factory.mktemp("work"))
    service = Service(
        "tabular", "0", discover(algorithms), settings, OnlinePredictor(), preload=["signalbox_tabular.preload"]
    )
    client = FakeOrchestrator(f"127.0.0.1:{service.port}", objects)
    yield client
    client.close()
    service.close(0)


def train(
    orchestrator: FakeOrchestrator, content: bytes, types: dict[str, str], parameters: str = "{}", **fields: object
) -> tuple[pb.Finished, pb.ModelInput]:
    session = orchestrator.start(
        pb.RunSpec(
            kind="training",
            dataset=orchestrator.dataset(content, types),
            parameters_json=parameters,
            validation=pb.Validation(method="holdout", test_fraction=0.25, seed=0),
            **fields,  # type: ignore[arg-type]
        )
    )
    last = session.result()
    assert last.WhichOneof("event") == "finished", last
    assert last.finished.model.artifact_name == "model.zip"
    assert last.finished.model.format == "signalbox-model-v1"
    return last.finished, orchestrator.model(session.artifact("model.zip"))


def predict(orchestrator: FakeOrchestrator, model: pb.ModelInput, rows: object) -> list[dict[str, object]]:
    answer = orchestrator.stub.Predict(pb.PredictRequest(model=model, rows_json=json.dumps(rows)), timeout=20)
    made: list[dict[str, object]] = json.loads(answer.predictions_json)
    return made


def example(finished: pb.Finished) -> dict[str, object]:
    signature = json.loads(finished.model.signature_json)
    return {entry["name"]: entry.get("example") for entry in signature["inputs"]}


def real_or_generated(name: str) -> tuple[bytes, dict[str, str]]:
    path = shared(name)
    if path is None:
        return mixed_csv(), dict(TYPES)
    return path.read_bytes(), types_of(path)


def test_lightgbm_learns_the_titanic(orchestrator: FakeOrchestrator) -> None:
    content, types = real_or_generated("titanic.csv")
    real = "survived" in types
    finished, model = train(
        orchestrator,
        content,
        types,
        algorithm="lightgbm",
        task="classification",
        target="survived" if real else "two",
        excluded_columns=["alive"] if real else ["three", "value"],
    )
    assert finished.summary["roc_auc"] > 0.80
    answer = predict(orchestrator, model, [example(finished)])[0]
    assert answer["prediction"] in ((0, 1) if real else ("no", "yes"))


def test_a_forest_tells_penguins_apart(orchestrator: FakeOrchestrator) -> None:
    content, types = real_or_generated("penguins.csv")
    real = "species" in types
    finished, model = train(
        orchestrator,
        content,
        types,
        '{"n_estimators": 60}',
        algorithm="random_forest",
        task="classification",
        target="species" if real else "three",
        excluded_columns=[] if real else ["two", "value"],
    )
    assert finished.summary["accuracy"] > (0.95 if real else 0.6)
    answer = predict(orchestrator, model, [example(finished)])[0]
    assert isinstance(answer["probabilities"], dict)
    assert len(answer["probabilities"]) == 3


def test_ridge_predicts_tips(orchestrator: FakeOrchestrator) -> None:
    content, types = real_or_generated("tips.csv")
    real = "tip" in types
    finished, model = train(
        orchestrator,
        content,
        types,
        algorithm="ridge",
        task="regression",
        target="tip" if real else "value",
        excluded_columns=[] if real else ["two", "three"],
    )
    assert finished.summary["r2"] > 0.2
    assert isinstance(predict(orchestrator, model, [example(finished)])[0]["prediction"], float)


def test_batch_and_online_answers_are_equal(orchestrator: FakeOrchestrator) -> None:
    import csv
    import io

    finished, model = train(
        orchestrator,
        mixed_csv(),
        dict(TYPES),
        '{"epochs": 3}',
        algorithm="mlp",
        task="regression",
        target="value",
        excluded_columns=["two", "three"],
    )
    session = orchestrator.start(
        pb.RunSpec(
            kind="prediction",
            algorithm="mlp",
            dataset=orchestrator.dataset(mixed_csv(), dict(TYPES), rows=240),
            model=model,
            output_format="csv",
        )
    )
    assert session.result().finished.summary["rows_predicted"] == 240
    rows = list(csv.DictReader(io.StringIO(session.artifact("predictions.csv").decode())))
    inputs = {entry["name"]: entry["type"] for entry in json.loads(finished.model.signature_json)["inputs"]}

    def typed(text: str, kind: str) -> object:
        if not text:
            return None
        if kind == "boolean":
            return text == "true"
        return float(text) if kind == "number" else int(text) if kind == "integer" else text

    sent = [{name: typed(row[name], kind) for name, kind in inputs.items()} for row in rows]
    assert [each["prediction"] for each in predict(orchestrator, model, sent)] == [float(r["prediction"]) for r in rows]
    assert predict(orchestrator, model, sent[:1])[0]["prediction"] == float(rows[0]["prediction"])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ('[{"x": 1}]', "The column amount is missing in row 1."),
        ("{}", "rows: must be an array of objects"),
        ("[1]", "rows: must be an array of objects"),
        ("[", "rows: not JSON"),
        ("[]", "rows: must be from 1 to 10000"),
        ('[{"amount": NaN}]', "NaN is not JSON"),
        ('[{"amount": "' + "x" * 1024 * 1024 + '"}]', "rows: at most 1 MiB"),
    ],
)
def test_bad_rows_are_refused_with_the_reason(
    orchestrator: FakeOrchestrator, ridge_model: pb.ModelInput, rows: str, message: str
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        orchestrator.stub.Predict(pb.PredictRequest(model=ridge_model, rows_json=rows))
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert message in str(caught.value.details())


@pytest.fixture(scope="module")
def ridge_model(orchestrator: FakeOrchestrator) -> pb.ModelInput:
    fields = {"algorithm": "ridge", "task": "regression", "target": "value", "excluded_columns": ["two", "three"]}
    return train(orchestrator, mixed_csv(), dict(TYPES), **fields)[1]  # type: ignore[arg-type]


def test_a_model_with_other_bytes_is_never_loaded(orchestrator: FakeOrchestrator, ridge_model: pb.ModelInput) -> None:
    wrong = pb.ModelInput()
    wrong.CopyFrom(ridge_model)
    wrong.sha256 = "ab" * 32
    with pytest.raises(grpc.RpcError) as caught:
        predict(orchestrator, wrong, [{}])
    assert caught.value.code() == grpc.StatusCode.UNAVAILABLE
    assert "download.hash_mismatch" in str(caught.value.details())


def test_a_hostile_model_is_refused(orchestrator: FakeOrchestrator) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        predict(orchestrator, orchestrator.model(b"not a zip"), [{}])
    assert caught.value.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert "model.invalid" in str(caught.value.details())


def test_bad_data_reaches_the_caller_with_its_code(orchestrator: FakeOrchestrator) -> None:
    session = orchestrator.start(
        pb.RunSpec(
            kind="training",
            algorithm="lightgbm",
            task="classification",
            target="y",
            dataset=orchestrator.dataset(b"x,y\n1,a\n2,a\n", {"x": "integer", "y": "string"}),
        )
    )
    failed = session.result().failed
    assert (failed.kind, failed.code) == (pb.FAILURE_KIND_PROGRAM, "target.one_class")
    assert failed.message == "The target y has only one value; there is nothing to learn."


def test_a_graceful_cancel_stores_the_trees_so_far(orchestrator: FakeOrchestrator) -> None:
    session = orchestrator.start(
        pb.RunSpec(
            kind="training",
            algorithm="random_forest",
            task="classification",
            target="two",
            excluded_columns=["three", "value"],
            parameters_json='{"n_estimators": 5000}',
            dataset=orchestrator.dataset(mixed_csv(), dict(TYPES)),
        )
    )
    session.wait_for(lambda s: any(p.key == "oob/accuracy" for p in s.points()))
    # A kill after the grace would be another story, and a busy machine takes its time.
    session.cancel(grace=60)
    assert session.result().WhichOneof("event") == "finished"
    finished = session.result().finished
    assert finished.stopped_early
    assert finished.model.artifact_name == "model.zip"


def test_the_working_folder_is_empty_after_the_runs(orchestrator: FakeOrchestrator, tmp_path: Path) -> None:
    described = orchestrator.stub.Describe(pb.DescribeRequest())
    assert described.slots_in_use == 0
    assert {tuple(algorithm.kinds) for algorithm in described.algorithms} == {("training", "prediction")}
