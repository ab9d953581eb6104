"""Any float function against the exact value of the quantity it claims to compute; and which quantity it computes.

`audit_function` in `auditing` does the first, `identify` in `identifying` the second.
"""
