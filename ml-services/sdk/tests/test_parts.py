"""Parameters, tables and transfers on their own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from signalbox_ml import ColumnType, Dataset, InfrastructureError, Integer, InvalidRequest, Number, ProgramError
from signalbox_ml.dataset import canonical, parse_datetime
from signalbox_ml.parameters import json_schema, resolve
from signalbox_ml.testing import FolderObjectServer, LocalRun
from signalbox_ml.transfer import ContentCache, UrlRefused, trusting, upload

TREES = Integer(title="Trees", description="How many.", default=10, minimum=1, maximum=100)
RATE = Number(title="Rate", description="How fast.", default=0.5, minimum=0.0, maximum=1.0)
DECLARED = {"trees": TREES, "rate": RATE}


def test_missing_parameters_take_the_defaults_of_the_schema() -> None:
    properties = json_schema(DECLARED)["properties"]
    assert resolve(DECLARED, "") == {name: field["default"] for name, field in properties.items()}


@given(st.integers() | st.floats() | st.text() | st.booleans() | st.none() | st.lists(st.integers()))
def test_a_resolved_parameter_is_within_its_schema(value: object) -> None:
    try:
        found = resolve(DECLARED, json.dumps({"trees": value}))["trees"]
    except InvalidRequest as error:
        assert str(error).startswith("trees: ")
    else:
        assert isinstance(found, int)
        assert 1 <= found <= 100
        assert found == value


def csv_dataset(folder: Path, text: str, types: dict[str, str], delimiter: str = ",") -> Dataset:
    path = folder / "data.csv"
    path.write_text(text, encoding="utf-8")
    return Dataset(path, "csv", delimiter, [ColumnType(name, kind) for name, kind in types.items()])


def test_a_csv_is_read_in_its_declared_types(tmp_path: Path) -> None:
    text = (
        "id;x;ok;when;note\n"
        '1; 1.5 ;yes;2024-02-29;"a;b"\n'
        "2.0;NA;False;2024-02-29T12:30:00+02:00;\n"
        ';-1e3;;;"two\nlines"\n'
    )
    types = {"id": "integer", "x": "number", "ok": "boolean", "when": "datetime", "note": "string"}
    table = csv_dataset(tmp_path, text, types, ";").table()
    assert table.to_pydict() == {
        "id": [1, 2, None],
        "x": [1.5, None, -1000.0],
        "ok": [True, False, None],
        "when": [datetime(2024, 2, 29), datetime(2024, 2, 29, 10, 30), None],
        "note": ["a;b", None, "two\nlines"],
    }


@pytest.mark.parametrize(
    ("kind", "value"),
    [("integer", "1.5"), ("integer", "9" * 30), ("number", "abc"), ("boolean", "maybe"), ("datetime", "31.12.2024")],
)
def test_a_value_of_the_wrong_type_names_the_column(tmp_path: Path, kind: str, value: str) -> None:
    with pytest.raises(ProgramError) as caught:
        csv_dataset(tmp_path, f"good,bad\n1,{value}\n", {"good": "integer", "bad": kind}).table()
    assert caught.value.code == "data.wrong_type"
    assert "bad" in str(caught.value)


def test_a_ragged_csv_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(ProgramError) as caught:
        csv_dataset(tmp_path, "a,b\n1,2\n3\n", {"a": "integer", "b": "integer"}).table()
    assert caught.value.code == "data.malformed"
    assert "Expected 2 columns, got 1" in str(caught.value)


def test_a_header_without_rows_is_an_empty_table(tmp_path: Path) -> None:
    table = csv_dataset(tmp_path, "a,b\n", {"a": "integer", "b": "string"}).table()
    assert (table.num_rows, table.column_names) == (0, ["a", "b"])


def test_a_parquet_file_is_read_in_its_declared_types(tmp_path: Path) -> None:
    path = tmp_path / "data.parquet"
    table = pa.table(
        {
            "code": pa.array([1, 2, None], pa.int8()),
            "half": pa.array([1, 2, 3], pa.float32()),
            "when": pa.array([0, None, 86_400_000], pa.timestamp("ms", "Europe/Berlin")),
            "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
            "nullable": pa.array([1.0, float("nan"), 3.0]),
        }
    )
    pq.write_table(table, path)
    kinds = {"code": "integer", "half": "number", "when": "datetime", "kind": "string", "nullable": "integer"}
    data = Dataset(path, "parquet", "", [ColumnType(name, kind) for name, kind in kinds.items()])
    assert data.column_names() == list(kinds)
    assert data.table(["when", "code", "kind", "nullable"]).to_pydict() == {
        "when": [datetime(1970, 1, 1), None, datetime(1970, 1, 2)],
        "code": [1, 2, None],
        "kind": ["a", "b", "a"],
        "nullable": [1, None, 3],
    }


def test_a_copy_knows_no_missing_word_but_nothing(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text('country,amount\nNA,1\n"",\nnull,3\n  ,4\n', encoding="utf-8")
    columns = [ColumnType("country", "string"), ColumnType("amount", "number")]
    copy = Dataset(path, "csv", ",", columns, only_empty_missing=True)
    assert copy.table().to_pydict() == {"country": ["NA", None, "null", "  "], "amount": [1.0, None, 3.0, 4.0]}
    as_uploaded = Dataset(path, "csv", ",", columns)
    assert as_uploaded.table().column("country").to_pylist() == [None, None, None, None]


@given(st.floats(allow_nan=False) | st.none())
def test_a_number_survives_text_exactly(value: float | None) -> None:
    text = pa.table({"x": pa.array(["" if value is None else repr(value)])})
    assert canonical(text, {"x": "number"}).column("x").to_pylist() == [value]


@given(st.datetimes())
def test_a_date_survives_its_iso_form(value: datetime) -> None:
    assert parse_datetime(value.isoformat()) == value


def test_an_object_is_downloaded_once(objects: FolderObjectServer, tmp_path: Path) -> None:
    content = b"x" * 3_000_000
    sha256 = objects.put("once", content)
    cache = ContentCache(tmp_path / "cache", 10**9)
    for name in ("first", "second"):
        assert cache.fetch(objects.url("GET", "once"), sha256, len(content), tmp_path / name).read_bytes() == content
    assert objects.requests.count(("GET", "once")) == 1


def test_a_cut_download_is_tried_again(objects: FolderObjectServer, tmp_path: Path) -> None:
    content = b"y" * 100_000
    sha256 = objects.put("cut", content)
    objects.cut_next(1)
    cache = ContentCache(tmp_path / "cache", 10**9)
    assert cache.fetch(objects.url("GET", "cut"), sha256, len(content), tmp_path / "got").read_bytes() == content


def test_an_object_larger_than_announced_is_refused(objects: FolderObjectServer, tmp_path: Path) -> None:
    sha256 = objects.put("large", b"z" * 5000)
    cache = ContentCache(tmp_path / "cache", 10**9)
    with pytest.raises(InfrastructureError) as caught:
        cache.fetch(objects.url("GET", "large"), sha256, 100, tmp_path / "got")
    assert caught.value.code == "download.hash_mismatch"
    assert [each for each in (tmp_path / "cache").iterdir() if not each.name.startswith(".lock")] == []


def test_the_cache_forgets_the_least_recently_used_but_not_what_is_in_use(
    objects: FolderObjectServer, tmp_path: Path
) -> None:
    cache = ContentCache(tmp_path / "cache", 2500)
    held: list[Path] = []
    for number in range(4):
        content = bytes([number]) * 1000
        sha256 = objects.put(f"lru-{number}", content)
        held.append(cache.fetch(objects.url("GET", f"lru-{number}"), sha256, 1000, tmp_path / f"use-{number}"))
    left = {each.name for each in (tmp_path / "cache").iterdir() if not each.name.startswith(".")}
    assert left == {hashlib.sha256(bytes([number]) * 1000).hexdigest() for number in (2, 3)}
    assert [path.read_bytes()[0] for path in held] == [0, 1, 2, 3]


def test_an_upload_must_send_the_granted_headers(objects: FolderObjectServer, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"content")
    url = objects.url("PUT", "typed", content_type="text/csv")
    with pytest.raises(UrlRefused):
        upload(url, {}, path)
    upload(url, {"Content-Type": "text/csv"}, path)
    assert objects.get("typed") == b"content"


def test_the_algorithm_of_the_readme_runs(objects: FolderObjectServer, tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {"__name__": "readme"}
    exec(code, names)  # noqa: S102 - our own README
    data = replace(csv_dataset(tmp_path, "y\n1\n2\n3\n4\n", {"y": "number"}), task="regression", target="y")
    run = LocalRun(objects, tmp_path / "run")
    assert run.train(names["MovingMean"](), data).summary == {"mae": 1.5}
    assert [step for step, _ in run.curve("mae")] == [1, 2, 3]


def test_other_schemes_than_http_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"")
    with pytest.raises(UrlRefused):
        upload("file:///etc/passwd", {}, path)


def test_an_authority_of_ones_own_is_trusted_once_it_is_named(
    objects_over_tls: tuple[FolderObjectServer, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects, authority = objects_over_tls
    monkeypatch.setattr("signalbox_ml.transfer.ATTEMPTS", 1)
    path = tmp_path / "file"
    path.write_bytes(b"content")
    with pytest.raises(InfrastructureError, match="CERTIFICATE_VERIFY_FAILED"):
        upload(objects.url("PUT", "k"), {}, path)
    upload(objects.url("PUT", "k"), {}, path, trusting(authority))
    cache = ContentCache(tmp_path / "cache", 10**9, trusting(authority))
    digest = hashlib.sha256(b"content").hexdigest()
    assert cache.fetch(objects.url("GET", "k"), digest, 7, tmp_path / "read").read_bytes() == b"content"
