"""The recording of a pymdp run: nothing of pymdp before it, nothing printed during it, plain text after it."""

import json
import subprocess
import sys

import pytest

from opd_exact.audit.pymdp_rollout import record_tmaze_rollout
from opd_exact.audit.rollout_record import read_rollout
from opd_exact.audit.rollout_settings import RolloutSettings


def test_jax_is_not_loaded_before_a_rollout_runs() -> None:
    """Importing the recorder, the reader and every check of the T-maze leaves JAX and pymdp alone."""
    code = (
        "import sys\n"
        "from opd_exact.registry.suites import builtin_suite, load_unit\n"
        "from pathlib import Path\n"
        "suite = builtin_suite()\n"
        "files = sorted(Path(suite.checks.path, 'tmaze').glob('[!_]*.py'))\n"
        "assert len(files) >= 10\n"
        "for file in files:\n"
        "    load_unit(suite.name, suite.checks, 'tmaze/' + file.name)\n"
        "loaded = [name for name in sys.modules if name.partition('.')[0] in ('jax', 'jaxlib', 'pymdp')]\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.pymdp
@pytest.mark.slow
@pytest.mark.parametrize(("max_nodes", "levels"), [(13, (1,)), (14, (1, 11)), (86, (1, 11)), (87, (1, 11, 73))])
def test_both_sides_of_the_edge_of_the_node_budget(
    max_nodes: int, levels: tuple[int, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """pymdp keeps a level of 12 (85) nodes in total with 14 (87) nodes, and drops it whole with 13 (86)."""
    settings = RolloutSettings(transitions=0, horizon=2, max_nodes=max_nodes)
    texts = record_tmaze_rollout(settings)
    assert capsys.readouterr().out == ""
    assert json.loads(texts["trace.json"])["steps"][0]["tree"]["nodes_by_level"] == list(levels)
    record = read_rollout(texts)
    assert record.summary.config == settings
    assert record.steps[0].tree.completed_depth == len(levels) - 1
