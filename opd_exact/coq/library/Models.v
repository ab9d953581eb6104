(* Definitions of the models that some theorems speak of: sequences and the trajectories of a policy, survival on a
   path, coupled streams, reward tilting, a spin. As on the page of definitions, nothing is proved here; who reads a
   statement with one of these words needs this page too. *)

From Coq Require Import Reals List.
From OpdExact Require Import Definitions.
Import ListNotations.
Local Open Scope R_scope.

(* ----- Sequences -----
   A sequence is a list with its latest step first. [step past x] is the probability that x comes next after [past];
   [over f] sums f over all values of one step, and [over_paths over n f] sums f over all sequences of n steps. *)

Fixpoint path_probability {X : Type} (step : list X -> X -> R) (path : list X) : R :=
  match path with
  | [] => 1
  | x :: past => path_probability step past * step past x
  end.

Fixpoint over_paths {X : Type} (over : (X -> R) -> R) (n : nat) (f : list X -> R) : R :=
  match n with
  | O => f []
  | S k => over_paths over k (fun past => over (fun x => f (x :: past)))
  end.

(* The relative entropy between the sequences of n steps under q and under p. *)
Definition path_KL {X : Type} (over : (X -> R) -> R) (n : nat) (q p : list X -> X -> R) : R :=
  over_paths over n (fun path => path_probability q path * ln (path_probability q path / path_probability p path)).

(* A step is a state s < states and an action a < actions in it, one after the other. *)
Definition over_pairs (states actions : nat) (f : nat * nat -> R) : R :=
  bs states (fun s => bs actions (fun a => f (s, a))).

(* The next state: drawn from [start] at first, then from [move a s], the distribution after action a in state s. *)
Definition next_state (start : nat -> R) (move : nat -> nat -> nat -> R) (past : list (nat * nat)) : nat -> R :=
  match past with
  | [] => start
  | (s, a) :: _ => move a s
  end.

Definition policy_step (start : nat -> R) (move : nat -> nat -> nat -> R) (policy : nat -> nat -> R)
  (past : list (nat * nat)) (pair : nat * nat) : R :=
  next_state start move past (fst pair) * policy (fst pair) (snd pair).

(* The distribution of the state at time t. *)
Fixpoint state_at (states actions : nat) (start : nat -> R) (move : nat -> nat -> nat -> R) (policy : nat -> nat -> R)
  (t : nat) (s : nat) : R :=
  match t with
  | O => start s
  | S k => bs states (fun r => bs actions (fun a =>
      state_at states actions start move policy k r * policy r a * move a r s))
  end.

(* The relative entropy between the trajectories of n steps of two policies that act in the same chain. *)
Definition trajectory_KL (states actions n : nat) (start : nat -> R) (move : nat -> nat -> nat -> R)
  (student teacher : nat -> nat -> R) : R :=
  path_KL (over_pairs states actions) n (policy_step start move student) (policy_step start move teacher).

(* The probability of being on the path at time t: a is that of staying on it, r that of returning to it. *)
Fixpoint survival (a r : R) (t : nat) : R :=
  match t with
  | O => 1
  | S k => a * survival a r k + r * (1 - survival a r k)
  end.

(* ----- Coupled streams: [outcomes] outcomes x, each with a value [part k x] in every stream k < streams -----
   [cost k] and [joint_cost] are what the values of one stream and the outcome cost, [coupling] is what couples. *)

Section CoupledStreams.

Variables (outcomes streams : nat) (size : nat -> nat) (part : nat -> nat -> nat).
Variables (prior cost : nat -> nat -> R) (coupling joint_cost : nat -> R) (gamma lambda : R).

Fixpoint product_n (n : nat) (f : nat -> R) : R :=
  match n with
  | O => 1
  | S m => product_n m f * f m
  end.

Definition mean_n (q f : nat -> R) : R := bs outcomes (fun x => q x * f x).

(* The distribution of stream k under q. *)
Definition marginal_n (q : nat -> R) (k i : nat) : R := bs outcomes (fun x => if Nat.eqb (part k x) i then q x else 0).

(* The priors' product times exp (lambda coupling), its normalizer, and the coupled distribution. *)
Definition coupled_weight (x : nat) : R := product_n streams (fun k => prior k (part k x)) * exp (lambda * coupling x).
Definition coupled_normalizer : R := bs outcomes coupled_weight.
Definition coupled_model (x : nat) : R := coupled_weight x / coupled_normalizer.

(* F(q) = gamma E_q[sum of the costs + lambda joint cost] - E_q[ln model] - H(q) *)
Definition coupled_free_energy (q : nat -> R) : R :=
  gamma * mean_n q (fun x => bs streams (fun k => cost k (part k x)) + lambda * joint_cost x)
  - mean_n q (fun x => ln (coupled_model x)) - entropy_n outcomes q.

(* F_k(q) = gamma E_q[cost k] - E_q[ln prior k] - H(q_k), from the marginal of q alone *)
Definition stream_free_energy (q : nat -> R) (k : nat) : R :=
  gamma * bs (size k) (fun i => marginal_n q k i * cost k i)
  - bs (size k) (fun i => marginal_n q k i * ln (prior k i)) - entropy_n (size k) (marginal_n q k).

Definition total_correlation_n (q : nat -> R) : R :=
  bs streams (fun k => entropy_n (size k) (marginal_n q k)) - entropy_n outcomes q.

End CoupledStreams.

(* ----- Reward tilting: the reference with each outcome weighted by exp (reward / beta) ----- *)

Definition tilted (beta : R) (reference rewards : list R) : list R :=
  map2 (fun x r => x * exp (r / beta)) reference rewards.

(* ----- A spin that is +1 or -1 with mean m ----- *)

Definition spin (m : R) : list R := [(1 + m) / 2; (1 - m) / 2].
