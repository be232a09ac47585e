"""The checkout as the checks see it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml


class _Strict(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Refuses a key that comes twice: YAML readers take the last one, and nobody notices the first."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                continue
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key «{key.value}» is there twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class Files:
    """Files below a root, named by their path from there. `instead` holds texts in the place of what is on the disk."""

    def __init__(self, root: Path, instead: Mapping[str, str] | None = None) -> None:
        self.root = root
        self._instead = dict(instead or {})

    def with_text(self, path: str, text: str) -> Files:
        return Files(self.root, {**self._instead, path: text})

    def text(self, path: str) -> str:
        if path in self._instead:
            return self._instead[path]
        return (self.root / path).read_text(encoding="utf-8")

    def exists(self, path: str) -> bool:
        return path in self._instead or (self.root / path).exists()

    def is_executable(self, path: str) -> bool:
        return os.access(self.root / path, os.X_OK)

    def below(self, folder: str) -> Iterator[str]:
        """Paths of all files in the folder and in those below it."""
        for found in sorted((self.root / folder).rglob("*")):
            if found.is_file():
                yield found.relative_to(self.root).as_posix()


def documents(text: str) -> list[Any]:
    """All YAML documents in the text that hold something. Raises yaml.YAMLError, also for a key that comes twice."""
    return [found for found in yaml.load_all(text, Loader=_Strict) if found is not None]


def document(text: str) -> Any:
    """The only YAML document in the text."""
    found = documents(text)
    if len(found) != 1:
        raise yaml.YAMLError(f"one document is expected, not {len(found)}")
    return found[0]
