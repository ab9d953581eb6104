"""Statements for Coq, their proofs, and the audit of both: what a doubter of our own code can check without it."""
