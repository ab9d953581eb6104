"""Ratios against peers, measured in one process: `python -m benchmarks`, or `--quick` for a subset.

Each module measures a group of targets, K1 to K13; `benchmarks.table` turns a report into a page. Wherever there
is a peer a ratio is judged: both sides run in the same process on the same data, short runs turn by turn, so that the
speed of the machine and what else it does cancel out. Times are printed beside them for orientation.
"""
