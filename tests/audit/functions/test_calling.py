"""Whatever a function does, the caller gets an observation."""

import contextlib
import os
import signal
import sys
import time

import numpy as np
import pytest

from opd_exact.audit.functions.calling import Subject
from opd_exact.audit.functions.probes import Argument

HALVES = Argument((2,), (0.5, 0.5))


def once(f, *, isolate, time_limit=5.0, convert=None):
    with Subject(lambda: f, isolate=isolate, time_limit=time_limit, convert=convert) as subject:
        return subject.call([HALVES], "float32")


def forever(p):
    while True:
        time.sleep(0.01)


def swallowing(p):
    while True:
        with contextlib.suppress(Exception):
            forever(p)


@pytest.mark.parametrize("isolate", [True, False])
class TestBothManners:
    """What holds in a process of its own holds in the caller's, too."""

    def test_values_come_back_bit_for_bit(self, isolate):
        found = once(lambda p: np.float32(0.1) * p, isolate=isolate)
        assert (found.failure, found.shape, found.dtype) == (None, (2,), "float32")
        assert found.values == (float(np.float32(0.1) * np.float32(0.5)),) * 2
        assert found.repeats

    def test_nan_and_infinities_come_back(self, isolate):
        found = once(lambda p: np.array([np.nan, np.inf, -np.inf]), isolate=isolate)
        assert np.isnan(found.values[0])
        assert found.values[1:] == (np.inf, -np.inf)
        assert found.repeats

    def test_python_numbers_and_lists_are_values(self, isolate):
        assert once(lambda p: 3, isolate=isolate).values == (3.0,)
        assert once(lambda p: sum(p), isolate=isolate, convert=list).values == (1.0,)

    def test_an_exception_is_told(self, isolate):
        found = once(lambda p: 1 / 0, isolate=isolate)
        assert (found.failure, found.message) == ("raises", "ZeroDivisionError: division by zero")

    def test_what_is_no_number_is_told(self, isolate):
        assert once(lambda p: "much", isolate=isolate).failure == "no numbers"
        assert once(lambda p: None, isolate=isolate).failure == "no numbers"
        assert once(lambda p: 1j, isolate=isolate).failure == "no numbers"

    @pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, BaseException, GeneratorExit, RecursionError])
    def test_whatever_is_raised_is_told(self, isolate, error):
        def raising(p):
            raise error("so it goes")

        found = once(raising, isolate=isolate)
        assert (found.failure, found.message) == ("raises", f"{error.__name__}: so it goes")

    def test_an_error_that_cannot_be_shown_is_told_by_its_type(self, isolate):
        class SilentError(Exception):
            def __str__(self):
                raise ValueError

        def raising(p):
            raise SilentError

        found = once(raising, isolate=isolate)
        assert (found.failure, found.message) == ("raises", "SilentError: (its message cannot be shown)")

    def test_what_numpy_cannot_read_is_no_number(self, isolate):
        class Hostile:
            def __array__(self, dtype=None, copy=None):
                raise KeyError("x")

        found = once(lambda p: (1.0, p), isolate=isolate)
        assert found.failure == "no numbers"
        assert found.message.startswith("returned tuple, which is no array: ValueError")
        found = once(lambda p: Hostile(), isolate=isolate)
        assert (found.failure, found.message) == ("no numbers", "returned Hostile, which is no array: KeyError: 'x'")

    def test_a_masked_value_is_none(self, isolate):
        assert once(lambda p: np.ma.masked, isolate=isolate).message == "returned a masked MaskedConstant"
        assert once(lambda p: np.ma.masked_equal(p, 0.5).sum(), isolate=isolate).failure == "no numbers"
        assert once(lambda p: np.ma.masked_equal(p, 0.25).sum(), isolate=isolate).values == (1.0,)

    def test_what_it_prints_is_not_shown(self, isolate, capfd):
        def loud(p):
            sys.stdout.write("hello" * 10_000)
            sys.stderr.write("hello" * 10_000)
            return 0.0

        assert once(loud, isolate=isolate).values == (0.0,)
        assert capfd.readouterr() == ("", "")

    @pytest.mark.parametrize("f", [forever, swallowing])
    def test_no_answer_within_the_limit(self, isolate, f):
        started = time.monotonic()
        assert once(f, isolate=isolate, time_limit=0.1).failure == "no answer"
        assert time.monotonic() - started < 5

    def test_mutation_is_seen(self, isolate):
        def doubling(p):
            p *= 2
            return 0.0

        assert once(doubling, isolate=isolate).mutated == (0,)
        assert once(lambda p: 0.0, isolate=isolate).mutated == ()

    def test_chance_is_seen(self, isolate):
        assert not once(lambda p: np.random.default_rng().random(), isolate=isolate).repeats

    def test_what_cannot_be_loaded_is_told_each_time(self, isolate):
        def load():
            raise LookupError("not here")

        with Subject(load, isolate=isolate) as subject:
            for _ in range(2):
                found = subject.call([HALVES], "float64")
                assert (found.failure, found.message) == ("raises", "loading: LookupError: not here")


def test_a_function_that_ends_the_process_is_called_again_in_a_new_one():
    """A crash is an observation, and the next call works."""

    def fragile(p):
        if p[0] == 0.5:
            os._exit(7)
        return p[0]

    with Subject(lambda: fragile, isolate=True) as subject:
        assert subject.call([HALVES], "float64").message == "the process ended with exit code 7 during the call"
        assert subject.call([Argument((2,), (1.0, 0.0))], "float64").values == (1.0,)


def test_the_caller_is_out_of_reach(capfd):
    """What the function prints, and what it does to its globals, stays in its process."""
    marks = []

    def loud(p):
        marks.append(1)
        sys.stdout.write("hello")
        sys.stderr.write("hello")
        return 0.0

    assert once(loud, isolate=True).values == (0.0,)
    assert marks == []
    assert capfd.readouterr() == ("", "")


def test_a_function_that_closes_the_connection_is_no_signal():
    """The audit ends the process then, and does not report its own signal as the function's end."""

    def closing(p):
        os.closerange(3, 256)
        return 0.0

    found = once(closing, isolate=True)
    assert (found.failure, found.message) == ("died", "the process broke its connection to the audit during the call")


def test_exit_codes_do_not_depend_on_who_is_first():
    """The connection closes a moment before the process has ended."""

    def ending(p):
        os._exit(5)

    with Subject(lambda: ending, isolate=True) as subject:
        told = {subject.call([HALVES], "float64").message for _ in range(20)}
    assert told == {"the process ended with exit code 5 during the call"}


def test_who_interrupts_the_audit_is_obeyed():
    """Unlike a function that raises KeyboardInterrupt."""

    def interrupted(p):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)

    with pytest.raises(KeyboardInterrupt):
        once(interrupted, isolate=False)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
