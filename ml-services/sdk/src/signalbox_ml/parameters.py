"""Parameters of an algorithm, declared once: the JSON Schema of the form and the check of a request come from it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from signalbox_ml.errors import InvalidRequest


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """What every parameter has. Use one of the subclasses."""

    title: str
    description: str
    advanced: bool = False
    unit: str = ""

    def _keywords(self) -> dict[str, Any]:
        raise NotImplementedError

    def check(self, field: str, value: Any) -> Any:
        """The value in its Python type, or InvalidRequest that names the field."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        made: dict[str, Any] = {"title": self.title, "description": self.description, **self._keywords()}
        if self.advanced:
            made["x-advanced"] = True
        if self.unit:
            made["x-unit"] = self.unit
        return made


@dataclass(frozen=True, kw_only=True)
class Integer(Parameter):
    default: int
    minimum: int
    maximum: int
    log: bool = False

    def _keywords(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "type": "integer",
            "default": self.default,
            "minimum": self.minimum,
            "maximum": self.maximum,
        }
        if self.log:
            made["x-log"] = True
        return made

    def check(self, field: str, value: Any) -> int:
        # JSON Schema counts 3.0 as an integer.
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidRequest(f"{field}: must be an integer")
        if not self.minimum <= value <= self.maximum:
            raise InvalidRequest(f"{field}: must be from {self.minimum} to {self.maximum}")
        return value


@dataclass(frozen=True, kw_only=True)
class Number(Parameter):
    default: float
    minimum: float
    maximum: float
    log: bool = False

    def _keywords(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "type": "number",
            "default": self.default,
            "minimum": self.minimum,
            "maximum": self.maximum,
        }
        if self.log:
            made["x-log"] = True
        return made

    def check(self, field: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise InvalidRequest(f"{field}: must be a number")
        if not self.minimum <= value <= self.maximum:
            raise InvalidRequest(f"{field}: must be from {self.minimum:g} to {self.maximum:g}")
        return float(value)


@dataclass(frozen=True, kw_only=True)
class Boolean(Parameter):
    default: bool

    def _keywords(self) -> dict[str, Any]:
        return {"type": "boolean", "default": self.default}

    def check(self, field: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise InvalidRequest(f"{field}: must be true or false")
        return value


@dataclass(frozen=True, kw_only=True)
class Choice(Parameter):
    default: str
    options: tuple[str, ...]

    def _keywords(self) -> dict[str, Any]:
        return {"type": "string", "default": self.default, "enum": list(self.options)}

    def check(self, field: str, value: Any) -> str:
        if not isinstance(value, str) or value not in self.options:
            raise InvalidRequest(f"{field}: must be one of {', '.join(self.options)}")
        return value


@dataclass(frozen=True, kw_only=True)
class JsonText(Parameter):
    """Data as JSON text. The value stays the text; the algorithm decides what it must hold."""

    default: str
    maximum_bytes: int = 4 * 1024 * 1024

    def _keywords(self) -> dict[str, Any]:
        return {"type": "string", "default": self.default, "x-format": "json"}

    def check(self, field: str, value: Any) -> str:
        if not isinstance(value, str):
            raise InvalidRequest(f"{field}: must be a text")
        if len(value.encode(errors="surrogatepass")) > self.maximum_bytes:
            raise InvalidRequest(f"{field}: must be at most {self.maximum_bytes // 1024} KiB")
        try:
            json.loads(value, parse_constant=_no_constant)
        except json.JSONDecodeError as error:
            raise InvalidRequest(f"{field}: not JSON ({error.msg}, line {error.lineno} column {error.colno})") from None
        except ValueError as error:
            raise InvalidRequest(f"{field}: not JSON ({error})") from None
        except RecursionError:
            raise InvalidRequest(f"{field}: not JSON (nested too deeply)") from None
        return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


Parameters = Mapping[str, Parameter]


def json_schema(parameters: Parameters) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the parameter object."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {name: parameter.schema() for name, parameter in parameters.items()},
        "additionalProperties": False,
    }


def resolve(parameters: Parameters, text: str) -> dict[str, Any]:
    """The values of a request, checked, with the defaults for what is missing."""
    try:
        given = json.loads(text) if text.strip() else {}
    except ValueError as error:
        raise InvalidRequest(f"parameters: not JSON ({error})") from None
    if not isinstance(given, dict):
        raise InvalidRequest("parameters: must be an object")
    return resolve_values(parameters, given)


def resolve_values(parameters: Parameters, given: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The values of an object, checked, with the defaults for what is missing. A message names the field after `prefix`."""
    for name in given:
        if name not in parameters:
            raise InvalidRequest(f"{prefix}{name}: the algorithm has no such parameter")
    return {
        name: parameter.check(f"{prefix}{name}", given[name]) if name in given else parameter.default  # type: ignore[attr-defined]
        for name, parameter in parameters.items()
    }
