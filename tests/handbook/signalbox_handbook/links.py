"""What the documentation points at: links, headings, and file names in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

_LINK = re.compile(r"\[[^\]\[]*\]\(([^()\s]+)\)")
_NAME = re.compile(r"`([A-Za-z0-9_.][A-Za-z0-9_./-]*)`")
_CODE = re.compile(r"`[^`]*`")
# A name in the text is taken for a file of the checkout when it begins with one of its folders.
_ENDINGS = (
    ".md",
    ".sh",
    ".py",
    ".ts",
    ".mts",
    ".mjs",
    ".yaml",
    ".yml",
    ".json",
    ".java",
    ".sql",
    ".proto",
    ".toml",
    ".xml",
)


def problems(pages: Iterable[Path], root: Path) -> list[str]:
    """Every link that leads nowhere and every file that is not there, with file and line."""
    found: list[str] = []
    folders = {entry.name for entry in root.iterdir() if entry.is_dir()}
    for page in pages:
        fenced = False
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith("```"):
                fenced = not fenced
            if fenced:
                continue
            place = f"{page.relative_to(root)}:{number}"
            found.extend(f"{place}: {problem}" for problem in _links(_CODE.sub("", line), page, root))
            found.extend(f"{place}: there is no file {name}" for name in _files(line, root, folders))
    return found


def _links(line: str, page: Path, root: Path) -> Iterable[str]:
    for target in _LINK.findall(line):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / unquote(name)).resolve() if name else page
        if not file.is_relative_to(root.resolve()) or not file.exists():
            yield f"the link {target} leads nowhere"
        elif anchor and file.suffix == ".md" and anchor not in anchors(file):
            yield f"the link {target}: there is no such heading"


def _files(line: str, root: Path, folders: set[str]) -> Iterable[str]:
    for name in _NAME.findall(line):
        first, slash, _ = name.partition("/")
        if slash and first in folders and name.endswith(_ENDINGS) and not (root / name).exists():
            yield name


def anchors(page: Path) -> set[str]:
    """The names of a page's headings, as GitHub makes them."""
    made: set[str] = set()
    fenced = False
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            fenced = not fenced
        if not fenced and (heading := re.match(r"#{1,6} (.*)", line)):
            text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.group(1)).replace("`", "").strip().lower()
            base = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
            name, again = base, 0
            while name in made:
                again += 1
                name = f"{base}-{again}"
            made.add(name)
    return made
