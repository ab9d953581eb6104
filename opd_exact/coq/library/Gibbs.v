(* Gibbs' inequality: a relative entropy is never negative, and it is zero for equal distributions alone. For any number
   of outcomes, and for distributions that may have zeros. What follows from it for entropies and mixtures stands here
   too. *)

From Coq Require Import Reals List Lra Lia.
From OpdExact Require Import Definitions Sums.
Import ListNotations.
Local Open Scope R_scope.

(* ----- One term ----- *)

Lemma ln_le_minus_one x : 0 < x -> ln x <= x - 1.
Proof. intros pos. generalize (exp_ineq1_le (ln x)). rewrite exp_ln by assumption. lra. Qed.

Lemma ln_lt_minus_one x : 0 < x -> x <> 1 -> ln x < x - 1.
Proof.
  intros pos other. assert (nonzero : ln x <> 0).
  { intros zero. apply other. rewrite <- (exp_ln x pos), zero. apply exp_0. }
  generalize (exp_ineq1 (ln x) nonzero). rewrite exp_ln by assumption. lra.
Qed.

Lemma ln_quotient x y : 0 < x -> 0 < y -> ln (x / y) = ln x - ln y.
Proof.
  intros. unfold Rdiv. rewrite ln_mult, ln_Rinv by (try assumption; now apply Rinv_0_lt_compat). lra.
Qed.

Lemma quotient_positive x y : 0 < x -> 0 < y -> 0 < x / y.
Proof. intros. unfold Rdiv. apply Rmult_lt_0_compat; [assumption | now apply Rinv_0_lt_compat]. Qed.

(* The same with a zero weight in front, where x need not be positive. *)
Lemma weighted_ln_quotient w x y :
  0 <= w -> (w <> 0 -> 0 < x) -> (w <> 0 -> 0 < y) -> w * ln (x / y) = w * ln x - w * ln y.
Proof.
  intros sign left right. destruct (Req_dec w 0) as [-> | nonzero]; [lra |].
  rewrite ln_quotient by auto. lra.
Qed.

(* x ln (x/y) >= x - y, with equality for x = y alone. *)
Lemma gibbs_term x y : 0 <= x -> 0 <= y -> (x <> 0 -> y <> 0) -> x - y <= x * ln (x / y).
Proof.
  intros x_sign y_sign support. destruct (Req_dec x 0) as [-> | nonzero]; [lra |].
  specialize (support nonzero).
  assert (bound : ln (y / x) <= y / x - 1) by (apply ln_le_minus_one, quotient_positive; lra).
  assert (scaled : x * (y / x) = y) by (field; assumption).
  rewrite ln_quotient in bound |- * by lra. nra.
Qed.

Lemma gibbs_term_equality x y :
  0 <= x -> 0 <= y -> (x <> 0 -> y <> 0) -> x * ln (x / y) = x - y -> x = y.
Proof.
  intros x_sign y_sign support equal. destruct (Req_dec x 0) as [-> | nonzero]; [lra |].
  specialize (support nonzero).
  destruct (Req_dec (y / x) 1) as [one | other].
  { apply Rmult_eq_compat_l with (r := x) in one. field_simplify in one; lra. }
  assert (bound : ln (y / x) < y / x - 1) by (apply ln_lt_minus_one; [apply quotient_positive |]; lra).
  assert (scaled : x * (y / x) = y) by (field; assumption).
  rewrite ln_quotient in bound, equal by lra. nra.
Qed.

(* ----- n outcomes: p need not be normalized ----- *)

Lemma KL_n_bound n q p :
  (forall i, (i < n)%nat -> 0 <= q i) -> (forall i, (i < n)%nat -> 0 <= p i) -> supported_n n q p ->
  bs n q - bs n p <= KL_n n q p.
Proof.
  intros q_sign p_sign support. unfold KL_n. rewrite <- bs_minus.
  apply bs_le. intros. apply gibbs_term; auto.
Qed.

Lemma KL_n_bound_equality n q p :
  (forall i, (i < n)%nat -> 0 <= q i) -> (forall i, (i < n)%nat -> 0 <= p i) -> supported_n n q p ->
  KL_n n q p = bs n q - bs n p -> forall i, (i < n)%nat -> q i = p i.
Proof.
  unfold KL_n. intros q_sign p_sign support equal i inside.
  apply gibbs_term_equality; auto.
  enough (q i * ln (q i / p i) - (q i - p i) = 0) by lra.
  apply (bs_zero_terms n (fun i => q i * ln (q i / p i) - (q i - p i))); auto.
  - intros k below. generalize (gibbs_term (q k) (p k) (q_sign k below) (p_sign k below) (support k below)). lra.
  - rewrite !bs_minus. lra.
Qed.

Theorem KL_n_nonnegative n q p :
  is_distribution_n n q -> is_distribution_n n p -> supported_n n q p -> 0 <= KL_n n q p.
Proof.
  intros [q_sign q_total] [p_sign p_total] support.
  generalize (KL_n_bound n q p q_sign p_sign support). lra.
Qed.

Theorem KL_n_zero n q p :
  is_distribution_n n q -> is_distribution_n n p -> supported_n n q p ->
  KL_n n q p = 0 -> forall i, (i < n)%nat -> q i = p i.
Proof.
  intros [q_sign q_total] [p_sign p_total] support zero.
  apply KL_n_bound_equality; auto. lra.
Qed.

(* ----- Lists ----- *)

Theorem KL_nonnegative q p : is_distribution q -> is_distribution p -> supported q p -> 0 <= KL q p.
Proof.
  intros q_pmf p_pmf support. generalize (supported_length q p support). intros same.
  rewrite KL_to_n by assumption. apply KL_n_nonnegative; [now apply is_distribution_to_n | |].
  - rewrite same. now apply is_distribution_to_n.
  - now apply supported_to_n.
Qed.

Lemma KL_self_term x : 0 <= x -> x * ln (x / x) = 0.
Proof.
  intros sign. destruct (Req_dec x 0) as [-> | nonzero]; [lra |].
  replace (x / x) with 1 by (now field). rewrite ln_1. lra.
Qed.

Lemma KL_self p : all_nonnegative p -> KL p p = 0.
Proof.
  unfold KL. induction 1 as [| x p here _ IH]; simpl; [reflexivity |]. rewrite IH, KL_self_term; lra.
Qed.

Lemma KL_app q p q' p' : length q = length p -> KL (q ++ q') (p ++ p') = KL q p + KL q' p'.
Proof.
  unfold KL. revert p. induction q as [| x q IH]; intros [| y p] same; try discriminate; simpl; [ring |].
  injection same as same. rewrite IH by assumption. ring.
Qed.

Theorem KL_zero_iff q p :
  is_distribution q -> is_distribution p -> supported q p -> (KL q p = 0 <-> q = p).
Proof.
  intros q_pmf p_pmf support. generalize (supported_length q p support). intros same. split.
  - intros zero. rewrite KL_to_n in zero by assumption. apply item_ext; [assumption |].
    apply KL_n_zero; auto using is_distribution_to_n, supported_to_n.
    rewrite same. now apply is_distribution_to_n.
  - intros <-. now apply KL_self, q_pmf.
Qed.

Theorem KL_positive q p : is_distribution q -> is_distribution p -> supported q p -> q <> p -> 0 < KL q p.
Proof.
  intros q_pmf p_pmf support other.
  destruct (KL_nonnegative q p q_pmf p_pmf support) as [| zero]; [assumption |].
  contradiction other. now apply KL_zero_iff.
Qed.

(* KL is cross entropy minus entropy. *)
Theorem KL_is_cross_entropy_minus_entropy q p :
  all_nonnegative q -> all_nonnegative p -> supported q p -> KL q p = cross_entropy q p - entropy q.
Proof.
  unfold KL, cross_entropy, entropy, xlogx. intros q_sign p_sign support. revert q_sign p_sign.
  induction support as [| x y q p here _ IH]; simpl; intros q_sign p_sign; [lra |].
  inversion_clear q_sign. inversion_clear p_sign. rewrite IH by assumption.
  rewrite weighted_ln_quotient; [lra | assumption | lra |]. intros nonzero. specialize (here nonzero). lra.
Qed.

(* ----- Entropy is between 0 and the logarithm of the number of outcomes ----- *)

Lemma xlogx_nonpositive x : 0 <= x <= 1 -> xlogx x <= 0.
Proof.
  unfold xlogx. intros range. destruct (Req_dec x 0) as [-> | nonzero]; [lra |].
  generalize (ln_le_minus_one x). nra.
Qed.

Theorem entropy_nonnegative p : is_distribution p -> 0 <= entropy p.
Proof.
  intros pmf. rewrite entropy_to_n. destruct (is_distribution_to_n p pmf) as [sign total].
  unfold entropy_n. rewrite <- bs_opp. apply bs_nonnegative. intros i inside.
  assert (item p i <= 1) by (rewrite <- total; now apply bs_term_le).
  generalize (xlogx_nonpositive (item p i)). unfold xlogx. specialize (sign i inside). lra.
Qed.

Theorem entropy_at_most p : is_distribution p -> entropy p <= ln (INR (length p)).
Proof.
  intros pmf. destruct (is_distribution_to_n p pmf) as [sign total]. rewrite entropy_to_n.
  set (n := length p) in *.
  assert (size : 0 < INR n).
  { apply lt_0_INR. destruct n; [simpl in total; lra | lia]. }
  generalize (KL_n_bound n (item p) (fun _ => / INR n) sign).
  rewrite bs_const, total. unfold KL_n, entropy_n.
  rewrite (bs_ext n _ (fun i => item p i * ln (item p i) + item p i * ln (INR n))).
  - rewrite bs_plus, bs_scale_right, total, Rinv_r by lra. intros bound.
    enough (1 - 1 <= bs n (fun i => item p i * ln (item p i)) + 1 * ln (INR n)) by lra.
    apply bound; [intros; apply Rlt_le, Rinv_0_lt_compat; assumption |].
    intros i inside _. apply Rinv_neq_0_compat. lra.
  - intros i inside. specialize (sign i inside).
    rewrite weighted_ln_quotient; [rewrite ln_Rinv by assumption; lra | assumption | lra |].
    intros _. now apply Rinv_0_lt_compat.
Qed.

(* ----- Distributions made from others ----- *)

Lemma sum_nonnegative p : all_nonnegative p -> 0 <= sum p.
Proof. induction 1; simpl; lra. Qed.

Lemma softmax_total_positive l : l <> [] -> 0 < sum (map exp l).
Proof.
  destruct l as [| x l]; [congruence | intros _]. simpl.
  assert (0 <= sum (map exp l)).
  { apply sum_nonnegative. unfold all_nonnegative. induction l; constructor; auto. apply Rlt_le, exp_pos. }
  generalize (exp_pos x). lra.
Qed.

Lemma sum_softmax c l : sum (map (fun x => exp x / c) l) = sum (map exp l) / c.
Proof. induction l; simpl; [|rewrite IHl]; unfold Rdiv; lra. Qed.

Theorem softmax_is_distribution l : l <> [] -> is_distribution (softmax l).
Proof.
  intros some. generalize (softmax_total_positive l some). intros total. unfold softmax. split.
  - apply Forall_map, Forall_forall. intros. apply Rlt_le, quotient_positive; auto using exp_pos.
  - rewrite sum_softmax. field. lra.
Qed.

Theorem mixture_is_distribution w p q :
  0 <= w <= 1 -> length p = length q -> is_distribution p -> is_distribution q -> is_distribution (mixture w p q).
Proof.
  intros range same [p_sign p_total] [q_sign q_total]. unfold mixture. split.
  - clear p_total q_total. revert q same q_sign. unfold all_nonnegative in *.
    induction p_sign; intros [| y q] same q_sign; try discriminate; simpl; constructor; inversion_clear q_sign; [nra |].
    apply IHp_sign; auto.
  - rewrite sum_map2_is_bs, bs_plus, !bs_scale by assumption. rewrite same at 2. rewrite <- !sum_is_bs. nra.
Qed.

(* ----- KL is convex in its first argument: along any mixture it is at most the mixture of its values ----- *)

Lemma convex_term w x y p :
  0 <= w <= 1 -> 0 <= x -> 0 <= y -> 0 <= p -> (x <> 0 -> p <> 0) -> (y <> 0 -> p <> 0) ->
  (w * x + (1 - w) * y) * ln ((w * x + (1 - w) * y) / p) <= w * (x * ln (x / p)) + (1 - w) * (y * ln (y / p)).
Proof.
  intros range x_sign y_sign p_sign x_support y_support.
  assert (x_part : 0 <= w * x) by (apply Rmult_le_pos; lra).
  assert (y_part : 0 <= (1 - w) * y) by (apply Rmult_le_pos; lra).
  remember (w * x + (1 - w) * y) as z eqn:middle.
  destruct (Req_dec z 0) as [zero | nonzero].
  - assert (x_none : w * x = 0) by lra. assert (y_none : (1 - w) * y = 0) by lra.
    rewrite zero, <- !Rmult_assoc, x_none, y_none. lra.
  - assert (p_some : p <> 0).
    { destruct (Req_dec x 0) as [x_none | x_some]; [| auto]. apply y_support. intros y_none. apply nonzero.
      rewrite middle, x_none, y_none. ring. }
    assert (split : forall u, 0 <= u -> u * ln (u / p) = u * ln (u / z) + u * ln (z / p)).
    { intros u u_sign. destruct (Req_dec u 0) as [-> | u_some]; [ring |]. rewrite !ln_quotient by lra. ring. }
    rewrite (split x x_sign), (split y y_sign). rewrite middle at 1.
    assert (x_bound : x - z <= x * ln (x / z)) by (apply gibbs_term; lra).
    assert (y_bound : y - z <= y * ln (y / z)) by (apply gibbs_term; lra).
    apply Rmult_le_compat_l with (r := w) in x_bound; [| lra].
    apply Rmult_le_compat_l with (r := 1 - w) in y_bound; [| lra]. nra.
Qed.

Theorem KL_convex w q q' p :
  0 <= w <= 1 -> all_nonnegative q -> all_nonnegative q' -> all_nonnegative p -> supported q p -> supported q' p ->
  KL (mixture w q q') p <= w * KL q p + (1 - w) * KL q' p.
Proof.
  unfold KL, mixture. intros range q_sign q'_sign p_sign support support'. revert q' q_sign q'_sign p_sign support'.
  induction support as [| x z q p here _ IH]; intros q' q_sign q'_sign p_sign support';
    inversion support' as [| y ? rest ? there others]; subst; simpl; [lra |].
  inversion_clear q_sign. inversion_clear q'_sign. inversion_clear p_sign.
  generalize (convex_term w x y z) (IH rest). intros term rest_bound.
  specialize (term range ltac:(assumption) ltac:(assumption) ltac:(assumption) here there).
  specialize (rest_bound ltac:(assumption) ltac:(assumption) ltac:(assumption) others). lra.
Qed.

(* ----- The Jensen-Shannon divergence is between 0 and ln 2 ----- *)

Lemma supported_by_mixture w p q :
  0 < w < 1 -> length p = length q -> all_nonnegative p -> all_nonnegative q ->
  supported p (mixture w p q) /\ supported q (mixture w p q).
Proof.
  unfold mixture, supported. intros range same p_sign. revert q same.
  induction p_sign as [| x p here _ IH]; intros [| y q] same q_sign; try discriminate; simpl; [repeat constructor |].
  inversion_clear q_sign. injection same as same. destruct (IH q same) as [first second]; [assumption |].
  split; constructor; try assumption; intros nonzero; nra.
Qed.

Theorem jensen_shannon_nonnegative p q :
  length p = length q -> is_distribution p -> is_distribution q -> 0 <= jensen_shannon p q.
Proof.
  intros same p_pmf q_pmf. unfold jensen_shannon.
  destruct (supported_by_mixture (1 / 2) p q) as [first second]; [lra | assumption | apply p_pmf | apply q_pmf |].
  assert (middle : is_distribution (mixture (1 / 2) p q)) by (apply mixture_is_distribution; auto; lra).
  generalize (KL_nonnegative p _ p_pmf middle first) (KL_nonnegative q _ q_pmf middle second). lra.
Qed.

(* x ln (x/y) <= x ln 2 where y is at least x/2 *)
Lemma half_covered_term x y : 0 <= x -> x / 2 <= y -> x * ln (x / y) <= ln 2 * x.
Proof.
  intros sign covered. destruct (Req_dec x 0) as [-> | nonzero]; [lra |].
  assert (ln (x / 2) <= ln y) by (destruct covered as [less | <-]; [left; apply ln_increasing |]; lra).
  rewrite ln_quotient in * |- by lra. rewrite ln_quotient by lra. nra.
Qed.

Theorem jensen_shannon_at_most_ln2 p q :
  length p = length q -> is_distribution p -> is_distribution q -> jensen_shannon p q <= ln 2.
Proof.
  intros same [p_sign p_total] [q_sign q_total]. unfold jensen_shannon.
  enough (KL p (mixture (1 / 2) p q) <= ln 2 * sum p /\ KL q (mixture (1 / 2) p q) <= ln 2 * sum q) by nra.
  clear p_total q_total. unfold KL, mixture. revert q same q_sign.
  induction p_sign as [| x p here _ IH]; intros [| y q] same q_sign; try discriminate; simpl; [lra |].
  inversion_clear q_sign. injection same as same. destruct (IH q same); [assumption |].
  generalize (half_covered_term x (1 / 2 * x + (1 - 1 / 2) * y)) (half_covered_term y (1 / 2 * x + (1 - 1 / 2) * y)).
  lra.
Qed.
