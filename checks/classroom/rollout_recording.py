"""The two rollouts that the checks of this folder read: teacher and student on the T-maze, recorded once.

Both are pymdp's sophisticated inference at the published settings with 3 transitions; only the cue validity differs,
49/50 for the teacher and 1/2 for the student, in the agent's model and in the environment alike. Each runs on its own:
from the first decision at which they choose differently they stand in different places.
"""

from fractions import Fraction
from functools import partial

from opd_exact.audit.pymdp_rollout import record_tmaze_rollouts
from opd_exact.audit.rollout_settings import RolloutSettings
from opd_exact.registry import Recording, Requirement

RECORDING = Recording(
    id="classroom_rollouts",
    statement="pymdp's T-maze rollouts of teacher (cue validity 49/50) and student (1/2), 4 decisions each",
    record=partial(
        record_tmaze_rollouts,
        {
            "teacher": RolloutSettings(cue_validity=Fraction(49, 50), transitions=3),
            "student": RolloutSettings(cue_validity=Fraction(1, 2), transitions=3),
        },
    ),
    requires=(Requirement("pymdp", "python -m pip install 'inferactively-pymdp>=1.0.1,<1.1'"),),
)
