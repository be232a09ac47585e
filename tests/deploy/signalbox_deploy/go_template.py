"""The part of Go's template language, and of Helm's functions, that the chart keeps to.

It refuses what it does not know, and a value that is not there: a chart that renders here uses nothing else. `check.py --helm`
compares the outcome with that of Helm itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

_ACTION = re.compile(r"\{\{(-(?=\s))?(.*?)(\s-)?\}\}", re.DOTALL)
_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|(-?\d+)|(\$\w*(?:\.\w+)*|(?:\.\w+)+|\.)|(\w+)|(:=|=|\||\(|\)|,))')


class TemplateError(Exception):
    """The template does what this reader does not know, or asks for what is not there."""


@dataclass
class Action:
    words: str
    line: int


@dataclass
class Block:
    """An `if`, a `range` or a `define` with what it holds; `otherwise` is what stands behind its `else`."""

    kind: str
    action: Action
    body: list[Node] = field(default_factory=list)
    otherwise: list[Node] = field(default_factory=list)


Node = str | Action | Block


class Templates:
    """Templates that can include each other."""

    def __init__(self) -> None:
        self._defined: dict[str, list[Node]] = {}
        self._bodies: dict[str, list[Node]] = {}

    def add(self, path: str, text: str) -> None:
        try:
            nodes = _parse(text)
        except TemplateError as error:
            raise TemplateError(f"{path}: {error}") from None
        self._bodies[path] = [node for node in nodes if not (isinstance(node, Block) and node.kind == "define")]
        for node in nodes:
            if isinstance(node, Block) and node.kind == "define":
                name = json.loads(node.action.words)
                if name in self._defined:
                    raise TemplateError(f"{path}: {name} is defined twice")
                self._defined[name] = node.body

    def render(self, path: str, data: dict[str, Any]) -> str:
        try:
            return _Run(self, data).nodes(self._bodies[path], data, {"$": data})
        except TemplateError as error:
            raise TemplateError(f"{path}: {error}") from None

    def include(self, name: str, data: Any) -> str:
        if name not in self._defined:
            raise TemplateError(f"{name} is not defined")
        return _Run(self, data).nodes(self._defined[name], data, {"$": data})


def _parse(text: str) -> list[Node]:
    """Nodes of a template, with the white space gone that actions trim."""
    top = Block("top", Action("", 1))
    stack = [top]
    in_else: list[bool] = [False]
    position, trim = 0, False
    for match in _ACTION.finditer(text):
        plain = text[position : match.start()]
        plain = plain.lstrip() if trim else plain
        plain = plain.rstrip() if match[1] else plain
        target = stack[-1].otherwise if in_else[-1] else stack[-1].body
        if plain:
            target.append(plain)
        position, trim = match.end(), bool(match[3])
        words = match[2].strip()
        action = Action(words, text.count("\n", 0, match.start()) + 1)
        if words.startswith("/*"):
            if not words.endswith("*/") or (match[1] and not match[0].startswith("{{- /*")):
                raise TemplateError(f"line {action.line}: a comment that Helm would not take for one")
            continue
        first, _, rest = words.partition(" ")
        if first in ("if", "range", "define"):
            block = Block(first, Action(rest.strip(), action.line))
            target.append(block)
            stack.append(block)
            in_else.append(False)
        elif words == "else":
            in_else[-1] = True
        elif words == "end":
            if len(stack) == 1:
                raise TemplateError(f"line {action.line}: an end too many")
            stack.pop()
            in_else.pop()
        elif first in ("else", "with", "template", "block", "break", "continue"):
            raise TemplateError(f"line {action.line}: «{first}» is not known here")
        else:
            target.append(action)
    if len(stack) != 1:
        raise TemplateError(f"line {stack[-1].action.line}: {stack[-1].kind} has no end")
    plain = text[position:]
    top.body.append(plain.lstrip() if trim else plain)
    return top.body


class _Run:
    def __init__(self, templates: Templates, data: Any) -> None:
        self._templates = templates
        self._root = data

    def nodes(self, nodes: Sequence[Node], dot: Any, variables: dict[str, Any]) -> str:
        """The text of the nodes. Variables that they declare are seen until their end."""
        scope = dict(variables)
        out = []
        for node in nodes:
            if isinstance(node, str):
                out.append(node)
            elif isinstance(node, Block):
                out.append(self._block(node, dot, scope))
            else:
                name, words = _assignment(node.words)
                value = self._value(words, node.line, dot, scope)
                if name:
                    scope[name] = value
                else:
                    out.append(_shown(value, node.line))
        return "".join(out)

    def _block(self, block: Block, dot: Any, scope: dict[str, Any]) -> str:
        if block.kind == "if":
            chosen = (
                block.body if _true(self._value(block.action.words, block.action.line, dot, scope)) else block.otherwise
            )
            return self.nodes(chosen, dot, scope)
        names, words = _range(block.action.words)
        value = self._value(words, block.action.line, dot, scope)
        items = sorted(value.items()) if isinstance(value, dict) else list(enumerate(value))
        if not items:
            return self.nodes(block.otherwise, dot, scope)
        return "".join(
            self.nodes(
                block.body,
                item,
                {**scope, **dict(zip(names, [item] if len(names) == 1 else [key, item], strict=False))},
            )
            for key, item in items
        )

    def _value(self, words: str, line: int, dot: Any, scope: dict[str, Any]) -> Any:
        tokens = list(_tokens(words, line))
        try:
            value, rest = self._pipeline(tokens, dot, scope)
        except TemplateError as error:
            raise TemplateError(f"line {line}: {error}") from None
        if rest:
            raise TemplateError(f"line {line}: «{words}» goes on where it should end")
        return value

    def _pipeline(self, tokens: list[str], dot: Any, scope: dict[str, Any]) -> tuple[Any, list[str]]:
        value, rest = self._command(tokens, dot, scope, [])
        while rest and rest[0] == "|":
            value, rest = self._command(rest[1:], dot, scope, [value])
        return value, rest

    def _command(self, tokens: list[str], dot: Any, scope: dict[str, Any], last: list[Any]) -> tuple[Any, list[str]]:
        """One function with its arguments, or one operand. What a pipe brings is the last argument."""
        if tokens and re.fullmatch(r"[a-zA-Z]\w*", tokens[0]) and tokens[0] not in ("true", "false"):
            name, rest = tokens[0], tokens[1:]
            arguments = []
            while rest and rest[0] not in ("|", ")"):
                argument, rest = self._operand(rest, dot, scope)
                arguments.append(argument)
            return self._call(name, [*arguments, *last]), rest
        if last:
            raise TemplateError("a pipe leads into what is no function")
        value, rest = self._operand(tokens, dot, scope)
        if rest and rest[0] not in ("|", ")"):
            raise TemplateError("an operand stands where a function is expected")
        return value, rest

    def _operand(self, tokens: list[str], dot: Any, scope: dict[str, Any]) -> tuple[Any, list[str]]:
        if not tokens:
            raise TemplateError("an operand is missing")
        token, rest = tokens[0], tokens[1:]
        if token == "(":
            value, rest = self._pipeline(rest, dot, scope)
            if not rest or rest[0] != ")":
                raise TemplateError("a bracket is not closed")
            return value, rest[1:]
        if token.startswith('"'):
            return json.loads(token), rest
        if re.fullmatch(r"-?\d+", token):
            return int(token), rest
        if token in ("true", "false"):
            return token == "true", rest
        if token.startswith("$"):
            name, _, path = token.partition(".")
            if name not in scope:
                raise TemplateError(f"{name} is not declared")
            return _at(scope[name], path, token), rest
        if token.startswith("."):
            return _at(dot, token[1:], token), rest
        raise TemplateError(f"«{token}» is no operand")

    def _call(self, name: str, arguments: list[Any]) -> Any:
        if name == "include":
            template, data = arguments
            return self._templates.include(template, data)
        if name not in FUNCTIONS:
            raise TemplateError(f"the function {name} is not known here")
        try:
            return FUNCTIONS[name](*arguments)
        except TypeError as error:
            raise TemplateError(f"{name}: {error}") from None


def _tokens(words: str, line: int) -> Iterator[str]:
    position = 0
    while position < len(words.rstrip()):
        match = _TOKEN.match(words, position)
        if match is None:
            raise TemplateError(f"line {line}: «{words[position:]}» is not understood")
        yield match[match.lastindex or 0]
        position = match.end()


def _assignment(words: str) -> tuple[str | None, str]:
    match = re.match(r"(\$\w+)\s*:=\s*(.*)", words, re.DOTALL)
    return (match[1], match[2]) if match else (None, words)


def _range(words: str) -> tuple[list[str], str]:
    match = re.match(r"(\$\w+)(?:\s*,\s*(\$\w+))?\s*:=\s*(.*)", words, re.DOTALL)
    if match is None:
        return [], words
    return [name for name in (match[1], match[2]) if name], match[3]


def _at(value: Any, path: str, shown: str) -> Any:
    for key in filter(None, path.split(".")):
        if not isinstance(value, dict) or key not in value:
            raise TemplateError(f"there is no {shown}")
        value = value[key]
    return value


def _true(value: Any) -> bool:
    return bool(value)


def _shown(value: Any, line: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    raise TemplateError(f"line {line}: {value!r} is shown as Go writes it, not as YAML")


def _quote(value: Any) -> str:
    return json.dumps(_shown(value, 0), ensure_ascii=False)


def _to_yaml(value: Any) -> str:
    return (
        str(yaml.safe_dump(value, default_flow_style=False, sort_keys=True, allow_unicode=True))
        .rstrip("\n")
        .removesuffix("\n...")
    )


def _nindent(spaces: int, text: str) -> str:
    return "\n" + "\n".join(" " * spaces + line for line in text.split("\n"))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "eq": lambda one, other: one == other,
    "int": int,
    "ne": lambda one, other: one != other,
    "nindent": _nindent,
    "not": lambda value: not _true(value),
    "printf": lambda text, *values: text % values,
    "quote": _quote,
    "ternary": lambda yes, no, which: yes if which else no,
    "toYaml": _to_yaml,
    "until": lambda count: list(range(count)),
}
