"""Auditing any pymdp agent: exact readings of its tables, recordings of its runs, error budgets, decisions.

pymdp and JAX are imported only while an agent runs; a recording is read and audited without them.
"""
