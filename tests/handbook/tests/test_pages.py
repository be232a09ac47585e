"""The runner must turn red when a page is wrong, and only then."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from signalbox_handbook import pages, shell
from signalbox_handbook.expect import difference
from signalbox_handbook.instance import Instance
from signalbox_handbook.pages import PageError
from signalbox_handbook.runbooks import blocks as runbook_blocks
from signalbox_handbook.shell import Outcome, Place


def page(folder: Path, text: str) -> Path:
    made = folder / "page.md"
    made.write_text(text, encoding="utf-8")
    return made


def play(folder: Path, text: str, limit: float = 20.0) -> Outcome:
    place = Place(folder, dict(os.environ), {8080: 4711}, limit)
    return shell.run(pages.read(page(folder, text)), place)


GOOD = """# A page

```bash
word=hello
echo "$word, world" >&2
```

```text
hello, …
```

Some words.

```bash
mkdir -p made && cd made
test "$word" = hello
echo http://127.0.0.1:8080
```

```text
http://127.0.0.1:8080
```

```bash notest: needs Docker
docker run nothing
```

```json
{"not": "run"}
```
"""


def test_a_good_page_passes_in_one_shell_with_the_ports_of_the_place(tmp_path: Path) -> None:
    outcome = play(tmp_path, GOOD)
    assert (outcome.passed, outcome.problem) == (2, "")
    assert (tmp_path / "made").is_dir()
    skipped = [block.skipped for block in pages.read(tmp_path / "page.md") if block.skipped]
    assert skipped == ["needs Docker"]


@pytest.mark.parametrize(
    ("commands", "line", "why"),
    [
        ("echo before\nfalse\necho after", 5, "ended with 1: false"),
        ("true\nfalse | cat", 5, "ended with 1"),
        ("f() {\n  return 3\n}\nf", 7, "ended with 3"),
        ("nobody-has-this-program", 4, "nobody-has-this-program"),
        ("if true; then", 4, "ended with"),
        ("exit 9", 4, "ended with 9"),
    ],
)
def test_a_failing_command_is_red_with_file_and_line(tmp_path: Path, commands: str, line: int, why: str) -> None:
    outcome = play(tmp_path, f"# A page\n\n```bash\n{commands}\n```\n\n```bash\necho never >never\n```\n")
    assert outcome.passed == 0
    assert f"{tmp_path / 'page.md'}:{line}: " in outcome.problem
    assert why in outcome.problem
    assert not (tmp_path / "never").exists()


def test_other_output_than_shown_is_red(tmp_path: Path) -> None:
    outcome = play(tmp_path, "```bash\necho 41\n```\n\n```text\n42\n```\n")
    assert outcome.passed == 0
    assert "page.md:2: the page shows something else: no such line: '42'" in outcome.problem
    assert "| 41" in outcome.problem


def test_a_page_that_does_not_end_is_ended(tmp_path: Path) -> None:
    outcome = play(tmp_path, "```bash\necho begun\nsleep 60\n```\n", limit=1.0)
    assert "did not end within 1 s" in outcome.problem


def test_what_a_page_left_in_the_background_ends_with_it(tmp_path: Path) -> None:
    outcome = play(tmp_path, "```bash\nsleep 60 &\necho $! >pid\n```\n")
    assert outcome.passed == 1
    pid = int((tmp_path / "pid").read_text())
    state = Path(f"/proc/{pid}/stat")
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("```bash\necho\n", "page.md:1: a fence is not closed"),
        ("words\n```bash notest\necho\n```\n", "page.md:2"),
        ("```bash later\necho\n```\n", "page.md:1"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused(tmp_path: Path, text: str, where: str) -> None:
    with pytest.raises(PageError, match=where):
        pages.read(page(tmp_path, text))


def test_only_a_text_right_below_belongs_to_the_commands(tmp_path: Path) -> None:
    text = "```bash\na\n```\n\n```text\n1\n```\n\n```text\n2\n```\n\n```bash\nb\n```\nwords\n\n```text\n3\n```\n"
    assert [(block.code, block.expected) for block in pages.read(page(tmp_path, text))] == [
        ("a\n", "1\n"),
        ("b\n", None),
    ]


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("a\nb\n", "a\nb\n"),
        ("a…\n", "abc\n"),
        ("…\nb\n…\n", "b\n"),
        ("…\nb\n…\n", "a\nb\nc\nd\n"),
        ("a\n…\n", "a\n"),
        ("…\nz\n", "z\ny\nz\n"),
        ("took … s, (all)\n", "took 1.5 s, (all)\n"),
        ("a\n", "\x1b[1ma\x1b[0m  \n\n"),
        ("…\n", ""),
    ],
)
def test_dots_stand_for_anything(expected: str, actual: str) -> None:
    assert difference(expected, actual) == ""


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("a\n", "b\n"),
        ("a\n", "a\nb\n"),
        ("a\nb\n", "a\n"),
        ("a\nb\n", "b\na\n"),
        ("…\nb\na\n…\n", "a\nb\n"),
        ("…\nz\n", "z\ny\n"),
        ("a…c\n", "ab\n"),
        ("a\n", ""),
    ],
)
def test_what_is_not_there_is_found(expected: str, actual: str) -> None:
    assert difference(expected, actual) != ""


def test_a_trace_with_many_lines_is_compared_at_once() -> None:
    lines = "".join(f"line {number}\n" for number in range(5_000))
    assert difference("…\nline 7\n" * 1 + "…\nline 9…\n" * 20 + "…\nnever\n…\n", lines) != ""


def test_commands_in_the_sentences_of_runbooks_are_blocks(tmp_path: Path) -> None:
    text = "Look: `./signalbox status`, `kill PID` and `GET /api/v1/system/health`.\nAgain `./signalbox status`.\n"
    found = runbook_blocks([page(tmp_path, text)])
    assert [block.code for block in found] == ["./signalbox status\n", "api GET '/system/health' >/dev/null\n"]
    assert found[0].at().endswith("page.md:1")


def test_the_signalbox_of_the_pages_has_a_folder_and_a_port_of_the_test(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    program = tmp_path / "signalbox"
    program.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    instance = Instance(tmp_path)
    place = instance.place()
    try:
        text = (
            "```bash\n./signalbox up --detach\n./signalbox up --data other --port 9000\n./signalbox logs backend\n"
            "./signalbox restore --from a --data b\nls\n```\n"
        )
        outcome = shell.run(pages.read(page(tmp_path, text)), place)
        assert (outcome.passed, outcome.problem) == (1, "")
        shown = (
            f"up --port {place.ports[8080]} --data {instance.data} --detach\nup --data other --port 9000\n"
            f"logs --data {instance.data} backend\nrestore --from a --data b\n"
        )
        expected = text + f"\n```text\n{shown}…\ndocs\n…\n```\n"
        outcome = shell.run(pages.read(page(tmp_path, expected)), place)
        assert outcome.problem == ""
    finally:
        instance.remove()
