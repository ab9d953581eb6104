"""Proof certificates: written by `emit` from theorems, checked by `checker`, which shares nothing with the prover."""
