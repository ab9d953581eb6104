"""The audit catches what it must, with the right reason, and says no more than it knows."""

import io
import json
import time
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from rich.console import Console

from opd_exact.audit.functions.auditing import audit_function
from opd_exact.audit.functions.record import FindingKind
from opd_exact.numbers.errors import InputError, InputTypeError

QUIET = {"examples": 3}


def entropy(p):
    kept = p[p > 0]
    return -np.sum(kept * np.log(kept))


def relative(p, q):
    with np.errstate(all="ignore"):
        return float(np.sum(p * np.log(p / q)))


def mutual_information(joint):
    """The sum of the marginal entropies less the joint one, in the format of the table."""
    return entropy(joint.sum(axis=0)) + entropy(joint.sum(axis=1)) - entropy(joint.ravel())


def relative_entropy(p, q):
    kept = p > 0
    with np.errstate(all="ignore"):
        return np.sum(p[kept] * np.log(p[kept] / q[kept]))


def finding(audit, kind):
    (found,) = [f for f in audit.findings if f.kind is kind]
    return found


class TestMutualInformationInFloat32:
    """The table 1/4 ± d tells (1 + 4d) log(1 + 4d)/2 + (1 - 4d) log(1 - 4d)/2 nats; 8 d² is 1.2e-10 at d = 2**-18."""

    D = 2.0**-18
    AUDIT = audit_function(
        mutual_information, "mutual_information", [np.float32([[0.25 + D, 0.25 - D], [0.25 - D, 0.25 + D]])]
    )

    def test_zero_is_found_with_its_reason(self):
        found = finding(self.AUDIT, FindingKind.VANISHES)
        with mpmath.workdps(50):
            e = 4 * mpmath.mpf(self.D)
            truth = ((1 + e) * mpmath.log(1 + e) + (1 - e) * mpmath.log(1 - e)) / 2
            assert f"0 where the truth is {mpmath.nstr(truth, 4)}" in found.message
        assert "cancellation between larger terms, avoidable" in found.message
        assert found.probe.arguments[0].values[0] == 0.25 + self.D

    def test_the_truth_is_in_the_record(self):
        with mpmath.workdps(50):
            e = 4 * mpmath.mpf(self.D)
            truth = ((1 + e) * mpmath.log(1 + e) + (1 - e) * mpmath.log(1 - e)) / 2
            (worst,) = self.AUDIT.as_json()["worst"]
            told = worst["drawn"]["truth"]
            assert abs(mpmath.mpf(told["mid"]) - truth) <= mpmath.mpf(told["rad"])

    def test_a_careful_formula_passes(self):
        def careful(joint):
            d = np.float64(joint[0, 0]) - 0.25
            e = 4 * d
            return np.float32(((1 + e) * np.log1p(e) + (1 - e) * np.log1p(-e)) / 2)

        audit = audit_function(
            careful,
            "mutual_information",
            [np.float32([[0.25 + self.D, 0.25 - self.D], [0.25 - self.D, 0.25 + self.D]])],
        )
        assert audit.is_clean


class TestFlooredCrossEntropy:
    """-sum p log max(q, 1e-8) gives 18.4 where the truth is infinite."""

    AUDIT = audit_function(lambda p, q: -np.sum(p * np.log(np.maximum(q, 1e-8))), "cross_entropy", **QUIET)

    def test_finite_is_found_with_its_reason(self):
        audit = audit_function(
            lambda p, q: -np.sum(p * np.log(np.maximum(q, 1e-8))), "cross_entropy", [([1.0, 0.0], [0.0, 1.0])]
        )
        found = finding(audit, FindingKind.FINITE)
        assert found.message.startswith(f"{-float(np.log(1e-8))!r} where the truth is +∞")
        assert "the logarithm is floored at 1e-08 (likely 1e-08) as max(q, e)" in found.message

    def test_floor_is_estimated(self):
        (floor,) = self.AUDIT.floors
        assert floor.kind == "max(q, e)"
        assert floor.estimate == pytest.approx(1e-8, rel=1e-9)
        assert floor.likely == "1e-08"


@pytest.mark.parametrize(
    ("quantity", "f", "kind", "likely"),
    [
        ("cross_entropy", lambda p, q: -np.sum(p * np.log(q + 1e-12)), "q + e", "1e-12"),
        ("relative_entropy", lambda p, q: np.sum(p * np.log((p + 1e-6) / (q + 1e-6))), "q + e", "1e-06"),
        ("entropy", lambda p: -np.sum(p * np.log(p + 1e-10)), "q + e", "1e-10"),
        ("entropy", lambda p: -np.sum(p * np.log(np.clip(p, 1e-9, 1))), "max(q, e)", "1e-09"),
        (
            "cross_entropy",
            lambda p, q: -np.sum(p * np.log(np.maximum(q, np.finfo(q.dtype).eps))),
            "max(q, e)",
            "numpy.finfo('float64').eps",
        ),
    ],
)
def test_floors_of_every_make(quantity, f, kind, likely):
    """The constant, and where it stands."""
    (floor,) = audit_function(f, quantity, **QUIET).floors
    assert (floor.kind, floor.likely) == (kind, likely)


@pytest.mark.parametrize(
    ("f", "unit"),
    [
        (lambda p, q: -np.sum(p * np.log2(q + 1e-10)), "bits"),
        (lambda p, q: -np.sum(p * np.log2(q + 1e-10)), "nats"),
        (lambda p, q: np.sum(p * np.log(q + 1e-10)), "nats"),
    ],
)
def test_a_floor_is_read_in_the_unit_of_the_answers(f, unit):
    """Whether or not that is the declared one: 33.2 bits are log2 of 1e-10, not log of 3.7e-15."""
    (floor,) = audit_function(f, "cross_entropy", unit=unit, **QUIET).floors
    assert (floor.kind, floor.likely) == ("q + e", "1e-10")
    assert floor.how.endswith("(all in nats)")


@pytest.mark.parametrize(
    "f", [lambda p, q: max(0.0, relative(p, q)), lambda p, q: np.nan_to_num(np.sum(p * np.log(p / q)))]
)
def test_what_replaces_nan_is_not_taken_for_a_dropped_outcome(f):
    """0 at p = [1, 0] and q = [0, 1], where a term is 0 log 0, and infinite or huge at p = [1/2, 1/2]."""
    floors = audit_function(f, "relative_entropy", **QUIET).floors
    assert [floor.kind for floor in floors] == ["on the result"]


def test_a_capped_result_is_no_floor_inside_the_logarithm():
    """nan_to_num and min act on the sum."""
    audit = audit_function(lambda p, q: min(relative_entropy(p, q), 50.0), "relative_entropy", **QUIET)
    (floor,) = audit.floors
    assert floor.kind == "on the result"


def test_dropped_outcomes_are_told():
    """A mask over q > 0 makes an infinite divergence finite."""

    def masked(p, q):
        kept = (p > 0) & (q > 0)
        return np.sum(p[kept] * np.log(p[kept] / q[kept]))

    audit = audit_function(masked, "relative_entropy", **QUIET)
    assert FindingKind.FINITE in audit.kinds()
    assert [floor.kind for floor in audit.floors] == ["left out"]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_a_correctly_rounded_function_is_clean(dtype):
    """mpmath's value, rounded to the format: no finding, at most half an ulp (an ulp at a power of two)."""

    def rounded(p):
        with mpmath.workdps(400):  # 1 less a subnormal mass has to stay less than 1
            values = [mpmath.mpf(float(v)) for v in p]
            total = mpmath.fsum(values)
            value = -mpmath.fsum(v / total * mpmath.log(v / total) for v in values if v)
        return p.dtype.type(float(value))

    audit = audit_function(rounded, "entropy", dtypes=(dtype,), isolate=False, **QUIET)
    assert audit.is_clean
    assert all(set(behavior.causes) == {"rounding"} for behavior in audit.behaviors)
    assert all(Fraction(behavior.worst) <= Fraction(11, 10) for behavior in audit.behaviors)


@pytest.mark.parametrize(
    ("f", "kind"),
    [
        (lambda p: -np.sum(p * np.log(p)), FindingKind.NAN),
        (lambda p: -p * np.log(p + (p == 0)), FindingKind.SHAPE),
        (lambda p: str(p), FindingKind.TYPE),
        (lambda p: p.no_such_thing, FindingKind.RAISES),
        (lambda p: np.float32(entropy(p)), FindingKind.NARROWED),
        (lambda p: -entropy(p), FindingKind.SIGN),
        (lambda p: entropy(p) * 1.001, FindingKind.BEYOND),
        (lambda p: entropy(p) + 1e-9 * np.random.default_rng().random(), FindingKind.UNSTEADY),
        (lambda p: np.inf, FindingKind.INFINITE),
    ],
)
def test_every_kind_of_wrong_is_found(f, kind):
    """And none of them reaches the caller."""
    audit = audit_function(f, "entropy", **QUIET)
    assert kind in audit.kinds()
    assert finding(audit, kind).probe.arguments


def test_what_is_off_a_truth_of_zero_is_told_without_ulps():
    """The spacing of floats at 0 is no measure of anything."""
    found = finding(audit_function(lambda p: 1e-3, "entropy", [[1.0, 0.0]]), FindingKind.BEYOND)
    assert found.message == "0.001 where the truth is 0"


def test_mutation_is_found():
    """A call that normalizes in place."""

    def in_place(p):
        p /= 2
        return 2 * entropy(p) - np.log(2)

    assert FindingKind.MUTATES in audit_function(in_place, "entropy", **QUIET).kinds()


def test_a_function_that_does_not_return_ends_the_audit():
    """After three calls, with the number of inputs that were left."""

    def stuck(p):
        while 0 in p:
            time.sleep(0.01)
        return entropy(p)

    audit = audit_function(stuck, "entropy", time_limit=0.05, **QUIET)
    assert finding(audit, FindingKind.NO_ANSWER).count == 3
    assert "0" in str(finding(audit, FindingKind.NO_ANSWER).probe)
    assert any("did not return" in note for note in audit.notes)


def test_the_same_seed_gives_the_same_audit():
    """Inputs, worst input, its simpler form: everything."""
    first, again, other = (
        audit_function(relative_entropy, "relative_entropy", seed=seed, **QUIET).to_json() for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_the_worst_input_is_made_simpler():
    """And is still at least a quarter as bad, for the same cause."""
    (worst,) = audit_function(relative_entropy, "relative_entropy").worst
    assert worst.found == "shrunk by hypothesis"
    assert worst.simpler.ulps >= worst.measurement.ulps / 4
    assert worst.simpler.cause is worst.measurement.cause
    assert len(str(worst.simpler.probe)) <= len(str(worst.measurement.probe))


def test_tolerances_bound_every_error():
    """Recomputed with mpmath, and marked as a guess for other inputs."""
    inputs = [np.array([k, 7, 11 - k]) / 18 for k in range(1, 11)]
    (bound,) = audit_function(entropy, "entropy", inputs).tolerances
    assert bound.guaranteed_for.startswith("the 10 inputs measured")
    assert bound.elsewhere == "empirical"
    with mpmath.workdps(50):
        worst = mpmath.mpf(0)
        for p in inputs:
            values = [mpmath.mpf(float(v)) for v in p]
            total = mpmath.fsum(values)
            truth = -mpmath.fsum(v / total * mpmath.log(v / total) for v in values)
            worst = max(worst, abs(mpmath.mpf(float(entropy(p))) - truth))
        assert worst <= mpmath.mpf(bound.absolute) <= worst * mpmath.mpf("1.02")


class TestReadings:
    """1 and t = 1e-9: the entropy is t (1 - log t) if they are divided by their sum, and -t log t as they are."""

    INPUT = (np.float32([1.0, 1e-9]),)

    def test_the_two_truths_are_reported_where_they_differ(self):
        audit = audit_function(lambda p: float(-np.sum(np.float64(p) * np.log(np.float64(p)))), "entropy", self.INPUT)
        (other,) = audit.other_readings
        assert (other.reading, other.material) == ("raw", 1)
        # the function applies the formula to the floats as they are: nothing is wrong with it under that reading
        assert Fraction(other.worst) < Fraction(1, 1000)
        assert Fraction(audit.behaviors[0].worst) > 1000
        assert audit.behaviors[0].causes == {"reading": 1}

    def test_the_declared_reading_is_what_is_measured(self):
        raw = audit_function(
            lambda p: float(-np.sum(np.float64(p) * np.log(np.float64(p)))), "entropy", self.INPUT, reading="raw"
        )
        assert Fraction(raw.behaviors[0].worst) < Fraction(1, 1000)
        assert raw.other_readings[0].reading == "normalized"


def test_units():
    """Bits held against bits are clean; held against nats they are off, and the factor is named."""

    def bits(p):
        kept = p[p > 0]
        return -np.sum(kept * np.log2(kept))

    assert audit_function(bits, "entropy", [[0.5, 0.25, 0.25], [0.7, 0.3]], unit="bits").is_clean
    wrong = audit_function(bits, "entropy", **QUIET)
    assert FindingKind.BEYOND in wrong.kinds()
    assert any("1/log(2) times the truth" in note for note in wrong.notes)


@pytest.mark.parametrize(
    ("f", "said"),
    [
        (lambda p: entropy(p) / np.log(2), "1/log(2) times the truth: bits"),
        (lambda p: entropy(p) / len(p), "the truth over the number of entries: a mean"),
        (lambda p: entropy(p) / np.log(10), "decimal logarithms"),
        (lambda p: -entropy(p), "the truth negated"),
        (lambda p: np.sqrt(entropy(p)), "the square root of the truth"),
        (lambda p: np.exp(entropy(p)), "a perplexity"),
        (lambda p: entropy(p) / np.log(len(p)), "a normalized one"),
    ],
)
def test_what_is_computed_instead_is_told(f, said):
    """Mistakes by a factor that is everywhere the same, or by a function of the whole."""
    notes = audit_function(f, "entropy", **QUIET).notes
    assert any(said in note for note in notes)


def test_nothing_is_told_of_a_function_that_is_right_or_just_wrong():
    for f in (entropy, lambda p: entropy(p) * 1.1, lambda p: entropy(p) + 0.1):
        assert not any("The answers are" in note for note in audit_function(f, "entropy", **QUIET).notes)


def test_batches():
    """One value a row is right; rows that influence one another are found."""

    def rows(p):
        return -np.sum(p * np.log(p), axis=-1)

    inputs = [[0.25, 0.75], [0.1, 0.2, 0.7]]
    assert audit_function(rows, "entropy", inputs, batched=True).is_clean

    def mixing(p):
        return rows(p) + np.arange(len(p)) * 1e-3

    assert FindingKind.MIXES in audit_function(mixing, "entropy", inputs, batched=True).kinds()
    assert FindingKind.SHAPE in audit_function(lambda p: rows(p).sum(), "entropy", inputs, batched=True).kinds()


def test_plain_python_functions():
    """Lists in, a float out."""
    import math

    audit = audit_function(
        lambda p: -sum(x * math.log(x) for x in p if x), "entropy", [[0.5, 0.5], [0.25, 0.75]], convert=list
    )
    assert audit.is_clean


def test_an_order_is_an_option():
    """Rényi's entropy of order 2 is -log of the sum of squares."""
    options = {"order": 2}
    inputs = [[0.5, 0.25, 0.25], [0.9, 0.1]]
    assert audit_function(lambda p: -np.log(np.sum(p**2)), "renyi_entropy", inputs, options=options).is_clean
    with pytest.raises(InputError, match="renyi_entropy needs the option 'order'"):
        audit_function(entropy, "renyi_entropy")


def test_it_is_found_where_audits_are():
    """`opd_exact.audit.function` and `opd_exact.audit.identify`, loaded when asked for."""
    from opd_exact import audit
    from opd_exact.audit.functions.identifying import identify

    assert audit.function is audit_function
    assert audit.identify is identify


def test_views_hold_what_the_record_holds():
    """JSON without a float, Markdown and the terminal with every finding."""
    audit = TestFlooredCrossEntropy.AUDIT

    def refuse(text):
        raise AssertionError(text)

    data = json.loads(audit.to_json(), parse_float=refuse)
    assert data["schema"] == "opd_exact/function-audit/1"
    assert [f["kind"] for f in data["findings"]] == [str(f.kind) for f in audit.findings]
    console = Console(width=300, record=True, file=io.StringIO())
    console.print(audit)
    shown = console.export_text()
    for found in audit.findings:
        assert str(found.kind) in audit.to_markdown()
        assert str(found.kind) in shown


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((entropy, "entropie"), InputError, "did you mean 'entropy'"),
        ((3, "entropy"), InputTypeError, "f is 3"),
        ((entropy, "entropy", []), InputError, "inputs is empty"),
        ((entropy, "entropy", [[-0.5, 1.5]]), InputError, r"inputs\[0\]"),
        ((entropy, "entropy", [[0.5, 0.5], [np.nan, 1]]), InputError, r"inputs\[1\]"),
        ((relative_entropy, "relative_entropy", [[0.5, 0.5]]), InputError, r"inputs\[0\] has shape"),
        ((relative_entropy, "relative_entropy", [([0.5, 0.5], [1.0])]), InputError, "one shape"),
        ((mutual_information, "mutual_information", [[0.5, 0.5]]), InputError, "expected 2 axes"),
        ((entropy, "entropy", 5), InputTypeError, "inputs is 5"),
    ],
)
def test_what_the_caller_does_wrong_is_an_error(arguments, error, message):
    """With the place in its message."""
    with pytest.raises(error, match=message):
        audit_function(*arguments)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"options": {"order": 2}}, "entropy has no option 'order'; it has none"),
        ({"time_limit": 0}, "time_limit is 0, expected seconds"),
        ({"time_limit": float("nan")}, "time_limit is nan"),
        ({"examples": 1.5}, "examples is 1.5"),
        ({"dtypes": ("float128",)}, "dtypes is"),
    ],
)
def test_settings_that_are_none_are_errors(settings, message):
    with pytest.raises(InputError, match=message):
        audit_function(entropy, "entropy", **settings)


@pytest.mark.parametrize(
    "value", [0, -1e10, 1.7e308, np.nan, -np.inf, 5e-324, 18.0, 744.44, 800.0, [], None, 1j, (1, 2)]
)
@pytest.mark.parametrize("quantity", ["entropy", "cross_entropy", "alpha_divergence", "renyi_divergence"])
def test_no_constant_answer_breaks_the_audit(value, quantity):
    """Whatever comes back is a finding, down to subnormal masses."""
    options = {"order": "1/2"} if quantity.startswith(("alpha", "renyi")) else None
    audit = audit_function(lambda *_: value, quantity, options=options, examples=1, isolate=False)
    assert not audit.is_clean
    assert audit.to_markdown()
    assert not any("not established" in note for note in audit.notes)


def test_exits_are_findings():
    """sys.exit in the function ends neither the audit nor the caller."""

    def leaving(p):
        raise SystemExit(3)

    assert audit_function(leaving, "entropy", examples=1, isolate=False).kinds() == {FindingKind.RAISES}


def test_without_hypothesis_the_worst_input_stays_as_drawn(monkeypatch):
    """The record says why it is not simpler."""
    import sys

    monkeypatch.setitem(sys.modules, "hypothesis", None)
    (worst,) = audit_function(relative_entropy, "relative_entropy", examples=2).worst
    assert worst.simpler.probe == worst.measurement.probe
    assert "hypothesis, which shrinks it, is not installed" in worst.found
