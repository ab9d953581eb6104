(* How far the Bernoulli-Ising joint is from two independent streams, in either direction of the relative entropy. In
   the forward direction the uniform product is the closest product, at the distance I(lambda). In the reverse direction
   it is for lambda from -2 to 2, at the distance ln (cosh (lambda / 2)), and it alone. *)

From Coq Require Import Reals List Lra Lia.
From OpdExact Require Import Definitions Models Sums Gibbs Information Ising.
Import ListNotations.
Local Open Scope R_scope.

(* ----- Forward gap: the uniform product is the product closest to the joint, at the distance I ----- *)

Lemma ising_supported lambda p q :
  length p = 2%nat -> all_positive p -> length q = 2%nat -> all_positive q ->
  supported (row_sums (ising_joint lambda)) p /\ supported (column_sums (ising_joint lambda)) q.
Proof.
  intros p_two p_pos q_two q_pos. destruct p as [| a [| b [|]]]; try discriminate.
  destruct q as [| c [| d [|]]]; try discriminate. unfold all_positive in *.
  inversion_clear p_pos as [| ? ? a_pos rest]. inversion_clear rest. inversion_clear q_pos as [| ? ? c_pos rest].
  inversion_clear rest. unfold row_sums, column_sums, ising_joint. simpl.
  split; repeat constructor; intros; lra.
Qed.

Theorem ising_forward_gap lambda a b :
  0 < a < 1 -> 0 < b < 1 ->
  KL (concat (ising_joint lambda)) (concat (product_joint [a; 1 - a] [b; 1 - b]))
  = ising_information lambda + KL [1 / 2; 1 / 2] [a; 1 - a] + KL [1 / 2; 1 / 2] [b; 1 - b].
Proof.
  intros a_range b_range. destruct (ising_joint_is_distribution lambda) as [shape [sign _]].
  destruct (ising_supported lambda [a; 1 - a] [b; 1 - b]); try reflexivity; try all_positive_check.
  rewrite divergence_from_product; try assumption; try all_nonnegative_check.
  now rewrite ising_row_sums, ising_column_sums.
Qed.

Theorem ising_forward_gap_least lambda a b :
  0 < a < 1 -> 0 < b < 1 ->
  ising_information lambda <= KL (concat (ising_joint lambda)) (concat (product_joint [a; 1 - a] [b; 1 - b])).
Proof.
  intros a_range b_range. rewrite ising_forward_gap by assumption.
  assert (gibbs : forall c, 0 < c < 1 -> 0 <= KL [1 / 2; 1 / 2] [c; 1 - c]).
  { intros. apply KL_nonnegative; [is_distribution_check | is_distribution_check | supported_check]. }
  generalize (gibbs a a_range) (gibbs b b_range). lra.
Qed.

Theorem ising_forward_gap_at_uniform lambda :
  KL (concat (ising_joint lambda)) (concat (product_joint [1 / 2; 1 / 2] [1 / 2; 1 / 2])) = ising_information lambda.
Proof.
  replace [1 / 2; 1 / 2] with [1 / 2; 1 - 1 / 2] by items_check. rewrite ising_forward_gap by lra.
  replace [1 / 2; 1 - 1 / 2] with [1 / 2; 1 / 2] by items_check.
  rewrite KL_self by all_nonnegative_check. ring.
Qed.

(* ----- Reverse gap: of spins with magnetizations a and b from the joint ----- *)

Lemma product_term x y z : 0 <= x -> 0 <= y -> 0 < z ->
  x * y * ln (x * y / z) = y * xlogx x + x * xlogx y - x * y * ln z.
Proof.
  unfold xlogx. intros. destruct (Req_dec x 0) as [-> | x_some]; [ring |].
  destruct (Req_dec y 0) as [-> | y_some]; [ring |].
  rewrite ln_quotient, ln_mult by (try apply Rmult_lt_0_compat; lra). ring.
Qed.

Theorem ising_reverse_gap lambda a b :
  -1 <= a <= 1 -> -1 <= b <= 1 ->
  KL (concat (product_joint (spin a) (spin b))) (concat (ising_joint lambda))
  = ln (cosh (lambda / 2)) + (ln 2 - binary_entropy ((1 + a) / 2)) + (ln 2 - binary_entropy ((1 + b) / 2))
    - lambda * a * b / 2.
Proof.
  intros a_range b_range. generalize (logistic_range lambda) (cosh_half_agreement lambda).
  unfold KL, spin, ising_joint, product_joint. simpl. intros s_range [agree differ].
  rewrite !product_term, agree, differ by lra. unfold binary_entropy, xlogx.
  replace (1 - (1 + a) / 2) with ((1 - a) / 2) by field. replace (1 - (1 + b) / 2) with ((1 - b) / 2) by field. field.
Qed.

Lemma entropy_deficit_of_fair : ln 2 - binary_entropy ((1 + 0) / 2) = 0.
Proof.
  replace ((1 + 0) / 2) with (1 / 2) by field. rewrite <- logistic_zero, <- ising_information_closed_form.
  exact ising_information_zero.
Qed.

Lemma atanh_exceeds c : 0 < c < 1 -> 2 * c < ln (1 + c) - ln (1 - c).
Proof.
  intros range.
  destruct (MVT_cor2 (fun x => ln (1 + x) - ln (1 - x) - 2 * x)
      (fun x => / (1 + x) * (0 + 1) - / (1 - x) * (0 - 1) - 2 * 1) 0 c)
    as [x [rise inside]]; [lra | |].
  - intros x inside. apply (derivable_pt_lim_minus (fun x => ln (1 + x) - ln (1 - x)) (fun x => 2 * x)).
    + apply (derivable_pt_lim_minus (fun x => ln (1 + x)) (fun x => ln (1 - x))).
      * apply (derivable_pt_lim_comp (fun x => 1 + x) ln); [| apply derivable_pt_lim_ln; lra].
        apply (derivable_pt_lim_plus (fun _ => 1) id); [apply derivable_pt_lim_const | apply derivable_pt_lim_id].
      * apply (derivable_pt_lim_comp (fun x => 1 - x) ln); [| apply derivable_pt_lim_ln; lra].
        apply (derivable_pt_lim_minus (fun _ => 1) id); [apply derivable_pt_lim_const | apply derivable_pt_lim_id].
    + apply (derivable_pt_lim_scal id 2), derivable_pt_lim_id.
  - cbv beta in rise. rewrite Rplus_0_r, Rminus_0_r, ln_1 in rise.
    replace (/ (1 + x) * (0 + 1) - / (1 - x) * (0 - 1) - 2 * 1) with (2 * (x * x) * / (1 + x) * / (1 - x))
      in rise by (field; lra).
    assert (0 < 2 * (x * x) * / (1 + x) * / (1 - x) * (c - 0))
      by (repeat apply Rmult_lt_0_compat; try apply Rinv_0_lt_compat; lra).
    lra.
Qed.

Lemma entropy_deficit_derivative m : -1 < m < 1 ->
  derivable_pt_lim (fun x => ln 2 - binary_entropy ((1 + x) / 2) - x * x / 2) m ((ln (1 + m) - ln (1 - m)) / 2 - m).
Proof.
  intros range.
  replace ((ln (1 + m) - ln (1 - m)) / 2 - m)
    with (0 - (ln (1 - (1 + m) / 2) - ln ((1 + m) / 2)) * ((0 + 1) * / 2) - (1 * m + m * 1) * / 2).
  - apply (derivable_pt_lim_minus (fun x => ln 2 - binary_entropy ((1 + x) / 2)) (fun x => x * x / 2)).
    + apply (derivable_pt_lim_minus (fun _ => ln 2) (fun x => binary_entropy ((1 + x) / 2)));
        [apply derivable_pt_lim_const |].
      apply (derivable_pt_lim_comp (fun x => (1 + x) / 2) binary_entropy); [| apply binary_entropy_derivative; lra].
      apply derivable_pt_lim_of_equal with (fun x => (1 + x) * / 2); [reflexivity |].
      apply (derivable_pt_lim_of_equal (mult_real_fct (/ 2) (fun x => 1 + x))); [intros; unfold mult_real_fct; ring |].
      replace ((0 + 1) * / 2) with (/ 2 * (0 + 1)) by ring. apply derivable_pt_lim_scal.
      apply (derivable_pt_lim_plus (fun _ => 1) id); [apply derivable_pt_lim_const | apply derivable_pt_lim_id].
    + apply (derivable_pt_lim_of_equal (mult_real_fct (/ 2) (fun x => id x * id x)));
        [intros; unfold mult_real_fct, id; field |].
      replace ((1 * m + m * 1) * / 2) with (/ 2 * (1 * id m + id m * 1)) by (unfold id; ring).
      apply derivable_pt_lim_scal, (derivable_pt_lim_mult id id); apply derivable_pt_lim_id.
  - replace (1 - (1 + m) / 2) with ((1 - m) / 2) by field. rewrite !ln_quotient by lra. field.
Qed.

(* A spin with mean m has at least m^2/2 less entropy than a fair one, and more than that unless m = 0. *)
Theorem entropy_deficit_exceeds m :
  -1 <= m <= 1 -> m <> 0 -> m * m / 2 < ln 2 - binary_entropy ((1 + m) / 2).
Proof.
  assert (positive : forall x, 0 < x <= 1 -> x * x / 2 < ln 2 - binary_entropy ((1 + x) / 2)).
  { intros x range. destruct (Req_dec x 1) as [-> | below].
    - unfold binary_entropy. replace ((1 + 1) / 2) with 1 by field. rewrite ln_1.
      generalize ln_lt_2. lra.
    - destruct (MVT_cor2 (fun x => ln 2 - binary_entropy ((1 + x) / 2) - x * x / 2)
        (fun x => (ln (1 + x) - ln (1 - x)) / 2 - x) 0 x) as [c [rise inside]];
        [lra | intros; apply entropy_deficit_derivative; lra |].
      cbv beta in rise. generalize (atanh_exceeds c). intros slope.
      assert (0 < ((ln (1 + c) - ln (1 - c)) / 2 - c) * (x - 0)) by (apply Rmult_lt_0_compat; lra).
      generalize entropy_deficit_of_fair.
      lra. }
  intros range nonzero. destruct (Rlt_or_le 0 m); [apply positive; lra |].
  replace (m * m) with (- m * - m) by ring.
  replace (binary_entropy ((1 + m) / 2)) with (binary_entropy ((1 + - m) / 2)); [apply positive; lra |].
  unfold binary_entropy. replace (1 - (1 + m) / 2) with ((1 + - m) / 2) by field.
  replace (1 - (1 + - m) / 2) with ((1 + m) / 2) by field. ring.
Qed.

Lemma entropy_deficit_at_least m : -1 <= m <= 1 -> m * m / 2 <= ln 2 - binary_entropy ((1 + m) / 2).
Proof.
  intros range. destruct (Req_dec m 0) as [-> | nonzero]; [rewrite entropy_deficit_of_fair; lra |].
  now apply Rlt_le, entropy_deficit_exceeds.
Qed.

Lemma weak_coupling_form lambda a b : -2 <= lambda <= 2 -> 0 <= a * a + b * b - lambda * a * b.
Proof.
  intros weak. replace (a * a + b * b - lambda * a * b)
    with ((2 - lambda) / 4 * Rsqr (a + b) + (2 + lambda) / 4 * Rsqr (a - b)) by (unfold Rsqr; field).
  apply Rplus_le_le_0_compat; apply Rmult_le_pos; try apply Rle_0_sqr; lra.
Qed.

Theorem ising_reverse_gap_least lambda a b :
  -2 <= lambda <= 2 -> -1 <= a <= 1 -> -1 <= b <= 1 ->
  ln (cosh (lambda / 2)) <= KL (concat (product_joint (spin a) (spin b))) (concat (ising_joint lambda)).
Proof.
  intros weak a_range b_range. rewrite ising_reverse_gap by assumption.
  generalize (entropy_deficit_at_least a a_range) (entropy_deficit_at_least b b_range)
    (weak_coupling_form lambda a b weak).
  lra.
Qed.

Theorem ising_reverse_gap_least_iff lambda a b :
  -2 <= lambda <= 2 -> -1 <= a <= 1 -> -1 <= b <= 1 ->
  (KL (concat (product_joint (spin a) (spin b))) (concat (ising_joint lambda)) = ln (cosh (lambda / 2))
   <-> a = 0 /\ b = 0).
Proof.
  intros weak a_range b_range. rewrite ising_reverse_gap by assumption. split.
  - intros equal.
    generalize (weak_coupling_form lambda a b weak). intros form.
    generalize (entropy_deficit_at_least a a_range) (entropy_deficit_at_least b b_range). intros a_least b_least.
    split.
    + destruct (Req_dec a 0) as [| nonzero]; [assumption |].
      generalize (entropy_deficit_exceeds a a_range nonzero). lra.
    + destruct (Req_dec b 0) as [| nonzero]; [assumption |].
      generalize (entropy_deficit_exceeds b b_range nonzero). lra.
  - intros [-> ->]. rewrite entropy_deficit_of_fair. field.
Qed.
