"""Proof certificates: written by `emit` from theorems, checked by `verify`, which shares nothing with the prover."""
