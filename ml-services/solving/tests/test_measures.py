"""The gap and the primal integral, as they are defined."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signalbox_solving.measures import (
    GapCurve,
    Measured,
    PrimalIntegral,
    aggregated,
    gap,
    known,
    shifted_geometric_mean,
)

FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)


def test_the_gap_is_a_fraction_of_the_incumbent() -> None:
    assert gap(100.0, 90.0) == pytest.approx(0.1)
    assert gap(-100.0, -110.0) == pytest.approx(0.1)
    assert gap(0.0, 1.0) == pytest.approx(1e10)
    assert gap(5.0, 5.0) == 0.0


@pytest.mark.parametrize(("incumbent", "bound"), [(None, 1.0), (1.0, None), (None, None)])
def test_without_both_values_there_is_no_gap(incumbent: float | None, bound: float | None) -> None:
    assert gap(incumbent, bound) is None


@pytest.mark.parametrize("value", [None, math.inf, -math.inf, math.nan, 1e30, -1e31])
def test_what_stands_for_not_known_is_not_a_value(value: float | None) -> None:
    assert known(value) is None


@given(FINITE)
def test_a_value_that_is_known_stays_what_it_is(value: float) -> None:
    assert known(value) == value


def test_the_integral_is_the_area_under_the_primal_gap() -> None:
    integral = PrimalIntegral()
    # 2 s nothing (1), then 20 against 10 (a gap of 0.5) for 4 s, then the best.
    integral.improved(2.0, 20.0)
    integral.improved(6.0, 10.0)
    assert integral.value(9.0) == pytest.approx(2 * 1 + 4 * 0.5 + 3 * 0)


def test_without_an_incumbent_there_is_no_integral() -> None:
    assert PrimalIntegral().value(9.0) is None


def test_an_incumbent_of_the_other_sign_is_no_better_than_none() -> None:
    integral = PrimalIntegral()
    integral.improved(1.0, -10.0)
    integral.improved(3.0, 10.0)
    assert integral.value(4.0) == pytest.approx(1 + 2)


@given(st.lists(st.tuples(st.floats(min_value=0, max_value=100), FINITE), min_size=1), st.floats(100, 200))
def test_the_integral_lies_between_nothing_and_the_whole_time(found: list[tuple[float, float]], end: float) -> None:
    integral = PrimalIntegral()
    for at, value in sorted(found):
        integral.improved(at, value)
    area = integral.value(end)
    assert area is not None
    assert -1e-9 <= area <= end + 1e-9


def curve_of(*changes: tuple[float, float, float], limit: float = 10.0) -> GapCurve:
    """Of seconds, incumbent and bound."""
    curve = GapCurve(limit)
    for seconds, incumbent, bound in changes:
        curve.changed(seconds, incumbent, bound)
    return curve


def test_the_gap_integral_is_the_area_under_the_gap_as_a_part_of_the_whole() -> None:
    # 2 s nothing (1), 20 against 10 (0.5) for 3 s, then 12.5 against 10 (0.2) to the limit of 10 s.
    curve = curve_of((2.0, 20.0, 10.0), (5.0, 12.5, 10.0))
    assert curve.now == pytest.approx(0.2)
    assert curve.integral() == pytest.approx((2 * 1 + 3 * 0.5 + 5 * 0.2) / 10)


def test_a_solve_that_is_proven_has_no_gap_from_then_on() -> None:
    curve = curve_of((2.0, 20.0, 10.0))
    measured = Measured.ended(10.0, "optimal", None, 4.0, curve)
    assert (measured.solved, measured.seconds, measured.gap) == (True, 4.0, 0.0)
    assert measured.gap_integral == pytest.approx((2 * 1 + 2 * 0.5) / 10)
    assert Measured.ended(10.0, "infeasible", None, 1.0, GapCurve(10.0)).gap_integral == pytest.approx(0.1)


def test_nothing_counts_more_than_that_nothing_is_known() -> None:
    assert GapCurve(5.0).integral() == 1.0
    # A gap of 10,000 %, an unknown bound, a report after the limit.
    assert curve_of((1.0, 1.0, 101.0)).integral() == 1.0
    unknown = GapCurve(5.0)
    unknown.changed(1.0, 3.0, None)
    assert unknown.now == 1.0
    assert curve_of((12.0, 5.0, 5.0)).integral() == 1.0


def test_what_is_not_solved_counts_with_its_limit_and_for_par10_with_ten_times_that() -> None:
    measured = Measured.ended(10.0, "feasible", "time", 10.3, curve_of((5.0, 20.0, 10.0)))
    assert (measured.solved, measured.seconds, measured.par10) == (False, 10.0, 100.0)
    assert (measured.gap, measured.gap_integral) == (0.5, 0.75)
    assert Measured.ended(10.0, "no_solution", "memory", 3.0, GapCurve(10.0)) == Measured.open(10.0)


def test_what_reaches_its_gap_limit_is_solved() -> None:
    measured = Measured.ended(10.0, "feasible", "gap", 4.0, curve_of((4.0, 20.0, 19.0)))
    assert (measured.solved, measured.seconds, measured.par10) == (True, 4.0, 4.0)
    assert measured.gap == pytest.approx(0.05)


def test_a_time_that_is_told_late_counts_as_the_limit() -> None:
    assert Measured.ended(10.0, "optimal", None, 10.2, GapCurve(10.0)).seconds == 10.0


def test_the_shifted_geometric_mean_is_that_of_the_benchmarks() -> None:
    # (1 + 10)(90 + 10) is 1100, and its root 33.166.
    assert shifted_geometric_mean([1.0, 90.0]) == pytest.approx(math.sqrt(1100) - 10)
    assert shifted_geometric_mean([7.0, 7.0]) == pytest.approx(7.0)
    assert shifted_geometric_mean([0.0, 3.0], shift=1.0) == pytest.approx(1.0)


def test_a_set_comes_to_the_means_of_its_instances() -> None:
    solved = Measured(10.0, True, 2.0, 0.0, 0.1)
    values = aggregated([solved, Measured.open(10.0, curve_of((5.0, 20.0, 10.0))), Measured.open(10.0)])
    assert values == pytest.approx(
        {
            "gap_integral": (0.1 + 0.75 + 1.0) / 3,
            "seconds": (12.0 * 20.0 * 20.0) ** (1 / 3) - 10,
            "par10": (2.0 + 100.0 + 100.0) / 3,
            "gap": (0.0 + 0.5 + 1.0) / 3,
            "solved": 1.0,
        }
    )


@given(st.lists(st.tuples(st.floats(0, 20), FINITE, FINITE), min_size=1, max_size=20))
def test_an_integral_is_a_part_of_the_whole(changes: list[tuple[float, float, float]]) -> None:
    curve = curve_of(*sorted(changes))
    assert 0.0 <= curve.integral() <= 1.0 + 1e-12
    assert 0.0 <= curve.now <= 1.0
