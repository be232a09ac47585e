"""The gap and the primal integral, as they are defined."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signalbox_solving.measures import PrimalIntegral, gap, known

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
