"""The rollout that pymdp makes on this machine, recorded once for the whole session."""

import contextlib
import io

import pytest

from opd_exact.audit.pymdp_rollout import record_tmaze_rollout
from opd_exact.audit.rollout_files import RolloutFiles


@pytest.fixture(scope="session")
def fresh() -> tuple[RolloutFiles, str]:
    """The files of a fresh recording, and what was printed while it was made."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        texts = record_tmaze_rollout()
    return RolloutFiles(texts), printed.getvalue()
