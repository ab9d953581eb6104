(* Definitions: the page that a doubter reads. Every statement that a certificate makes is built from these words and
   from Coq's own real numbers; nothing is proved here.

   Logarithms are natural, amounts are in nats. A distribution is a list of reals; a joint distribution is a list of
   rows, first variable down, second across. Three conventions of Coq's reals matter: ln x is 0 for x <= 0, so that
   0 * ln 0 is 0 as in information theory; x / 0 is some real that nobody knows; and 0 * x is 0 whatever x is. Hence a
   cell with q_i = 0 adds nothing to a relative entropy, while one with q_i > 0 and p_i = 0, where the relative entropy
   is infinite, has to be excluded by the hypothesis [supported q p]. Lists that are read in pairs have to be equally
   long: of a longer one the rest is not looked at. *)

From Coq Require Import Reals List.
Import ListNotations.
Local Open Scope R_scope.

(* ----- Sums, and lists read together ----- *)

Fixpoint sum (l : list R) : R :=
  match l with
  | [] => 0
  | x :: rest => x + sum rest
  end.

(* [f x1 y1; f x2 y2; ..] *)
Fixpoint map2 {A B C : Type} (f : A -> B -> C) (l : list A) (k : list B) : list C :=
  match l, k with
  | x :: l', y :: k' => f x y :: map2 f l' k'
  | _, _ => []
  end.

(* The i-th item of a list, counted from 0, and the cell in row i and column j of a table; 0 beyond its end. *)
Definition item (l : list R) (i : nat) : R := nth i l 0.
Definition cell (J : list (list R)) (i j : nat) : R := item (nth i J []) j.

(* f 0 + f 1 + .. + f (n - 1): the same sums for a symbolic number n of outcomes. *)
Fixpoint bs (n : nat) (f : nat -> R) : R :=
  match n with
  | O => 0
  | S m => bs m f + f m
  end.

(* ----- Distributions ----- *)

Definition all_nonnegative (p : list R) : Prop := Forall (fun x => 0 <= x) p.
Definition all_positive (p : list R) : Prop := Forall (fun x => 0 < x) p.
Definition is_distribution (p : list R) : Prop := all_nonnegative p /\ sum p = 1.

(* Where p has no mass, q has none. *)
Definition supported (q p : list R) : Prop := Forall2 (fun x y => x <> 0 -> y <> 0) q p.

Definition expected_value (p values : list R) : R := sum (map2 Rmult p values).

(* w p + (1 - w) q *)
Definition mixture (w : R) (p q : list R) : list R := map2 (fun x y => w * x + (1 - w) * y) p q.

Definition softmax (logits : list R) : list R := map (fun x => exp x / sum (map exp logits)) logits.

Definition logistic (x : R) : R := 1 / (1 + exp (- x)).

(* ----- Entropies of one distribution, divergences of two ----- *)

Definition xlogx (x : R) : R := x * ln x.

Definition entropy (p : list R) : R := - sum (map xlogx p).

Definition binary_entropy (p : R) : R := - (p * ln p) - (1 - p) * ln (1 - p).

Definition cross_entropy (q p : list R) : R := - sum (map2 (fun x y => x * ln y) q p).

(* D(q || p) = sum of q_i ln (q_i / p_i) *)
Definition KL (q p : list R) : R := sum (map2 (fun x y => x * ln (x / y)) q p).

Definition jensen_shannon (p q : list R) : R := KL p (mixture (1 / 2) p q) / 2 + KL q (mixture (1 / 2) p q) / 2.

(* ----- Variational free energy: [joint] lists p(state, observation) over the states, for the observation made ----- *)

Definition evidence (joint : list R) : R := sum joint.
Definition log_evidence (joint : list R) : R := ln (evidence joint).
Definition posterior (joint : list R) : list R := map (fun x => x / evidence joint) joint.

(* F(q) = sum of q_i ln (q_i / joint_i) *)
Definition VFE (q joint : list R) : R := sum (map2 (fun x y => x * ln (x / y)) q joint).

(* ----- Two variables: X down the rows, Y across ----- *)

Definition row_sums (J : list (list R)) : list R := map sum J.

Definition column_sums (J : list (list R)) : list R :=
  fold_right (map2 Rplus) (map (fun _ => 0) (hd [] J)) J.

Definition rectangular (J : list (list R)) : Prop := Forall (fun row => length row = length (hd [] J)) J.

(* All rows equally long, all cells nonnegative, and the cells sum to 1. *)
Definition is_joint (J : list (list R)) : Prop := rectangular J /\ is_distribution (concat J).

Definition joint_entropy (J : list (list R)) : R := entropy (concat J).

(* H(Y|X) = - sum of J_ij ln (J_ij / r_i), with r_i the sum of row i *)
Definition conditional_entropy (J : list (list R)) : R :=
  - sum (map (fun row => sum (map (fun x => x * ln (x / sum row)) row)) J).

(* I(X;Y) = sum of J_ij ln (J_ij / (r_i c_j)), with r_i the sum of row i and c_j of column j *)
Definition mutual_information (J : list (list R)) : R :=
  sum (map (fun row => sum (map2 (fun x c => x * ln (x / (sum row * c))) row (column_sums J))) J).

(* The joint of two independent variables: p_i q_j in row i, column j. *)
Definition product_joint (p q : list R) : list (list R) := map (fun x => map (fun y => x * y) q) p.

(* The joint of a first variable with distribution q and a second one, distributed as row i of Q when the first is i. *)
Definition chained (q : list R) (Q : list (list R)) : list (list R) := map2 (fun x row => map (Rmult x) row) q Q.

(* ----- The same words for n outcomes given by functions ----- *)

Definition is_distribution_n (n : nat) (p : nat -> R) : Prop :=
  (forall i, (i < n)%nat -> 0 <= p i) /\ bs n p = 1.

Definition supported_n (n : nat) (q p : nat -> R) : Prop := forall i, (i < n)%nat -> q i <> 0 -> p i <> 0.

Definition entropy_n (n : nat) (p : nat -> R) : R := - bs n (fun i => p i * ln (p i)).

Definition KL_n (n : nat) (q p : nat -> R) : R := bs n (fun i => q i * ln (q i / p i)).

(* ----- The Bernoulli-Ising pair: two binary streams that agree with probability logistic(lambda) ----- *)

Definition ising_joint (lambda : R) : list (list R) :=
  [[logistic lambda / 2; (1 - logistic lambda) / 2]; [(1 - logistic lambda) / 2; logistic lambda / 2]].

Definition ising_information (lambda : R) : R := mutual_information (ising_joint lambda).

(* ----- Unfolding: leaves + - * / ln exp and the literals as they stand ----- *)

Ltac open_definitions :=
  cbv beta delta [sum map2 bs map fold_right hd app concat expected_value mixture softmax logistic xlogx entropy
    binary_entropy cross_entropy KL jensen_shannon evidence log_evidence posterior VFE row_sums column_sums
    joint_entropy conditional_entropy mutual_information product_joint chained item cell nth ising_joint
    ising_information entropy_n KL_n] iota.
