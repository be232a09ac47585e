"""Trains on a CSV through a running service and prints every event: `python -m signalbox_ml.testing.watch --help`."""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.dataset import parse_datetime
from signalbox_ml.testing.folder_object_server import FolderObjectServer
from signalbox_ml.testing.orchestrator import FakeOrchestrator


def infer(values: Sequence[str]) -> str:
    """The declared type that fits all values of a column; what the backend does, in short."""
    present = [value for value in values if value]

    def fits(check: type | None, allowed: set[str] | None = None) -> bool:
        try:
            return all(
                value.lower() in allowed if allowed else check is not None and [check(value)] for value in present
            )
        except ValueError:
            return False

    if not present:
        return "string"
    if fits(None, {"true", "false"}):
        return "boolean"
    if fits(int):
        return "integer"
    if fits(float):
        return "number"
    try:
        for value in present:
            parse_datetime(value)
    except ValueError:
        return "string"
    return "datetime"


def types_of(path: Path, delimiter: str = ",") -> dict[str, str]:
    """Column types of a small CSV."""
    with path.open(newline="", encoding="utf-8") as source:
        header, *rows = list(csv.reader(source, delimiter=delimiter))
    return {name: infer([row[i] for row in rows]) for i, name in enumerate(header)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", required=True)
    parser.add_argument("--algorithm", required=True)
    parser.add_argument("--task", default="classification")
    parser.add_argument("--target", required=True)
    parser.add_argument("--exclude", action="append", default=[])
    parser.add_argument("--parameters", default="{}")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("csv", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        objects = FolderObjectServer(Path(folder))
        orchestrator = FakeOrchestrator(options.address, objects)
        validation = pb.Validation(
            method="kfold" if options.folds else "holdout", folds=options.folds, test_fraction=0.25
        )
        session = orchestrator.start(
            pb.RunSpec(
                kind="training",
                algorithm=options.algorithm,
                task=options.task,
                target=options.target,
                parameters_json=options.parameters,
                excluded_columns=options.exclude,
                validation=validation,
                dataset=orchestrator.dataset(options.csv.read_bytes(), types_of(options.csv)),
            ),
            on_event=_print,
        )
        last = session.result(600)
        session.ended()
        orchestrator.close()
        objects.close()
    return 0 if last.WhichOneof("event") == "finished" else 1


def _print(event: pb.RunResponse) -> None:
    kind = event.WhichOneof("event")
    time = event.time.ToDatetime().strftime("%H:%M:%S.%f")[:-3]
    if kind == "metrics":
        points = event.metrics.points
        newest = {point.key: (point.step, round(point.value, 4)) for point in points}
        text = f"{len(points)} points, newest {newest}"
    elif kind == "finished":
        summary = {key: round(value, 4) for key, value in sorted(event.finished.summary.items())}
        text = json.dumps(summary) + f" model={event.finished.model.artifact_name}"
    else:
        text = str(getattr(event, str(kind))).replace("\n", " ")
    print(f"{time} #{event.sequence:<4} {kind}: {text}"[:400], flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
