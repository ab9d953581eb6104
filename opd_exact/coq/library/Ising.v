(* The Bernoulli-Ising pair for every real coupling strength lambda: two binary streams, uniform each, that agree with
   probability s = logistic(lambda). The joint is a distribution; the mutual information is ln 2 - H_b(s), even in
   lambda, zero at lambda = 0 alone, strictly increasing on lambda >= 0, and tends to ln 2 within an explicit bound; the
   joint is a product of its marginals at lambda = 0 alone. *)

From Coq Require Import Reals List Lra Lia.
From OpdExact Require Import Definitions Sums Gibbs Information.
Import ListNotations.
Local Open Scope R_scope.

(* ----- The logistic function ----- *)

Lemma logistic_range x : 0 < logistic x < 1.
Proof.
  unfold logistic. generalize (exp_pos (- x)). intros pos. split; [apply quotient_positive; lra |].
  apply Rmult_lt_reg_r with (1 + exp (- x)); [lra |]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma logistic_complement x : 1 - logistic x = exp (- x) * logistic x.
Proof. unfold logistic. generalize (exp_pos (- x)). intros. field. lra. Qed.

Lemma logistic_opp x : logistic (- x) = 1 - logistic x.
Proof.
  rewrite logistic_complement. unfold logistic. rewrite Ropp_involutive, exp_Ropp.
  generalize (exp_pos x). intros. field. lra.
Qed.

Lemma logistic_zero : logistic 0 = 1 / 2.
Proof. unfold logistic. rewrite Ropp_0, exp_0. lra. Qed.

Lemma logistic_increasing x y : x < y -> logistic x < logistic y.
Proof.
  intros less. unfold logistic, Rdiv. rewrite !Rmult_1_l.
  apply Rinv_lt_contravar.
  - generalize (exp_pos (- x)) (exp_pos (- y)). nra.
  - apply Rplus_lt_compat_l, exp_increasing. lra.
Qed.

Lemma ln_odds x : ln (logistic x) - ln (1 - logistic x) = x.
Proof.
  rewrite logistic_complement, ln_mult by (try apply exp_pos; apply logistic_range). rewrite ln_exp. ring.
Qed.

Lemma ln_logistic x : ln (logistic x) = - ln (1 + exp (- x)).
Proof.
  unfold logistic, Rdiv. rewrite Rmult_1_l. apply ln_Rinv. generalize (exp_pos (- x)). lra.
Qed.

Lemma logistic_derivative x : derivable_pt_lim logistic x (logistic x * (1 - logistic x)).
Proof.
  unfold logistic. generalize (exp_pos (- x)). intros pos.
  replace (1 / (1 + exp (- x)) * (1 - 1 / (1 + exp (- x))))
    with ((0 * (1 + exp (- x)) - (0 + exp (- x) * - 1) * 1) / Rsqr (1 + exp (- x))) by (unfold Rsqr; field; lra).
  apply (derivable_pt_lim_div (fun _ => 1) (fun y => 1 + exp (- y))); [apply derivable_pt_lim_const | | lra].
  apply (derivable_pt_lim_plus (fun _ => 1) (fun y => exp (- y))); [apply derivable_pt_lim_const |].
  apply (derivable_pt_lim_comp Ropp exp); [| apply derivable_pt_lim_exp].
  apply (derivable_pt_lim_opp id), derivable_pt_lim_id.
Qed.

(* ----- The joint ----- *)

Theorem ising_joint_is_distribution lambda : is_joint (ising_joint lambda).
Proof.
  generalize (logistic_range lambda). intros. unfold ising_joint.
  split; [rectangular_check | is_distribution_check].
Qed.

Theorem ising_cells_positive lambda : all_positive (concat (ising_joint lambda)).
Proof. generalize (logistic_range lambda). intros. unfold ising_joint. all_positive_check. Qed.

Theorem ising_row_sums lambda : row_sums (ising_joint lambda) = [1 / 2; 1 / 2].
Proof. unfold ising_joint. items_check. Qed.

Theorem ising_column_sums lambda : column_sums (ising_joint lambda) = [1 / 2; 1 / 2].
Proof. unfold ising_joint. items_check. Qed.

(* The streams agree with probability logistic(lambda). *)
Theorem ising_agreement lambda : cell (ising_joint lambda) 0 0 + cell (ising_joint lambda) 1 1 = logistic lambda.
Proof. unfold cell, item, ising_joint. simpl. lra. Qed.

(* ----- The mutual information in closed form ----- *)

Theorem ising_conditional_entropy lambda :
  conditional_entropy (ising_joint lambda) = binary_entropy (logistic lambda).
Proof.
  unfold ising_joint. generalize (logistic lambda). intros s. open_definitions.
  assert (first : forall x, x / 2 / (s / 2 + ((1 - s) / 2 + 0)) = x) by (intros; field; lra).
  assert (second : forall x, x / 2 / ((1 - s) / 2 + (s / 2 + 0)) = x) by (intros; field; lra).
  rewrite !first, !second. field.
Qed.

Lemma entropy_of_halves : entropy [1 / 2; 1 / 2] = ln 2.
Proof. open_definitions. unfold Rdiv. rewrite Rmult_1_l, ln_Rinv by lra. field. Qed.

(* I + H(Y|X) = ln 2 *)
Theorem ising_complement lambda :
  ising_information lambda + conditional_entropy (ising_joint lambda) = ln 2.
Proof.
  rewrite <- entropy_of_halves, <- (ising_column_sums lambda).
  destruct (ising_joint_is_distribution lambda) as [shape [sign _]]. symmetry. now apply complement_identity.
Qed.

Theorem ising_information_closed_form lambda :
  ising_information lambda = ln 2 - binary_entropy (logistic lambda).
Proof. rewrite <- ising_conditional_entropy, <- (ising_complement lambda). ring. Qed.

Theorem ising_joint_entropy lambda :
  joint_entropy (ising_joint lambda) = ln 2 + binary_entropy (logistic lambda).
Proof.
  destruct (ising_joint_is_distribution lambda) as [shape [sign _]].
  now rewrite chain_rule, ising_row_sums, ising_conditional_entropy, entropy_of_halves.
Qed.

Theorem ising_information_even lambda : ising_information (- lambda) = ising_information lambda.
Proof. rewrite !ising_information_closed_form, logistic_opp. unfold binary_entropy.
  replace (1 - (1 - logistic lambda)) with (logistic lambda) by ring. ring.
Qed.

Theorem ising_information_zero : ising_information 0 = 0.
Proof.
  rewrite ising_information_closed_form, logistic_zero, <- entropy_of_halves. open_definitions.
  replace (1 - 1 / 2) with (1 / 2) by lra. ring.
Qed.

(* ----- Its derivative, hence monotone ----- *)

Lemma derivable_pt_lim_of_equal f g x l :
  (forall y, f y = g y) -> derivable_pt_lim f x l -> derivable_pt_lim g x l.
Proof.
  intros same slope eps positive. destruct (slope eps positive) as [delta close]. exists delta.
  intros. rewrite <- !same. auto.
Qed.

Lemma xlogx_derivative x : 0 < x -> derivable_pt_lim xlogx x (ln x + 1).
Proof.
  intros pos. replace (ln x + 1) with (1 * ln x + id x * / x) by (unfold id; field; lra).
  apply (derivable_pt_lim_mult id ln); [apply derivable_pt_lim_id | now apply derivable_pt_lim_ln].
Qed.

Lemma xlogx_complement_derivative x : x < 1 -> derivable_pt_lim (fun y => xlogx (1 - y)) x (- (ln (1 - x) + 1)).
Proof.
  intros below. replace (- (ln (1 - x) + 1)) with ((ln (1 - x) + 1) * (0 - 1)) by ring.
  apply (derivable_pt_lim_comp (fun y => 1 - y) xlogx); [| apply xlogx_derivative; lra].
  apply (derivable_pt_lim_minus (fun _ => 1) id); [apply derivable_pt_lim_const | apply derivable_pt_lim_id].
Qed.

Theorem binary_entropy_derivative p :
  0 < p < 1 -> derivable_pt_lim binary_entropy p (ln (1 - p) - ln p).
Proof.
  intros range. apply (derivable_pt_lim_of_equal (fun y => - xlogx y - xlogx (1 - y))); [reflexivity |].
  replace (ln (1 - p) - ln p) with (- (ln p + 1) - - (ln (1 - p) + 1)) by ring.
  apply (derivable_pt_lim_minus (fun y => - xlogx y) (fun y => xlogx (1 - y)));
    [apply (derivable_pt_lim_opp xlogx), xlogx_derivative | apply xlogx_complement_derivative]; lra.
Qed.

Theorem ising_information_derivative lambda :
  derivable_pt_lim ising_information lambda (lambda * logistic lambda * (1 - logistic lambda)).
Proof.
  apply (derivable_pt_lim_of_equal (fun x => ln 2 - binary_entropy (logistic x))).
  { intros. symmetry. apply ising_information_closed_form. }
  replace (lambda * logistic lambda * (1 - logistic lambda))
    with (0 - (ln (1 - logistic lambda) - ln (logistic lambda)) * (logistic lambda * (1 - logistic lambda)))
    by (rewrite <- (ln_odds lambda) at 5; ring).
  apply (derivable_pt_lim_minus (fun _ => ln 2) (fun x => binary_entropy (logistic x)));
    [apply derivable_pt_lim_const |].
  apply (derivable_pt_lim_comp logistic binary_entropy);
    [apply logistic_derivative | apply binary_entropy_derivative, logistic_range].
Qed.

Theorem ising_information_strictly_increasing lambda mu :
  0 <= lambda -> lambda < mu -> ising_information lambda < ising_information mu.
Proof.
  intros start less.
  destruct (MVT_cor2 ising_information (fun x => x * logistic x * (1 - logistic x)) lambda mu less)
    as [x [rise [after _]]]; [intros; apply ising_information_derivative |].
  cbv beta in rise. revert rise. generalize (logistic x) (logistic_range x). intros s range rise.
  assert (0 < x * s * (1 - s)) by (repeat apply Rmult_lt_0_compat; lra).
  assert (0 < ising_information mu - ising_information lambda) by (rewrite rise; apply Rmult_lt_0_compat; lra).
  lra.
Qed.

Theorem ising_information_positive lambda : lambda <> 0 -> 0 < ising_information lambda.
Proof.
  intros nonzero. rewrite <- ising_information_zero. destruct (Rlt_or_le 0 lambda).
  - apply ising_information_strictly_increasing; lra.
  - rewrite <- (ising_information_even lambda). apply ising_information_strictly_increasing; lra.
Qed.

Theorem ising_information_zero_iff lambda : ising_information lambda = 0 <-> lambda = 0.
Proof.
  split; [| intros ->; exact ising_information_zero]. intros zero.
  destruct (Req_dec lambda 0) as [| nonzero]; [assumption |].
  generalize (ising_information_positive lambda nonzero). lra.
Qed.

(* ----- Saturation: 0 < ln 2 - I <= (1 + lambda) exp (-lambda) ----- *)

Theorem ising_deficit lambda :
  ln 2 - ising_information lambda = ln (1 + exp (- lambda)) + lambda * exp (- lambda) / (1 + exp (- lambda)).
Proof.
  rewrite ising_information_closed_form. generalize (ln_logistic lambda) (ln_odds lambda) (exp_pos (- lambda)).
  intros small odds pos. replace (lambda * exp (- lambda) / (1 + exp (- lambda))) with (lambda * (1 - logistic lambda))
    by (unfold logistic; field; lra).
  unfold binary_entropy. replace (ln (1 - logistic lambda)) with (ln (logistic lambda) - lambda) by lra.
  replace (ln (1 + exp (- lambda))) with (- ln (logistic lambda)) by lra. ring.
Qed.

Theorem ising_information_below_ln2 lambda : ising_information lambda < ln 2.
Proof.
  rewrite ising_information_closed_form. generalize (logistic_range lambda). intros range. unfold binary_entropy.
  assert (negative : forall x, 0 < x < 1 -> x * ln x < 0).
  { intros x inside. assert (ln x < 0) by (rewrite <- ln_1; apply ln_increasing; lra). nra. }
  generalize (negative (logistic lambda) range) (negative (1 - logistic lambda)). lra.
Qed.

Theorem ising_saturation_bound lambda :
  0 <= lambda -> ln 2 - ising_information lambda <= (1 + lambda) * exp (- lambda).
Proof.
  intros start. rewrite ising_deficit. generalize (exp_pos (- lambda)). generalize (exp (- lambda)). intros x pos.
  assert (ln (1 + x) <= x) by (generalize (ln_le_minus_one (1 + x)); lra).
  assert (x / (1 + x) <= x).
  { apply Rmult_le_reg_r with (1 + x); [lra |]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; nra. }
  unfold Rdiv in *. rewrite Rmult_assoc. nra.
Qed.

Lemma weighted_exp_small lambda : 0 < lambda -> (1 + lambda) * exp (- lambda) < 4 / lambda.
Proof.
  intros pos. apply Rmult_lt_reg_r with (lambda * exp lambda); [generalize (exp_pos lambda); nra |].
  replace ((1 + lambda) * exp (- lambda) * (lambda * exp lambda))
    with ((1 + lambda) * lambda * (exp (- lambda) * exp lambda)) by ring.
  rewrite <- exp_plus. replace (- lambda + lambda) with 0 by ring. rewrite exp_0.
  replace (4 / lambda * (lambda * exp lambda)) with (4 * exp lambda) by (field; lra).
  generalize (exp_ineq1_le (lambda / 2)). intros half.
  replace (exp lambda) with (exp (lambda / 2) * exp (lambda / 2)) by (rewrite <- exp_plus; f_equal; lra). nra.
Qed.

(* I(lambda) tends to ln 2, for lambda to plus or minus infinity. *)
Theorem ising_information_limit eps :
  0 < eps -> exists bound, forall lambda, bound < Rabs lambda -> ln 2 - eps < ising_information lambda < ln 2.
Proof.
  intros positive. exists (4 / eps). intros lambda far. split; [| apply ising_information_below_ln2].
  assert (same : ising_information lambda = ising_information (Rabs lambda)).
  { unfold Rabs. destruct (Rcase_abs lambda); [now rewrite ising_information_even | reflexivity]. }
  assert (0 < 4 / eps) by (apply quotient_positive; lra).
  assert (bound : 4 / Rabs lambda < eps).
  { apply Rmult_lt_reg_r with (Rabs lambda); [lra |]. replace (4 / Rabs lambda * Rabs lambda) with 4 by (field; lra).
    apply Rmult_lt_compat_l with (r := eps) in far; [| assumption].
    replace (eps * (4 / eps)) with 4 in far by (field; lra). assumption. }
  rewrite same. generalize (ising_saturation_bound (Rabs lambda)) (weighted_exp_small (Rabs lambda)). lra.
Qed.

(* ----- A product of its marginals at lambda = 0 alone ----- *)

Theorem ising_determinant lambda :
  cell (ising_joint lambda) 0 0 * cell (ising_joint lambda) 1 1
  - cell (ising_joint lambda) 0 1 * cell (ising_joint lambda) 1 0 = tanh (lambda / 2) / 4.
Proof.
  unfold cell, item, ising_joint, logistic, tanh, sinh, cosh. simpl.
  replace (exp (- lambda)) with (exp (- (lambda / 2)) * exp (- (lambda / 2))) by (rewrite <- exp_plus; f_equal; lra).
  rewrite exp_Ropp. generalize (exp_pos (lambda / 2)). generalize (exp (lambda / 2)). intros u pos.
  field. repeat split; nra.
Qed.

Theorem ising_product_iff lambda :
  ising_joint lambda = product_joint (row_sums (ising_joint lambda)) (column_sums (ising_joint lambda))
  <-> lambda = 0.
Proof.
  rewrite <- mutual_information_zero_iff by apply ising_joint_is_distribution. apply ising_information_zero_iff.
Qed.

Theorem ising_product_at_zero : ising_joint 0 = product_joint [1 / 2; 1 / 2] [1 / 2; 1 / 2].
Proof. unfold ising_joint, product_joint. rewrite logistic_zero. items_check. Qed.

(* ----- The coupled pair: prior (1/4 in each cell) times exp (lambda J) over the normalizer ----- *)

(* J = 1/2 where the streams agree and -1/2 where they do not: the normalizer is cosh (lambda / 2). *)
Theorem ising_joint_of_centered_coupling lambda :
  let agree := 1 / 4 * exp (lambda * (1 / 2)) / cosh (lambda / 2) in
  let differ := 1 / 4 * exp (lambda * (-1 / 2)) / cosh (lambda / 2) in
  ising_joint lambda = [[agree; differ]; [differ; agree]].
Proof.
  intros agree differ. unfold agree, differ, ising_joint, logistic, cosh.
  replace (lambda * (1 / 2)) with (lambda / 2) by field. replace (lambda * (-1 / 2)) with (- (lambda / 2)) by field.
  replace (exp (- lambda)) with (exp (- (lambda / 2)) * exp (- (lambda / 2))) by (rewrite <- exp_plus; f_equal; lra).
  rewrite exp_Ropp. generalize (exp_pos (lambda / 2)). generalize (exp (lambda / 2)). intros u pos.
  items_check_by ltac:(field; repeat split; nra).
Qed.

(* J = 1 where the streams agree and 0 where they do not: the normalizer is (1 + exp lambda) / 2. *)
Theorem ising_joint_of_agreement_coupling lambda :
  let agree := 1 / 4 * exp (lambda * 1) / ((1 + exp lambda) / 2) in
  let differ := 1 / 4 * exp (lambda * 0) / ((1 + exp lambda) / 2) in
  ising_joint lambda = [[agree; differ]; [differ; agree]].
Proof.
  intros agree differ. unfold agree, differ, ising_joint, logistic.
  rewrite Rmult_1_r, Rmult_0_r, exp_0, exp_Ropp. generalize (exp_pos lambda). generalize (exp lambda). intros u pos.
  items_check_by ltac:(field; repeat split; nra).
Qed.

Lemma cosh_half_agreement lambda :
  ln (logistic lambda / 2) = lambda / 2 - 2 * ln 2 - ln (cosh (lambda / 2)) /\
  ln ((1 - logistic lambda) / 2) = - (lambda / 2) - 2 * ln 2 - ln (cosh (lambda / 2)).
Proof.
  generalize (logistic_range lambda). intros range. rewrite !ln_quotient by lra.
  generalize (ln_odds lambda). intros odds.
  enough (ln (logistic lambda) = lambda / 2 - ln 2 - ln (cosh (lambda / 2))) by lra.
  assert (cosh_pos : 0 < cosh (lambda / 2)).
  { unfold cosh. generalize (exp_pos (lambda / 2)) (exp_pos (- (lambda / 2))). lra. }
  rewrite <- (ln_exp (lambda / 2)) at 1.
  rewrite <- !ln_quotient; try lra; try apply quotient_positive; try apply exp_pos; try lra.
  f_equal. unfold logistic, cosh.
  replace (exp (- lambda)) with (exp (- (lambda / 2)) * exp (- (lambda / 2))) by (rewrite <- exp_plus; f_equal; lra).
  rewrite exp_Ropp. generalize (exp_pos (lambda / 2)). generalize (exp (lambda / 2)). intros u pos.
  field. repeat split; nra.
Qed.

(* ln Z - lambda E[J] = - I, under either convention for J *)
Theorem ising_coupling_prior lambda :
  ln (cosh (lambda / 2)) - lambda * (logistic lambda - 1 / 2) = - ising_information lambda.
Proof.
  destruct (cosh_half_agreement lambda) as [agree _]. generalize (ln_odds lambda) (logistic_range lambda).
  intros odds range. rewrite ln_quotient in agree by lra.
  rewrite ising_information_closed_form. unfold binary_entropy.
  replace (ln (1 - logistic lambda)) with (ln (logistic lambda) - lambda) by lra.
  replace (ln (cosh (lambda / 2))) with (lambda / 2 - ln 2 - ln (logistic lambda)) by lra. field.
Qed.

Theorem ising_total_correlation lambda :
  entropy (row_sums (ising_joint lambda)) + entropy (column_sums (ising_joint lambda))
  - joint_entropy (ising_joint lambda) = ising_information lambda.
Proof.
  destruct (ising_joint_is_distribution lambda) as [shape [sign _]].
  symmetry. now apply mutual_information_is_total_correlation.
Qed.
