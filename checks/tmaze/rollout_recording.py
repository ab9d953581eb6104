"""The rollout that the checks of this folder read: pymdp's sophisticated inference on the T-maze, recorded once.

The agent and the environment are built by pymdp at the published settings; observations, beliefs, action posteriors,
actions, true states and the sizes of the search trees are written down as they came, in single precision. A new
recording is made for each run of the suite, so the checks judge the pymdp that is installed here.
"""

from opd_exact.audit.pymdp_rollout import record_tmaze_rollout
from opd_exact.registry import Recording, Requirement

from ._record import RECORDING_ID

RECORDING = Recording(
    id=RECORDING_ID,
    statement="pymdp's T-maze rollout at the published settings: 7 decisions with horizon 5 and 5000 tree nodes",
    record=record_tmaze_rollout,
    requires=(Requirement("pymdp", "python -m pip install 'inferactively-pymdp>=1.0.1,<1.1'"),),
)
