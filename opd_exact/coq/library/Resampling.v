(* Words for the statistics of few observations, where all resamples can be gone through: draws with replacement,
   choices of signs, and how many of them do something. As on the page of definitions, nothing is proved here; who
   reads a statement with one of these words needs this page too. *)

From Coq Require Import Reals List.
From OpdExact Require Import Definitions.
Import ListNotations.
Local Open Scope R_scope.

Definition average (l : list R) : R := sum l / INR (length l).

(* All lists of n draws with replacement from the values: as many as there are values, to the power n. *)
Fixpoint draws {A : Type} (n : nat) (values : list A) : list (list A) :=
  match n with
  | O => [[]]
  | S k => flat_map (fun x => map (cons x) (draws k values)) values
  end.

(* All lists in which each x is kept or replaced by its opposite: 2 to the power of their number. *)
Fixpoint choices_of_signs {A : Type} (opposite : A -> A) (l : list A) : list (list A) :=
  match l with
  | [] => [[]]
  | x :: rest => map (cons x) (choices_of_signs opposite rest) ++ map (cons (opposite x)) (choices_of_signs opposite rest)
  end.

(* [counted P l k]: exactly k members of l, each counted as often as it occurs, have the property P. *)
Inductive counted {A : Type} (P : A -> Prop) : list A -> nat -> Prop :=
  | counted_none : counted P [] 0
  | counted_one x l k : P x -> counted P l k -> counted P (x :: l) (S k)
  | counted_other x l k : ~ P x -> counted P l k -> counted P (x :: l) k.

(* Sum of the products of deviations from the averages, and Pearson's correlation. *)
Definition covariation (xs ys : list R) : R := sum (map2 (fun x y => (x - average xs) * (y - average ys)) xs ys).

Definition correlation (xs ys : list R) : R := covariation xs ys / sqrt (covariation xs xs * covariation ys ys).
