"""What the benchmark of studies searches: a bowl of five dimensions that costs nothing. Its least value is 0."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

KINDS = {"round": 0.0, "flat": 0.5, "steep": 1.0}
# JSON Schema of the parameters; `benchmarks/study/space.json` searches all of it.
PROPERTIES: dict[str, dict[str, Any]] = {
    **{
        name: {"type": "number", "title": name, "description": "A side.", "default": 0.0, "minimum": -5, "maximum": 5}
        for name in ("x", "y", "z")
    },
    "rate": {
        "type": "number",
        "title": "Rate",
        "description": "On a log scale.",
        "default": 0.1,
        "minimum": 0.00001,
        "maximum": 1,
        "x-log": True,
    },
    "kind": {
        "type": "string",
        "title": "Kind",
        "description": "What is added.",
        "enum": list(KINDS),
        "default": "flat",
    },
}


def value(parameters: Mapping[str, Any]) -> float:
    """The height at a place; at least 0."""
    return (
        (parameters["x"] - 1.0) ** 2
        + (parameters["y"] + 2.0) ** 2
        + (parameters["z"] - 0.5) ** 2
        + (math.log10(parameters["rate"]) + 3.0) ** 2
        + KINDS[parameters["kind"]]
    )
