"""Tables for tests, generated from a seed."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from signalbox_ml import ColumnType, Dataset, Validation
from signalbox_ml.testing.watch import types_of

TYPES = {
    "amount": "number",
    "count": "integer",
    "member": "boolean",
    "opened": "datetime",
    "city": "string",
    "note": "string",
    "empty": "string",
    "constant": "integer",
    "two": "string",
    "three": "string",
    "value": "number",
}


def mixed_csv(rows: int = 240, seed: int = 7) -> bytes:
    """All declared types, missing values everywhere, two targets of classes and one of numbers."""
    random = np.random.default_rng(seed)
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(TYPES)
    for row in range(rows):
        amount = random.normal(50, 20)
        count = int(random.integers(0, 9))
        member = bool(random.random() < 0.4)
        city = str(random.choice(["Bern", "Genève", "Zürich", "Chur, GR"]))
        score = amount / 20 + count / 3 + 2 * member + (city == "Bern") + random.normal(0, 0.4)
        opened = date(2020, 1, 1) + timedelta(days=int(random.integers(0, 900)))
        cells = [f"{amount:.3f}", count, str(member).lower(), opened.isoformat(), city, f"note {row}"]
        cells = [cell if random.random() > 0.06 else "" for cell in cells]
        target = min(2, int(score // 2))
        writer.writerow([*cells, "", 1, "yes" if score > 4 else "no", "abc"[target], f"{score:.4f}"])
    return sink.getvalue().encode()


def mixed(folder: Path, task: str, target: str, content: bytes | None = None, **validation: object) -> Dataset:
    path = folder / "mixed.csv"
    path.write_bytes(mixed_csv() if content is None else content)
    others = [name for name in ("two", "three", "value") if name != target]
    return Dataset(
        path=path,
        format="csv",
        delimiter=",",
        columns=[ColumnType(name, kind) for name, kind in TYPES.items()],
        task=task,
        target=target,
        excluded_columns=others,
        validation=replace(Validation(seed=3), **validation),  # type: ignore[arg-type]
    )


def small(folder: Path, text: str, task: str = "classification", **fields: object) -> Dataset:
    """A table written in the test; its last column is the target."""
    path = folder / "small.csv"
    path.write_text(text, encoding="utf-8")
    types = types_of(path)
    data = Dataset(path, "csv", ",", [ColumnType(n, t) for n, t in types.items()], task=task, target=list(types)[-1])
    return replace(data, **fields)  # type: ignore[arg-type]


def shared(name: str) -> Path | None:
    """A real table, where there is one."""
    folder = os.environ.get("SIGNALBOX_SHARED_DATA")
    root = Path(__file__).resolve().parents[3]
    path = Path(folder) / name if folder else root.parent / "shared" / "data" / name
    return path if path.exists() else None
