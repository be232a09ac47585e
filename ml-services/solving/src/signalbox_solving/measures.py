"""Numbers that solvers define differently, computed here in one way for all of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Below it a value counts as zero in a denominator.
TINY = 1e-10
# Solvers stand for «not known» with infinities and with numbers such as 1e30.
UNKNOWN_FROM = 1e30
# A gap that is smaller comes from rounding: the solution is proven optimal.
PROVEN_GAP = 1e-6
# Hans Mittelmann's, in seconds: short times do not rule the mean. https://plato.asu.edu/bench.html
SHIFT_SECONDS = 10.0
# PAR10: what is not solved counts with ten times its limit (Hutter, Hoos, Leyton-Brown, Stützle 2009, doi:10.1613/jair.2861).
PENALTY = 10.0
# Outcomes that leave nothing open.
PROVEN = ("optimal", "infeasible", "unbounded", "infeasible_or_unbounded")


def known(value: float | None) -> float | None:
    """The value itself, to the last digit, or None when it stands for «not known»."""
    if value is None or not math.isfinite(value) or abs(value) >= UNKNOWN_FROM:
        return None
    return value


def gap(incumbent: float | None, bound: float | None) -> float | None:
    """|incumbent - bound| / max(|incumbent|, 1e-10), a fraction; None while either is not known."""
    if incumbent is None or bound is None:
        return None
    return abs(incumbent - bound) / max(abs(incumbent), TINY)


class PrimalIntegral:
    """The area under the primal gap over the time of a solve, in seconds (Berthold 2013, doi:10.1016/j.orl.2013.08.007).

    The gap is 1 before the first incumbent, and then |incumbent - best| / max(|incumbent|, |best|, 1e-10), at most 1, where best is
    the last incumbent. Smaller is better: good solutions were there early.
    """

    def __init__(self) -> None:
        self._improvements: list[tuple[float, float]] = []

    def improved(self, seconds: float, incumbent: float) -> None:
        """`incumbent` is the value from `seconds` after the beginning on; times never fall."""
        if not self._improvements or self._improvements[-1][1] != incumbent:
            self._improvements.append((seconds, incumbent))

    def value(self, seconds: float) -> float | None:
        """The integral from the beginning to `seconds`; None without any incumbent."""
        if not self._improvements:
            return None
        best = self._improvements[-1][1]
        area, since, height = 0.0, 0.0, 1.0
        for at, incumbent in self._improvements:
            area += max(0.0, at - since) * height
            since, height = max(since, at), _primal_gap(incumbent, best)
        return area + max(0.0, seconds - since) * height


def _primal_gap(incumbent: float, best: float) -> float:
    return min(1.0, abs(incumbent - best) / max(abs(incumbent), abs(best), TINY))


class GapCurve:
    """The gap of one solve over its time limit, as steps: it is 1 at first, never more, and each holds until the next."""

    def __init__(self, limit: float) -> None:
        """`limit` in seconds, larger than 0."""
        self._limit = limit
        self._area = 0.0
        self._since = 0.0
        self.now = 1.0

    def changed(self, seconds: float, incumbent: float | None, bound: float | None) -> None:
        """From `seconds` after the beginning on, these are the values; times never fall."""
        now = gap(incumbent, bound)
        self._put(seconds, 1.0 if now is None else min(1.0, now))

    def closed(self, seconds: float) -> None:
        """From then on nothing is open: the solve has proven what there was to prove."""
        self._put(seconds, 0.0)

    def integral(self) -> float:
        """The area under the curve as a part of the whole, 0 … 1, if it stays from now on as it is.

        The primal integral of Berthold (2013, doi:10.1016/j.orl.2013.08.007) with the gap between incumbent and bound in place of that
        to the best known solution, so that it needs none: the primal-dual integral.
        """
        return (self._area + (self._limit - self._since) * self.now) / self._limit

    def _put(self, seconds: float, now: float) -> None:
        at = min(max(seconds, self._since), self._limit)
        self._area += (at - self._since) * self.now
        self._since, self.now = at, now


@dataclass(frozen=True)
class Measured:
    """What one instance of a set counts as.

    `solved`: nothing is open, or the gap is within the gap limit that was asked for. `seconds`: the time of what is solved, at most the
    limit; the limit of what is not. `gap` and `gap_integral` are at most 1.
    """

    limit: float
    solved: bool
    seconds: float
    gap: float
    gap_integral: float

    @staticmethod
    def open(limit: float, curve: GapCurve | None = None) -> Measured:
        """What is not solved, as if nothing got better any more; without a curve it has not begun."""
        if curve is None:
            return Measured(limit, False, limit, 1.0, 1.0)
        return Measured(limit, False, limit, curve.now, curve.integral())

    @staticmethod
    def ended(limit: float, outcome: str, ended_by: str | None, seconds: float, curve: GapCurve) -> Measured:
        """What an instance counts as whose solve has ended. `ended_by`: which of its limits did that."""
        if outcome in PROVEN:
            curve.closed(seconds)
        if outcome not in PROVEN and ended_by != "gap":
            return Measured.open(limit, curve)
        return Measured(limit, True, min(seconds, limit), curve.now, curve.integral())

    @property
    def par10(self) -> float:
        return self.seconds if self.solved else PENALTY * self.limit

    def values(self) -> dict[str, float]:
        """By the names that the metrics `instance/…` have."""
        return {
            "gap_integral": self.gap_integral,
            "seconds": self.seconds,
            "par10": self.par10,
            "gap": self.gap,
            "solved": float(self.solved),
        }


def shifted_geometric_mean(values: Iterable[float], shift: float = SHIFT_SECONDS) -> float:
    """exp(mean(log(value + shift))) - shift."""
    return math.exp(_mean([math.log(value + shift) for value in values])) - shift


def aggregated(measured: Sequence[Measured]) -> dict[str, float]:
    """What a set comes to, by the names that the metrics `set/…` have."""
    return {
        "gap_integral": _mean([each.gap_integral for each in measured]),
        "seconds": shifted_geometric_mean([each.seconds for each in measured]),
        "par10": _mean([each.par10 for each in measured]),
        "gap": _mean([each.gap for each in measured]),
        "solved": float(sum(each.solved for each in measured)),
    }


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
