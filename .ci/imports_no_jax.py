"""Runs the analytical checks' code in this process and fails if JAX or pymdp was imported on the way."""

import sys

from opd_exact.registry.suites import builtin_suite, load_checks

units, _ = load_checks([builtin_suite()])
analytical = [unit for unit in units if not unit.check.inputs]
for unit in analytical:
    unit.check.establish(unit.check.subject({}))
heavy = sorted(name for name in ("jax", "pymdp", "equinox") if name in sys.modules)
if heavy or len(analytical) < 7:
    sys.exit(f"{len(analytical)} analytical checks ran; imported on the way: {', '.join(heavy) or 'nothing heavy'}")
