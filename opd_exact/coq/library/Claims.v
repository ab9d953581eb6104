(* All that a certificate may want to import: the definitions in which claims are stated, the theorems about them, and
   the tactics that prove claims. *)
From Coq Require Export Reals List ZArith Lra Psatz.
From OpdExact Require Export Definitions Models.
From OpdExact Require Export Sums Rational Gibbs FreeEnergy Tilting Information Ising MeanField Trajectory.
From OpdExact Require Export Counting Resampling.
From OpdExact Require Export Expression LogLinear Symbolic Derivative FixedPoint Logarithm Enclosure.
Export ListNotations.
