"""The part of JSON Schema that the chart's schema keeps to. It refuses words that it does not know."""

from __future__ import annotations

import re
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
}
_SILENT = {"$schema", "title", "description", "definitions"}
_KNOWN = {
    "$ref", "type", "enum", "not", "pattern", "minLength", "minimum", "maximum", "items", "minItems",
    "required", "properties", "additionalProperties", "propertyNames", "minProperties",
}  # fmt: skip


def violations(schema: Any, value: Any, root: Any = None, where: str = "") -> list[str]:
    """What is wrong with the value, each with the path to it. Raises ValueError for a schema that is not understood."""
    root = schema if root is None else root
    if isinstance(schema, bool):
        return [] if schema else [f"{where}: nothing is allowed here"]
    unknown = set(schema) - _KNOWN - _SILENT
    if unknown:
        raise ValueError(f"the schema's words {sorted(unknown)} are not known here")
    if "$ref" in schema:
        target = root
        for key in schema["$ref"].removeprefix("#/").split("/"):
            target = target[key]
        return violations(target, value, root, where)
    if "type" in schema:
        wanted = _TYPES[schema["type"]]
        if not isinstance(value, wanted) or (isinstance(value, bool) and schema["type"] != "boolean"):
            return [f"{where or 'the values'}: must be of the type {schema['type']}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: must be one of {schema['enum']}")
    if "not" in schema and not violations(schema["not"], value, root, where):
        found.append(f"{where}: must not be {value!r}")
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            found.append(f"{where}: {value!r} does not match {schema['pattern']}")
        if len(value) < schema.get("minLength", 0):
            found.append(f"{where}: is too short")
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        found.append(f"{where}: {value} is out of range")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            found.append(f"{where}: has too few entries")
        for number, item in enumerate(value):
            found += violations(schema.get("items", True), item, root, f"{where}[{number}]")
    if isinstance(value, dict):
        found += [f"{where}: {name} is missing" for name in schema.get("required", ()) if name not in value]
        if len(value) < schema.get("minProperties", 0):
            found.append(f"{where}: has too few entries")
        for name, inner in value.items():
            path = f"{where}.{name}".strip(".")
            if "propertyNames" in schema:
                found += violations(schema["propertyNames"], name, root, f"{path} as a name")
            rule = schema.get("properties", {}).get(name, schema.get("additionalProperties", True))
            found += violations(rule, inner, root, path)
    return found
