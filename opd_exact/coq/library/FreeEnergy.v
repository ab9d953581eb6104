(* Variational free energy: its three forms agree, it is at least the negative log evidence, and the posterior alone
   reaches that. The belief q may have zeros, and so may the joint wherever q has one. Then reward tilting, which is the
   same theorem in other words, and the decomposition of the free energy of coupled streams. *)

From Coq Require Import Reals List Lra Lia.
From OpdExact Require Import Definitions Models Sums Gibbs.
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
  clear q_total. unfold VFE, KL, posterior, log_evidence. revert observed. generalize (evidence joint).
  intros z observed.
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

(* ----- Reward tilting: E_q[R] - beta D(q || reference) = beta ln Z - beta D(q || tilted reference / Z) ----- *)

Lemma VFE_of_tilted q reference rewards beta :
  all_nonnegative q -> all_nonnegative reference -> length rewards = length reference -> supported q reference ->
  beta <> 0 -> beta * VFE q (tilted beta reference rewards) = beta * KL q reference - expected_value q rewards.
Proof.
  unfold VFE, KL, expected_value, tilted. intros q_sign sign same support scale. revert rewards q_sign sign same.
  induction support as [| x y q reference here _ IH]; intros [| r rewards] q_sign sign same; try discriminate;
    simpl; [ring |].
  inversion_clear q_sign. inversion_clear sign. injection same as same.
  rewrite !Rmult_plus_distr_l, IH by assumption. destruct (Req_dec x 0) as [-> | nonzero]; [ring |].
  specialize (here nonzero). generalize (exp_pos (r / beta)). intros pos.
  rewrite !ln_quotient, ln_mult, ln_exp; try apply Rmult_lt_0_compat; try lra. field. assumption.
Qed.

Lemma sum_of_unsupported q p : supported q p -> all_nonnegative p -> sum p = 0 -> sum q = 0.
Proof.
  induction 1 as [| x y q p here _ IH]; intros sign zero; [reflexivity |].
  inversion_clear sign as [| ? ? y_sign others]. simpl in *. generalize (sum_nonnegative p others). intros rest.
  rewrite IH; [| exact others | lra]. destruct (Req_dec x 0) as [-> | some]; [ring |]. specialize (here some). lra.
Qed.

Section Tilting.

Variables (q reference rewards : list R) (beta : R).
Hypothesis q_pmf : is_distribution q.
Hypothesis reference_pmf : is_distribution reference.
Hypothesis same : length rewards = length reference.
Hypothesis support : supported q reference.
Hypothesis scale : 0 < beta.

Let tilted_sign : all_nonnegative (tilted beta reference rewards).
Proof.
  destruct reference_pmf as [sign _]. unfold tilted. clear - sign same. revert rewards same.
  induction sign; intros [| r rewards] same; try discriminate; simpl; constructor;
    [| now apply IHsign; injection same].
  apply Rmult_le_pos; [assumption | apply Rlt_le, exp_pos].
Qed.

Let tilted_support : supported q (tilted beta reference rewards).
Proof.
  unfold supported, tilted in *. clear - same support. revert rewards same.
  induction support; intros [| r rewards] same; try discriminate; simpl; constructor;
    [| now apply IHf; injection same].
  intros nonzero. apply Rmult_integral_contrapositive_currified; [auto |]. apply Rgt_not_eq, exp_pos.
Qed.

Let tilted_evidence : 0 < evidence (tilted beta reference rewards).
Proof.
  unfold evidence. destruct (sum_nonnegative _ tilted_sign) as [| zero]; [assumption | exfalso].
  generalize (sum_of_unsupported _ _ tilted_support tilted_sign). destruct q_pmf. lra.
Qed.

Theorem reward_tilting :
  expected_value q rewards - beta * KL q reference
  = beta * log_evidence (tilted beta reference rewards) - beta * KL q (posterior (tilted beta reference rewards)).
Proof.
  generalize (VFE_of_tilted q reference rewards beta). rewrite VFE_is_divergence_minus_log_evidence by assumption.
  intros forms. destruct q_pmf, reference_pmf. specialize (forms ltac:(assumption) ltac:(assumption) same support).
  lra.
Qed.

Theorem reward_tilting_bound :
  expected_value q rewards - beta * KL q reference <= beta * log_evidence (tilted beta reference rewards).
Proof.
  rewrite reward_tilting. generalize (KL_nonnegative q (posterior (tilted beta reference rewards)) q_pmf
    (posterior_is_distribution _ tilted_sign tilted_evidence) (supported_posterior _ _ tilted_evidence tilted_support)).
  nra.
Qed.

Theorem reward_tilting_best_iff :
  expected_value q rewards - beta * KL q reference = beta * log_evidence (tilted beta reference rewards)
  <-> q = posterior (tilted beta reference rewards).
Proof.
  rewrite reward_tilting. rewrite <- (KL_zero_iff q);
    auto using posterior_is_distribution, supported_posterior.
  split; [| intros ->; ring]. intros equal. apply Rmult_eq_reg_l with beta; lra.
Qed.

End Tilting.

(* ----- Coupled streams: the free energy taken apart, for any number of streams of any sizes ----- *)

Lemma bs_pick n j c f :
  (j < n)%nat -> bs n (fun i => (if Nat.eqb j i then c else 0) * f i) = c * f j.
Proof.
  induction n as [| n IH]; intros inside; [lia |]. simpl.
  destruct (Nat.eqb_spec j n) as [-> | other].
  - rewrite (bs_ext n _ (fun _ => 0)), bs_const; [ring |].
    intros i below. destruct (Nat.eqb_spec n i); [lia | ring].
  - rewrite IH by lia. ring.
Qed.

Lemma product_n_positive n f : (forall k, (k < n)%nat -> 0 < f k) -> 0 < product_n n f.
Proof. induction n; simpl; intros sign; [lra |]. apply Rmult_lt_0_compat; auto. Qed.

Lemma ln_product_n n f : (forall k, (k < n)%nat -> 0 < f k) -> ln (product_n n f) = bs n (fun k => ln (f k)).
Proof.
  induction n; simpl; intros sign; [apply ln_1 |].
  rewrite ln_mult; auto using product_n_positive. rewrite IHn; auto.
Qed.

Section CoupledStreams.

Variables (outcomes streams : nat) (size : nat -> nat) (part : nat -> nat -> nat).
Variables (prior cost : nat -> nat -> R) (coupling joint_cost : nat -> R) (gamma lambda : R).

Hypothesis part_inside : forall k x, (k < streams)%nat -> (x < outcomes)%nat -> (part k x < size k)%nat.
Hypothesis prior_positive : forall k i, (k < streams)%nat -> (i < size k)%nat -> 0 < prior k i.

(* The mean under a marginal is the mean under the whole. *)
Lemma mean_of_marginal q k f : (k < streams)%nat ->
  bs (size k) (fun i => marginal_n outcomes part q k i * f i) = mean_n outcomes q (fun x => f (part k x)).
Proof.
  intros stream. unfold marginal_n, mean_n. erewrite bs_ext by (intros; symmetry; apply bs_scale_right).
  rewrite bs_swap. apply bs_ext. intros x inside. apply bs_pick. auto.
Qed.

Lemma coupled_weight_positive x : (x < outcomes)%nat ->
  0 < coupled_weight streams part prior coupling lambda x.
Proof. intros inside. apply Rmult_lt_0_compat; [apply product_n_positive; auto | apply exp_pos]. Qed.

Lemma ln_coupled_model x : (x < outcomes)%nat ->
  ln (coupled_model outcomes streams part prior coupling lambda x)
  = bs streams (fun k => ln (prior k (part k x))) + lambda * coupling x
    - ln (coupled_normalizer outcomes streams part prior coupling lambda).
Proof.
  intros inside. generalize (coupled_weight_positive x inside). intros weight.
  assert (total : 0 < coupled_normalizer outcomes streams part prior coupling lambda).
  { apply Rlt_le_trans with (1 := weight). apply (bs_term_le outcomes); [| assumption].
    intros. now apply Rlt_le, coupled_weight_positive. }
  unfold coupled_model. rewrite ln_quotient by assumption. unfold coupled_weight.
  rewrite ln_mult, ln_exp, ln_product_n; auto using exp_pos. apply product_n_positive. auto.
Qed.

Theorem coupled_free_energy_decomposition q :
  bs outcomes q = 1 ->
  coupled_free_energy outcomes streams part prior cost coupling joint_cost gamma lambda q
  = bs streams (stream_free_energy outcomes size part prior cost gamma q)
    + gamma * lambda * mean_n outcomes q joint_cost
    + (ln (coupled_normalizer outcomes streams part prior coupling lambda) - lambda * mean_n outcomes q coupling)
    + total_correlation_n outcomes streams size part q.
Proof.
  intros total. unfold coupled_free_energy, stream_free_energy, total_correlation_n.
  rewrite !bs_minus, bs_scale.
  rewrite (bs_ext streams (fun k => bs (size k) (fun i => _ * cost k i)) _
    (fun k stream => mean_of_marginal q k (cost k) stream)).
  rewrite (bs_ext streams (fun k => bs (size k) (fun i => _ * ln (prior k i))) _
    (fun k stream => mean_of_marginal q k (fun i => ln (prior k i)) stream)).
  unfold mean_n. rewrite !(bs_swap streams outcomes).
  set (z := ln (coupled_normalizer _ _ _ _ _ _)).
  rewrite (bs_ext outcomes (fun x => q x * ln _) (fun x =>
    bs streams (fun k => q x * ln (prior k (part k x))) + lambda * (q x * coupling x) - z * q x)).
  - rewrite bs_minus, bs_plus, !bs_scale, total.
    rewrite (bs_ext outcomes (fun x => q x * (_ + _)) (fun x =>
      bs streams (fun k => q x * cost k (part k x)) + lambda * (q x * joint_cost x))).
    + rewrite bs_plus, bs_scale. ring.
    + intros x _. rewrite bs_scale. ring.
  - intros x inside. rewrite ln_coupled_model by assumption. rewrite bs_scale. fold z. ring.
Qed.

End CoupledStreams.
