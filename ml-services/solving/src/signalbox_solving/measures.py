"""Numbers that solvers define differently, computed here in one way for all of them."""

from __future__ import annotations

import math

# Below it a value counts as zero in a denominator.
TINY = 1e-10
# Solvers stand for «not known» with infinities and with numbers such as 1e30.
UNKNOWN_FROM = 1e30
# A gap that is smaller comes from rounding: the solution is proven optimal.
PROVEN_GAP = 1e-6


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
