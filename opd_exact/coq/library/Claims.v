(* All that a certificate imports: the definitions in which claims are stated, the theorems about them, and the tactics
   that prove claims. *)
From Coq Require Export Reals List ZArith Lra Psatz.
From OpdExact Require Export Definitions Expression LogLinear Symbolic Derivative Enclosure.
Export ListNotations.
