(* Reward tilting: the policy with the best objective E[reward] - beta D(policy || reference) is the reference with each
   probability times exp (reward / beta), divided by their sum Z; and what any other policy loses is its divergence
   from it. With beta = 1 in place of the scale, the divergence is ln Z minus the objective; for other beta it is not. *)

From Coq Require Import Reals List Lra.
From OpdExact Require Import Definitions Sums Gibbs FreeEnergy.
Import ListNotations.
Local Open Scope R_scope.

(* ----- The weights reference * exp (reward / beta); [posterior] divides them by their sum ----- *)

Notation weights beta reference rewards := (map2 (fun p r => p * exp (r / beta)) reference rewards).

Lemma weights_are_products beta reference rewards :
  weights beta reference rewards = map2 Rmult reference (map (fun r => exp (r / beta)) rewards).
Proof. revert rewards. induction reference; intros [| r rewards]; simpl; congruence. Qed.

Lemma weights_nonnegative beta reference rewards :
  all_nonnegative reference -> all_nonnegative (weights beta reference rewards).
Proof.
  unfold all_nonnegative. intros sign. revert rewards.
  induction sign as [| p reference here _ IH]; intros [| r rewards]; simpl; constructor; auto.
  apply Rmult_le_pos; [assumption | apply Rlt_le, exp_pos].
Qed.

Lemma weights_supported beta q reference rewards :
  supported q reference -> length rewards = length reference -> supported q (weights beta reference rewards).
Proof.
  unfold supported. intros support. revert rewards.
  induction support as [| x p q reference here _ IH]; intros [| r rewards] same; try discriminate; simpl; constructor.
  - intros nonzero. apply Rmult_integral_contrapositive_currified; [auto |].
    apply Rgt_not_eq, exp_pos.
  - apply IH. simpl in same. congruence.
Qed.

Lemma exponentials_supported beta q rewards :
  length rewards = length q -> supported q (map (fun r => exp (r / beta)) rewards).
Proof.
  unfold supported. revert rewards.
  induction q as [| x q IH]; intros [| r rewards] same; try discriminate; simpl; constructor.
  - intros _. apply Rgt_not_eq, exp_pos.
  - apply IH. simpl in same. congruence.
Qed.

Lemma mean_over_scale beta q rewards :
  expected_value q (map ln (map (fun r => exp (r / beta)) rewards)) = expected_value q rewards / beta.
Proof.
  unfold expected_value. revert rewards. induction q as [| x q IH]; intros [| r rewards]; simpl; try (unfold Rdiv; ring).
  rewrite IH, ln_exp. unfold Rdiv. ring.
Qed.

Lemma evidence_of_supported q joint :
  is_distribution q -> all_nonnegative joint -> supported q joint -> 0 < evidence joint.
Proof.
  intros [q_sign total] sign support.
  assert (nonnegative : 0 <= evidence joint) by (unfold evidence; clear -sign; induction sign; simpl; lra).
  destruct nonnegative as [| zero]; [assumption |]. exfalso.
  enough (sum q = 0) by lra. unfold evidence in zero. clear total. revert q_sign sign zero. unfold all_nonnegative.
  induction support as [| x y q joint here _ IH]; simpl; intros q_sign sign zero; [reflexivity |].
  inversion_clear q_sign. inversion_clear sign as [| ? ? y_sign rest].
  assert (0 <= sum joint) by (clear -rest; induction rest; simpl; lra).
  destruct (Req_dec x 0) as [-> | nonzero]; [rewrite IH; try assumption; lra |].
  specialize (here nonzero). lra.
Qed.

(* ----- The divergence from the tilted reference, for every beta ----- *)

Theorem divergence_from_tilted beta policy reference rewards :
  is_distribution policy -> all_nonnegative reference -> supported policy reference ->
  length rewards = length reference -> beta <> 0 ->
  KL policy (posterior (weights beta reference rewards))
  = ln (sum (weights beta reference rewards))
    - (expected_value policy rewards - beta * KL policy reference) / beta.
Proof.
  intros pmf sign support same nonzero.
  assert (w_sign := weights_nonnegative beta reference rewards sign).
  assert (w_support := weights_supported beta policy reference rewards support same).
  assert (positive := evidence_of_supported policy _ pmf w_sign w_support).
  generalize (VFE_is_divergence_minus_log_evidence policy _ pmf w_sign positive w_support).
  rewrite weights_are_products at 1. rewrite VFE_is_complexity_minus_accuracy; try assumption.
  - rewrite mean_over_scale. unfold log_evidence, evidence. intros equal.
    replace ((expected_value policy rewards - beta * KL policy reference) / beta)
      with (expected_value policy rewards / beta - KL policy reference) by (field; assumption).
    lra.
  - apply pmf.
  - apply Forall_map, Forall_forall. intros. apply Rlt_le, exp_pos.
  - apply exponentials_supported. rewrite same. symmetry. clear -support. now induction support; simpl; auto.
Qed.

(* The objective is at most beta ln Z. *)
Theorem tilted_is_best beta policy reference rewards :
  is_distribution policy -> all_nonnegative reference -> supported policy reference ->
  length rewards = length reference -> 0 < beta ->
  expected_value policy rewards - beta * KL policy reference <= beta * ln (sum (weights beta reference rewards)).
Proof.
  intros pmf sign support same positive.
  assert (w_sign := weights_nonnegative beta reference rewards sign).
  assert (w_support := weights_supported beta policy reference rewards support same).
  assert (some := evidence_of_supported policy _ pmf w_sign w_support).
  generalize (KL_nonnegative policy _ pmf (posterior_is_distribution _ w_sign some)
    (supported_posterior policy _ some w_support)).
  rewrite divergence_from_tilted by (assumption || lra). intros nonnegative.
  set (j := expected_value policy rewards - beta * KL policy reference) in *.
  replace j with (beta * (j / beta)) by (field; lra).
  apply Rmult_le_compat_l; lra.
Qed.

(* It is reached by the tilted reference alone. *)
Theorem tilted_is_best_iff beta policy reference rewards :
  is_distribution policy -> all_nonnegative reference -> supported policy reference ->
  length rewards = length reference -> 0 < beta ->
  (expected_value policy rewards - beta * KL policy reference = beta * ln (sum (weights beta reference rewards))
   <-> policy = posterior (weights beta reference rewards)).
Proof.
  intros pmf sign support same positive.
  assert (w_sign := weights_nonnegative beta reference rewards sign).
  assert (w_support := weights_supported beta policy reference rewards support same).
  assert (some := evidence_of_supported policy _ pmf w_sign w_support).
  rewrite <- (KL_zero_iff policy _ pmf (posterior_is_distribution _ w_sign some)
    (supported_posterior policy _ some w_support)).
  rewrite divergence_from_tilted by (assumption || lra).
  set (j := expected_value policy rewards - beta * KL policy reference).
  set (z := ln (sum (weights beta reference rewards))).
  split; intros equal.
  - rewrite equal. field. lra.
  - replace j with (beta * (j / beta)) by (field; lra). replace (j / beta) with z by lra. reflexivity.
Qed.
