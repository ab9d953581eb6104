"""v* = 0.952724919804272...: the cue validity at which the first decision turns from the middle to the cue, depth 5.

The search goes five levels deep, as the planner is configured. The difference of the two action values is followed as a
function of the validity v, along beliefs that are rational functions of v. Its signs at rational ends a hair apart are
decided in balls; over the whole interval from 1/2 to 999/1000 enclosures of the difference and of its slope leave room
for no second zero, and on each side the better of the two is better than all other actions. At the paper's 19/20 this
planner goes to the middle.

Source: model and planner of Friedman (2026), witness 2; the switch is not in the paper.

If this fails, the planner that is evaluated is another one: another depth, precision, cost of the cue, or parameter.
"""

from . import _cue_switch

CHECK = _cue_switch.switch_check(5, "0.952724919804272116193790963220")
