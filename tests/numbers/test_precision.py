"""Flint's precision is put back after every use, whatever happens inside, and never leaks between threads."""

import threading
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import flint
import pytest

from opd_exact.numbers import ComputedReal, InputError, InputTypeError, LogForm, log, working_precision
from opd_exact.numbers.precision import bits_for_digits


@pytest.fixture(autouse=True)
def _restored_precision() -> None:
    before = flint.ctx.prec
    yield
    assert flint.ctx.prec == before


def test_blocks_nest_and_restore() -> None:
    outside = flint.ctx.prec
    with working_precision(200):
        with working_precision(77):
            assert flint.ctx.prec == 77
        assert flint.ctx.prec == 200
    assert flint.ctx.prec == outside


def test_an_exception_restores_the_precision_and_frees_the_lock() -> None:
    outside = flint.ctx.prec
    with pytest.raises(ZeroDivisionError), working_precision(300):
        raise ZeroDivisionError
    assert flint.ctx.prec == outside
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: log(2).enclose(50).sign()).result(timeout=20) == 1


def test_an_exception_in_an_evaluation_restores_the_precision() -> None:
    def failing() -> flint.arb:
        raise RuntimeError("no value today")

    with pytest.raises(RuntimeError, match="no value today"):
        ComputedReal(failing, "failing").enclose(30)


@pytest.mark.parametrize("bits", [1, 0, -5])
def test_too_few_bits_are_refused(bits: int) -> None:
    with pytest.raises(InputError, match=str(bits)):
        working_precision(bits)


@pytest.mark.parametrize("count", [2.5, "10", True, None])
def test_counts_must_be_integers(count: object) -> None:
    with pytest.raises(InputTypeError):
        working_precision(count)  # type: ignore[arg-type]
    with pytest.raises(InputTypeError):
        bits_for_digits(count)  # type: ignore[arg-type]


def test_enough_bits_for_every_number_of_digits() -> None:
    assert all(2 ** bits_for_digits(digits) >= 10**digits for digits in range(1, 2000))


def test_threads_at_different_precisions_get_what_they_asked_for() -> None:
    """Eight threads enclose at eight precisions at once; every ball is as narrow as asked and right."""
    truths = {digits: (log(7) - Fraction(1, 3)).enclose(digits) for digits in range(20, 180, 20)}
    start = threading.Barrier(len(truths))

    def work(digits: int) -> bool:
        start.wait()
        for _ in range(60):
            ball = (log(7) - Fraction(1, 3)).enclose(digits)
            if ball.radius * 10**digits > ball.upper or not ball.overlaps(truths[digits]):
                return False
        return True

    with ThreadPoolExecutor(len(truths)) as pool:
        assert all(pool.map(work, truths))


def test_no_thread_sees_the_precision_of_another_block() -> None:
    seen: set[int] = set()

    def work(bits: int) -> None:
        for _ in range(300):
            with working_precision(bits):
                seen.add(flint.ctx.prec - bits)
                _ = flint.arb(3).log()
                seen.add(flint.ctx.prec - bits)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, (64, 128, 256, 512)))
    assert seen == {0}


def test_a_block_keeps_other_threads_out_until_it_ends() -> None:
    entered, tried = threading.Event(), threading.Event()

    def intrude() -> int:
        entered.wait()
        tried.set()
        with working_precision(500):
            return flint.ctx.prec

    with ThreadPoolExecutor(1) as pool:
        with working_precision(90):
            intruder = pool.submit(intrude)
            entered.set()
            tried.wait()
            with pytest.raises(TimeoutError):
                intruder.result(timeout=0.3)
            assert flint.ctx.prec == 90
        assert intruder.result(timeout=20) == 500


def test_floats_do_not_depend_on_the_callers_precision() -> None:
    with working_precision(4):
        coarse = float(LogForm("1/3", {3: "1/7", 10: "-2/9"}))
    assert coarse == float(LogForm("1/3", {3: "1/7", 10: "-2/9"}))
