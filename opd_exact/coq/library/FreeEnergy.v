(* Variational free energy: its three forms agree, it is at least the negative log evidence, and the posterior alone
   reaches that. The belief q may have zeros, and so may the joint wherever q has one. *)

Require Import Coq.Reals.Reals Coq.Lists.List Coq.micromega.Lra Coq.micromega.Lia.
Require Import OpdExact.Definitions OpdExact.Sums OpdExact.Gibbs.
Import ListNotations.
Local Open Scope R_scope.

(* ----- The posterior ----- *)

Lemma length_posterior joint : length (posterior joint) = length joint.
Proof. apply length_of_map. Qed.

Lemma sum_over c l : sum (map (fun x => x / c) l) = sum l / c.
Proof. induction l; simpl; [| rewrite IHl]; unfold Rdiv; lra. Qed.

Theorem posterior_is_distribution joint :
  all_nonnegative joint -> 0 < evidence joint -> is_distribution (posterior joint).
Proof.
  unfold posterior. intros sign observed. split.
  - apply Forall_map. apply Forall_impl with (2 := sign). intros x here.
    apply Rmult_le_pos; [assumption | now apply Rlt_le, Rinv_0_lt_compat].
  - rewrite sum_over. unfold evidence in *. field. lra.
Qed.

Theorem supported_posterior q joint : 0 < evidence joint -> supported q joint -> supported q (posterior joint).
Proof.
  unfold supported, posterior. intros observed. generalize (evidence joint) observed. clear observed.
  intros z observed. induction 1 as [| x y q joint here _ IH]; simpl; constructor; auto.
  intros nonzero. apply Rmult_integral_contrapositive_currified; [auto | apply Rinv_neq_0_compat; lra].
Qed.

(* ----- Divergence minus log evidence ----- *)

Theorem VFE_is_divergence_minus_log_evidence q joint :
  is_distribution q -> all_nonnegative joint -> 0 < evidence joint -> supported q joint ->
  VFE q joint = KL q (posterior joint) - log_evidence joint.
Proof.
  intros [q_sign q_total] sign observed support.
  replace (log_evidence joint) with (sum q * log_evidence joint) by (rewrite q_total; ring).
  clear q_total. unfold VFE, KL, posterior, log_evidence. revert observed. generalize (evidence joint). intros z observed.
  revert q_sign sign. induction support as [| x y q joint here _ IH]; simpl; intros q_sign sign; [lra |].
  inversion_clear q_sign. inversion_clear sign. rewrite IH by assumption.
  destruct (Req_dec x 0) as [-> | nonzero]; [lra |]. specialize (here nonzero).
  rewrite !ln_quotient; try apply quotient_positive; lra.
Qed.

Theorem VFE_lower_bound q joint :
  is_distribution q -> all_nonnegative joint -> 0 < evidence joint -> supported q joint ->
  - log_evidence joint <= VFE q joint.
Proof.
  intros pmf sign observed support. rewrite VFE_is_divergence_minus_log_evidence by assumption.
  generalize (KL_nonnegative q (posterior joint) pmf (posterior_is_distribution joint sign observed)
    (supported_posterior q joint observed support)).
  lra.
Qed.

Theorem VFE_minimum_iff q joint :
  is_distribution q -> all_nonnegative joint -> 0 < evidence joint -> supported q joint ->
  (VFE q joint = - log_evidence joint <-> q = posterior joint).
Proof.
  intros pmf sign observed support. rewrite VFE_is_divergence_minus_log_evidence by assumption.
  rewrite <- (KL_zero_iff q (posterior joint)); auto using posterior_is_distribution, supported_posterior.
  split; lra.
Qed.

Lemma supported_by_posterior joint : supported (posterior joint) joint.
Proof.
  unfold supported, posterior. generalize (evidence joint). intros z.
  induction joint as [| x joint IH]; simpl; constructor; auto.
  intros nonzero zero. apply nonzero. rewrite zero. unfold Rdiv. ring.
Qed.

Theorem VFE_at_posterior joint :
  all_nonnegative joint -> 0 < evidence joint -> VFE (posterior joint) joint = - log_evidence joint.
Proof.
  intros sign observed.
  apply VFE_minimum_iff; auto using posterior_is_distribution, supported_by_posterior.
Qed.

(* ----- Energy minus entropy, complexity minus accuracy ----- *)

(* Energy: the mean of - ln joint, which is the cross entropy with it. *)
Theorem VFE_is_energy_minus_entropy q joint :
  all_nonnegative q -> all_nonnegative joint -> supported q joint -> VFE q joint = cross_entropy q joint - entropy q.
Proof. exact (KL_is_cross_entropy_minus_entropy q joint). Qed.

(* Complexity D(q || prior), accuracy: the mean of ln likelihood; the joint is prior times likelihood. *)
Theorem VFE_is_complexity_minus_accuracy q prior likelihood :
  all_nonnegative q -> all_nonnegative prior -> all_nonnegative likelihood ->
  supported q prior -> supported q likelihood ->
  VFE q (map2 Rmult prior likelihood) = KL q prior - expected_value q (map ln likelihood).
Proof.
  unfold VFE, KL, expected_value. intros q_sign prior_sign sign support. revert likelihood q_sign prior_sign sign.
  induction support as [| x y q prior here _ IH]; intros likelihood q_sign prior_sign sign support;
    inversion support as [| ? z ? rest there others]; subst; simpl; [lra |].
  inversion_clear q_sign. inversion_clear prior_sign. inversion_clear sign. rewrite IH by assumption.
  destruct (Req_dec x 0) as [-> | nonzero]; [lra |]. specialize (here nonzero). specialize (there nonzero).
  rewrite !ln_quotient, ln_mult; try apply Rmult_lt_0_compat; lra.
Qed.
