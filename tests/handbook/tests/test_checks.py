"""Links, traces and logs: each mistake must be named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from signalbox_handbook import hops, links, part_logs
from signalbox_handbook.__main__ import contents

# ----------------------------------------------------------------------------------------------------------------- links


def checkout(folder: Path, text: str) -> list[str]:
    (folder / "docs" / "adr").mkdir(parents=True)
    (folder / "docs" / "adr" / "0001-one.md").write_text("# One\n\n## Why `it` is so, really\n", encoding="utf-8")
    page = folder / "docs" / "page.md"
    page.write_text(text, encoding="utf-8")
    return links.problems([page], folder)


def test_good_links_and_names_are_no_problem(tmp_path: Path) -> None:
    text = (
        "# Page\n[a](adr/0001-one.md) [b](adr/0001-one.md#why-it-is-so-really) [c](#page) [d](https://example.org) [e](adr/)\n"
        "`docs/adr/0001-one.md`, `docs/adr/*.md`, `src/nowhere.py`, `[x](y)`\n```\n[f](nowhere.md) `docs/nowhere.md`\n```\n"
    )
    assert checkout(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("\n[a](nowhere.md)", "docs/page.md:2: the link nowhere.md leads nowhere"),
        ("[a](adr/0001-one.md#how)", "docs/page.md:1: the link adr/0001-one.md#how: there is no such heading"),
        ("[a](../../outside.md)", "docs/page.md:1: the link ../../outside.md leads nowhere"),
        ("see `docs/adr/0002-two.md`", "docs/page.md:1: there is no file docs/adr/0002-two.md"),
    ],
)
def test_what_leads_nowhere_is_named(tmp_path: Path, text: str, problem: str) -> None:
    assert checkout(tmp_path, text) == [problem]


def test_the_contents_name_pages_that_are_there() -> None:
    pages = contents()
    assert pages[0].name == "getting-started.md"
    assert all(page.exists() for page in pages)


# ---------------------------------------------------------------------------------------------------------------- traces


def whole() -> list[dict[str, Any]]:
    """A trace with each hop once."""
    made: list[dict[str, Any]] = []
    for number, hop in enumerate(hops.HOPS):
        parent = next((one["span_id"] for one in made if hop.under == (one["name"], one["service"])), "")
        made.append(
            {
                "trace_id": "t",
                "span_id": f"s{number}",
                "parent_id": parent,
                "name": hop.name,
                "kind": hop.kind,
                "service": hop.part,
                "start_ns": number * 1_000_000,
                "end_ns": number * 1_000_000 + 5,
                "attributes": dict.fromkeys(hop.attributes, "x"),
                "events": [],
            }
        )
    return made


def test_a_whole_trace_is_no_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hops.problems(whole()) == []
    file = tmp_path / "trace.json"
    file.write_text(json.dumps(whole()), encoding="utf-8")
    assert hops.main(["hops.py", str(file)]) == 0
    assert capsys.readouterr().out == f"{len(hops.HOPS)} spans of one trace, each of {len(hops.HOPS)} hops is there\n"


@pytest.mark.parametrize("number", range(len(hops.HOPS)))
def test_each_missing_hop_is_named(number: int) -> None:
    spans = whole()
    del spans[number]
    assert any(hops.HOPS[number].name in problem for problem in hops.problems(spans))


def test_an_empty_trace_is_a_problem() -> None:
    assert hops.problems([]) == ["there are no spans"]


def changed(number: int, **fields: Any) -> list[str]:
    spans = whole()
    spans[number] = {**spans[number], **fields}
    return hops.problems(spans)


def test_what_is_wrong_with_a_hop_is_named() -> None:
    wait = next(at for at, hop in enumerate(hops.HOPS) if hop.name == "wait for slot")
    assert any("does not lie under" in problem for problem in changed(wait, parent_id="s0"))
    assert any("nothing that was exported" in problem for problem in changed(wait, parent_id="gone"))
    assert any("not of the kind" in problem for problem in changed(wait, kind="server"))
    assert any("several traces" in problem for problem in changed(wait, trace_id="other"))
    assert any("begins before" in problem for problem in changed(wait, start_ns=-1_000_000_000))
    assert any("tells '://'" in problem for problem in changed(wait, attributes={"url.full": "http://s3/key"}))
    send = next(at for at, hop in enumerate(hops.HOPS) if hop.name == "send signalbox.commands")
    assert any("lacks messaging.destination.name" in problem for problem in changed(send, attributes={}))


# ------------------------------------------------------------------------------------------------------------------ logs

LINE = {
    "time": "2026-07-28T09:15:02.417Z",
    "level": "info",
    "logger": "a.B",
    "message": "so it is",
    "part": "backend",
    "thread": "main",
    "trace_id": "abc",
    "run_id": "0198",
}


def logs(folder: Path, **texts: str) -> list[str]:
    for part in part_logs.OWN:
        text = texts.get(part, json.dumps({**LINE, "part": part}) + "\n")
        (folder / f"{part}.log").write_text(text, encoding="utf-8")
    return part_logs.problems(folder, "abc", "0198")


def test_good_logs_are_no_problem(tmp_path: Path) -> None:
    jvm = "OpenJDK 64-Bit Server VM warning: something\n"
    assert logs(tmp_path, backend=jvm + json.dumps(LINE) + "\n") == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("plain words", "is not JSON"),
        ('"a text"', "is no object"),
        (json.dumps({name: value for name, value in LINE.items() if name != "thread"}), "lacks thread"),
        (json.dumps({**LINE, "level": "WARN"}), "has the level WARN"),
        (json.dumps({**LINE, "part": "tabular"}), "is of the part tabular"),
        (json.dumps({**LINE, "time": "2026-07-28 09:15:02"}), "has the time"),
        (json.dumps({**LINE, "message": "?X-Amz-Signature=0123"}), "tells a secret"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    (found,) = logs(tmp_path, backend=json.dumps(LINE) + "\n" + line + "\n")
    assert found.startswith("backend.log:2: ")
    assert problem in found


def test_a_part_that_does_not_know_the_run_is_named(tmp_path: Path) -> None:
    silent = json.dumps({**LINE, "part": "orchestrator", "trace_id": "other"}) + "\n"
    assert logs(tmp_path, orchestrator=silent) == ["orchestrator: no line has the trace abc"]
    nameless = json.dumps({**LINE, "part": "tabular", "run_id": "other"}) + "\n"
    assert logs(tmp_path, tabular=nameless) == ["tabular: no line of the trace names the run 0198"]
    (tmp_path / "tuning.log").unlink()
    assert "tuning: there is no log" in part_logs.problems(tmp_path, "", "")
