"""An MPS whose variables are all integers, as a model of CP-SAT. Exact: coefficients are multiplied until they are integers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from signalbox_solving import mps
from signalbox_solving.engine.channel import EngineFailure

# What CP-SAT takes for «no limit» of a constraint.
_NO_LOWER, _NO_UPPER = -(2**63), 2**63 - 1
# Products and sums of larger numbers may not fit into 64 bits.
LARGEST = 2**50
# From here on a bound means none, as in HiGHS.
_INFINITE = Fraction(10) ** 20


def build(source: mps.Model, cp_model: Any) -> Any:
    """A `CpModel`. Raises EngineFailure `instance.not_supported` that names the variable or the constraint."""
    if source.quadratic:
        raise _not_supported("CP-SAT takes no quadratic objective; HiGHS does")
    model = cp_model.CpModel()
    variables = []
    for column in source.columns:
        low, high = _bounds(column)
        if low > high:
            # No value is possible: said by a constraint, because CP-SAT calls an empty domain a mistake.
            model.add_bool_or([])
        variables.append(model.new_int_var(low, max(low, high), column.name))
    rows: list[list[tuple[int, Fraction]]] = [[] for _ in source.rows]
    objective: list[tuple[int, Fraction]] = []
    for number, column in enumerate(source.columns):
        for row, text in column.entries:
            (objective if row == mps.OBJECTIVE else rows[row]).append((number, _fraction(text)))
    for row, (name, kind) in enumerate(source.rows):
        _add_row(model, cp_model, variables, name, rows[row], *_sides(source, row, kind))
    _set_objective(model, cp_model, variables, objective, source)
    return model


def _bounds(column: mps.Column) -> tuple[int, int]:
    if column.semi or not column.integer:
        kind = "semi-continuous" if column.semi else "continuous"
        raise _not_supported(f"CP-SAT takes integer variables only, but {column.name} is {kind}; HiGHS takes it")
    low = None if column.free_below else _bound(column.lower or "0")
    if column.upper is None:
        # As in HiGHS: an integer column that nobody bounds is binary.
        high = Fraction(1) if column.marked and not column.bounded else None
    else:
        high = _bound(column.upper)
    if low is None or high is None:
        side = "lower" if low is None else "upper"
        raise _not_supported(f"CP-SAT needs bounds, but {column.name} has no {side} one; HiGHS takes it")
    smallest, largest = math.ceil(low), math.floor(high)
    if max(abs(smallest), abs(largest)) > LARGEST:
        raise _not_supported(f"the bounds of {column.name} are too large for CP-SAT; HiGHS takes them")
    return smallest, largest


def _bound(text: str) -> Fraction | None:
    if math.isinf(float(mps.plain(text))):
        return None
    value = _fraction(text)
    return None if abs(value) >= _INFINITE else value


def _sides(source: mps.Model, row: int, kind: str) -> tuple[Fraction | None, Fraction | None]:
    """Both sides of a constraint; None: no limit."""
    side = _bound(source.rhs.get(row, "0"))
    if side is None:
        # ≤ ∞ and ≥ -∞ say nothing; anything else with an infinite side cannot be met or is a mistake, and HiGHS decides.
        raise _not_supported(f"the right-hand side of {source.rows[row][0]} is infinite; HiGHS takes it")
    width = source.ranges.get(row)
    if width is None:
        return (None if kind == "L" else side), (None if kind == "G" else side)
    wide = _fraction(width)
    match kind:
        case "L":
            return side - abs(wide), side
        case "G":
            return side, side + abs(wide)
        case _:
            return min(side, side + wide), max(side, side + wide)


def _add_row(
    model: Any,
    cp_model: Any,
    variables: Sequence[Any],
    name: str,
    entries: Sequence[tuple[int, Fraction]],
    low: Fraction | None,
    high: Fraction | None,
) -> None:
    factor = _factor(entries)
    lower = _NO_LOWER if low is None else math.ceil(low * factor)
    upper = _NO_UPPER if high is None else math.floor(high * factor)
    if lower > upper or (not entries and not lower <= 0 <= upper):
        model.add_bool_or([])
        return
    if not entries:
        return
    coefficients = [int(value * factor) for _, value in entries]
    limits = [limit for limit in (lower, upper) if limit not in (_NO_LOWER, _NO_UPPER)]
    if max(abs(number) for number in (*coefficients, *limits)) > LARGEST:
        raise _not_supported(f"the numbers of the constraint {name} differ too much for CP-SAT; HiGHS takes them")
    expression = cp_model.LinearExpr.weighted_sum([variables[number] for number, _ in entries], coefficients)
    model.add_linear_constraint(expression, lower, upper)


def _set_objective(
    model: Any, cp_model: Any, variables: Sequence[Any], entries: Sequence[tuple[int, Fraction]], source: mps.Model
) -> None:
    if not entries:
        return
    factor = _factor(entries)
    coefficients = [int(value * factor) for _, value in entries]
    if max(abs(number) for number in coefficients) > LARGEST:
        raise _not_supported("the numbers of the objective differ too much for CP-SAT; HiGHS takes them")
    expression = cp_model.LinearExpr.weighted_sum([variables[number] for number, _ in entries], coefficients)
    sign = -1 if source.maximize else 1
    if source.maximize:
        model.maximize(expression)
    else:
        model.minimize(expression)
    # CP-SAT reports scaling_factor * (its integer objective + offset); maximizing, it has turned the coefficients round.
    constant = -_fraction(source.rhs.get(mps.OBJECTIVE, "0"))
    model.proto.objective.scaling_factor = sign / factor
    model.proto.objective.offset = float(sign * constant * factor)


def _factor(entries: Sequence[tuple[int, Fraction]]) -> int:
    return math.lcm(*(value.denominator for _, value in entries)) if entries else 1


def _fraction(text: str) -> Fraction:
    return Fraction(mps.plain(text))


def _not_supported(words: str) -> EngineFailure:
    return EngineFailure("instance.not_supported", words[0].upper() + words[1:] + ".")
