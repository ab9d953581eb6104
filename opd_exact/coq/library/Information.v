(* Two variables with any finite joint distribution: the chain rule of entropy, the complement identity of mutual
   information and conditional entropy, and the sign of mutual information with its zero. The identities need no
   normalization and hold with zero cells, zero rows and zero columns. *)

From Coq Require Import Reals List Lra Lia.
From OpdExact Require Import Definitions Sums Gibbs.
Import ListNotations.
Local Open Scope R_scope.

(* ----- n rows and m columns, given by a function ----- *)

Section Functions.

Variables (n m : nat) (J : nat -> nat -> R).
Hypothesis sign : forall i j, (i < n)%nat -> (j < m)%nat -> 0 <= J i j.

Definition row i := bs m (J i).
Definition column j := bs n (fun i => J i j).
Definition over_cells (f : nat -> nat -> R) : R := bs n (fun i => bs m (f i)).

Lemma over_cells_ext f g :
  (forall i j, (i < n)%nat -> (j < m)%nat -> f i j = g i j) -> over_cells f = over_cells g.
Proof. intros same. apply bs_ext. intros. apply bs_ext. auto. Qed.

Lemma over_cells_plus f g : over_cells (fun i j => f i j + g i j) = over_cells f + over_cells g.
Proof. unfold over_cells. rewrite <- bs_plus. apply bs_ext. intros. now rewrite bs_plus. Qed.

Lemma over_cells_minus f g : over_cells (fun i j => f i j - g i j) = over_cells f - over_cells g.
Proof. unfold over_cells. rewrite <- bs_minus. apply bs_ext. intros. now rewrite bs_minus. Qed.

Lemma over_cells_opp f : over_cells (fun i j => - f i j) = - over_cells f.
Proof. unfold over_cells. rewrite <- bs_opp. apply bs_ext. intros. apply bs_opp. Qed.

Lemma over_cells_of_row f : over_cells (fun i j => J i j * f i) = bs n (fun i => row i * f i).
Proof. apply bs_ext. intros. apply bs_scale_right. Qed.

Lemma over_cells_of_column f : over_cells (fun i j => J i j * f j) = bs m (fun j => column j * f j).
Proof. unfold over_cells. rewrite bs_swap. apply bs_ext. intros. apply bs_scale_right. Qed.

Lemma over_cells_nonnegative f :
  (forall i j, (i < n)%nat -> (j < m)%nat -> 0 <= f i j) -> 0 <= over_cells f.
Proof. intros f_sign. apply bs_nonnegative. intros. apply bs_nonnegative. auto. Qed.

Lemma over_cells_zero f :
  (forall i j, (i < n)%nat -> (j < m)%nat -> 0 <= f i j) -> over_cells f = 0 ->
  forall i j, (i < n)%nat -> (j < m)%nat -> f i j = 0.
Proof.
  intros f_sign total i j row_in column_in.
  apply (bs_zero_terms m (f i)); auto.
  apply (bs_zero_terms n (fun i => bs m (f i))); auto. intros. apply bs_nonnegative. auto.
Qed.

Lemma row_nonnegative i : (i < n)%nat -> 0 <= row i.
Proof. intros. apply bs_nonnegative. auto. Qed.

Lemma column_nonnegative j : (j < m)%nat -> 0 <= column j.
Proof. intros. apply bs_nonnegative. auto. Qed.

Lemma row_positive i j : (i < n)%nat -> (j < m)%nat -> J i j <> 0 -> 0 < row i.
Proof.
  intros row_in column_in nonzero. generalize (sign i j row_in column_in).
  assert (J i j <= row i) by (apply (bs_term_le m (J i)); auto). lra.
Qed.

Lemma column_positive i j : (i < n)%nat -> (j < m)%nat -> J i j <> 0 -> 0 < column j.
Proof.
  intros row_in column_in nonzero. generalize (sign i j row_in column_in).
  assert (J i j <= column j) by (apply (bs_term_le n (fun i => J i j)); auto). lra.
Qed.

Lemma product_nonzero i j : (i < n)%nat -> (j < m)%nat -> J i j <> 0 -> row i * column j <> 0.
Proof.
  intros row_in column_in nonzero. apply Rgt_not_eq, Rmult_lt_0_compat; eauto using row_positive, column_positive.
Qed.

Definition joint_entropy_n : R := - over_cells (fun i j => J i j * ln (J i j)).
Definition conditional_entropy_n : R := - over_cells (fun i j => J i j * ln (J i j / row i)).
Definition mutual_information_n : R := over_cells (fun i j => J i j * ln (J i j / (row i * column j))).

Theorem chain_rule_n : joint_entropy_n = entropy_n n row + conditional_entropy_n.
Proof.
  unfold joint_entropy_n, conditional_entropy_n, entropy_n.
  rewrite <- over_cells_of_row. enough (over_cells (fun i j => J i j * ln (J i j))
    = over_cells (fun i j => J i j * ln (row i)) + over_cells (fun i j => J i j * ln (J i j / row i))) by lra.
  rewrite <- over_cells_plus. apply over_cells_ext. intros i j row_in column_in.
  rewrite weighted_ln_quotient; eauto using row_positive; [lra |]. intros. specialize (sign i j row_in column_in). lra.
Qed.

Theorem complement_identity_n : entropy_n m column = mutual_information_n + conditional_entropy_n.
Proof.
  unfold mutual_information_n, conditional_entropy_n, entropy_n.
  rewrite <- over_cells_of_column. enough (over_cells (fun i j => J i j * ln (J i j / (row i * column j)))
    = over_cells (fun i j => J i j * ln (J i j / row i)) - over_cells (fun i j => J i j * ln (column j))) by lra.
  rewrite <- over_cells_minus. apply over_cells_ext. intros i j row_in column_in.
  destruct (Req_dec (J i j) 0) as [-> | nonzero]; [lra |].
  assert (0 < row i) by eauto using row_positive. assert (0 < column j) by eauto using column_positive.
  specialize (sign i j row_in column_in).
  rewrite !ln_quotient, ln_mult; try apply Rmult_lt_0_compat; lra.
Qed.

Theorem conditional_entropy_n_nonnegative : 0 <= conditional_entropy_n.
Proof.
  unfold conditional_entropy_n. rewrite <- over_cells_opp.
  apply over_cells_nonnegative. intros i j row_in column_in.
  destruct (Req_dec (J i j) 0) as [-> | nonzero]; [lra |].
  assert (0 < row i) by eauto using row_positive. assert (0 <= J i j) by auto.
  assert (J i j <= row i) by (apply (bs_term_le m (J i)); auto).
  assert (J i j / row i <= 1) by (apply Rmult_le_reg_r with (row i); [assumption | field_simplify; lra]).
  generalize (ln_le_minus_one (J i j / row i)). intros bound.
  specialize (bound ltac:(apply quotient_positive; lra)). nra.
Qed.

(* The divergence from any product, taken apart. *)
Theorem divergence_from_product_n p q :
  (forall i, (i < n)%nat -> 0 <= p i) -> (forall j, (j < m)%nat -> 0 <= q j) ->
  supported_n n row p -> supported_n m column q ->
  over_cells (fun i j => J i j * ln (J i j / (p i * q j))) = mutual_information_n + KL_n n row p + KL_n m column q.
Proof.
  intros p_sign q_sign p_support q_support. unfold KL_n, mutual_information_n.
  rewrite <- over_cells_of_row, <- over_cells_of_column, <- !over_cells_plus.
  apply over_cells_ext. intros i j row_in column_in.
  destruct (Req_dec (J i j) 0) as [-> | nonzero]; [ring |].
  assert (0 <= J i j) by auto. assert (0 < row i) by eauto using row_positive.
  assert (0 < column j) by eauto using column_positive.
  assert (p i <> 0) by (apply p_support; [assumption | lra]).
  assert (q j <> 0) by (apply q_support; [assumption | lra]).
  specialize (p_sign i row_in). specialize (q_sign j column_in).
  rewrite !ln_quotient, !ln_mult; try apply Rmult_lt_0_compat; lra.
Qed.

Lemma information_term i j : (i < n)%nat -> (j < m)%nat ->
  J i j - row i * column j <= J i j * ln (J i j / (row i * column j)).
Proof.
  intros row_in column_in.
  apply gibbs_term; auto using Rmult_le_pos, row_nonnegative, column_nonnegative, product_nonzero.
Qed.

Hypothesis total : over_cells J = 1.

Lemma total_of_products : over_cells (fun i j => row i * column j) = 1.
Proof.
  unfold over_cells. rewrite (bs_ext n _ (fun i => row i * bs m column)) by (intros; apply bs_scale).
  rewrite bs_scale_right. unfold column. rewrite <- (bs_swap n m J). unfold over_cells, row in *. rewrite total. ring.
Qed.

Lemma row_is_distribution : is_distribution_n n row.
Proof. split; [exact row_nonnegative | exact total]. Qed.

Lemma column_is_distribution : is_distribution_n m column.
Proof. split; [exact column_nonnegative |]. unfold column. rewrite <- (bs_swap n m J). exact total. Qed.

Lemma excess_of_cells :
  over_cells (fun i j => J i j * ln (J i j / (row i * column j)) - (J i j - row i * column j)) = mutual_information_n.
Proof.
  unfold mutual_information_n. rewrite !over_cells_minus, total_of_products. change (fun i j => J i j) with J.
  rewrite total. lra.
Qed.

Theorem mutual_information_n_nonnegative : 0 <= mutual_information_n.
Proof.
  rewrite <- excess_of_cells. apply over_cells_nonnegative. intros i j row_in column_in.
  generalize (information_term i j row_in column_in). lra.
Qed.

Theorem mutual_information_n_zero :
  mutual_information_n = 0 -> forall i j, (i < n)%nat -> (j < m)%nat -> J i j = row i * column j.
Proof.
  rewrite <- excess_of_cells. intros zero i j row_in column_in.
  apply gibbs_term_equality; auto using Rmult_le_pos, row_nonnegative, column_nonnegative, product_nonzero.
  enough (J i j * ln (J i j / (row i * column j)) - (J i j - row i * column j) = 0) by lra.
  apply (over_cells_zero _) with (2 := zero); auto.
  intros k l k_in l_in. generalize (information_term k l k_in l_in). lra.
Qed.

End Functions.

(* ----- Lists ----- *)

Lemma joint_entropy_to_n J :
  rectangular J -> joint_entropy J = joint_entropy_n (length J) (width J) (cell J).
Proof.
  intros shape. unfold joint_entropy, entropy. rewrite sum_map_concat.
  now rewrite (sum_of_rows_is_bs (fun _ => xlogx)).
Qed.

Lemma conditional_entropy_to_n J :
  rectangular J -> conditional_entropy J = conditional_entropy_n (length J) (width J) (cell J).
Proof.
  intros shape. unfold conditional_entropy. now rewrite (sum_of_rows_is_bs (fun total x => x * ln (x / total))).
Qed.

Lemma mutual_information_to_n J :
  rectangular J -> mutual_information J = mutual_information_n (length J) (width J) (cell J).
Proof.
  intros shape. unfold mutual_information. rewrite (sum_map_is_bs _ J []). apply bs_ext. intros i row_in.
  generalize (width_of_row J i shape row_in). intros long.
  rewrite sum_map2_is_bs by (now rewrite length_column_sums). rewrite long. apply bs_ext. intros j column_in.
  now rewrite item_column_sums, sum_is_bs, long.
Qed.

Lemma entropy_of_rows_to_n J :
  rectangular J -> entropy (row_sums J) = entropy_n (length J) (row (width J) (cell J)).
Proof.
  intros shape. rewrite entropy_to_n. unfold row_sums at 1. rewrite length_of_map.
  unfold entropy_n. f_equal. apply bs_ext. intros. now rewrite item_row_sums.
Qed.

Lemma entropy_of_columns_to_n J :
  rectangular J -> entropy (column_sums J) = entropy_n (width J) (column (length J) (cell J)).
Proof.
  intros shape. rewrite entropy_to_n, length_column_sums by assumption.
  unfold entropy_n. f_equal. apply bs_ext. intros. now rewrite item_column_sums.
Qed.

Section Lists.

Variable J : list (list R).
Hypothesis shape : rectangular J.
Hypothesis sign : all_nonnegative (concat J).

Let cells_nonnegative i j : (i < length J)%nat -> (j < width J)%nat -> 0 <= cell J i j.
Proof. intros. now apply cell_nonnegative. Qed.

(* H(X,Y) = H(X) + H(Y|X) *)
Theorem chain_rule : joint_entropy J = entropy (row_sums J) + conditional_entropy J.
Proof.
  rewrite joint_entropy_to_n, entropy_of_rows_to_n, conditional_entropy_to_n by assumption. now apply chain_rule_n.
Qed.

(* H(Y) = I(X;Y) + H(Y|X) *)
Theorem complement_identity : entropy (column_sums J) = mutual_information J + conditional_entropy J.
Proof.
  rewrite entropy_of_columns_to_n, mutual_information_to_n, conditional_entropy_to_n by assumption.
  now apply complement_identity_n.
Qed.

(* I(X;Y) = H(X) + H(Y) - H(X,Y) *)
Theorem mutual_information_is_total_correlation :
  mutual_information J = entropy (row_sums J) + entropy (column_sums J) - joint_entropy J.
Proof. rewrite chain_rule, complement_identity. ring. Qed.

Theorem conditional_entropy_nonnegative : 0 <= conditional_entropy J.
Proof. rewrite conditional_entropy_to_n by assumption. now apply conditional_entropy_n_nonnegative. Qed.

Theorem mutual_information_at_most_entropy : mutual_information J <= entropy (column_sums J).
Proof. rewrite complement_identity. generalize conditional_entropy_nonnegative. lra. Qed.

End Lists.

(* H(Y|X) is the mean over X of the entropy of Y's distribution in the row of X. *)
Theorem conditional_entropy_is_mean_of_row_entropies J :
  all_nonnegative (concat J) ->
  conditional_entropy J = expected_value (row_sums J) (map (fun row => entropy (posterior row)) J).
Proof.
  rewrite all_nonnegative_concat. unfold conditional_entropy, expected_value, row_sums.
  induction 1 as [| row J sign _ IH]; simpl; [lra |].
  rewrite <- IH. unfold entropy, posterior, evidence.
  enough (sum (map (fun x => x * ln (x / sum row)) row)
    = sum row * sum (map xlogx (map (fun x => x / sum row) row))) as -> by lra.
  destruct (Req_dec (sum row) 0) as [zero | nonzero].
  - rewrite zero. rewrite sum_is_bs in zero. rewrite (sum_map_is_bs _ row 0), Rmult_0_l.
    rewrite (bs_ext _ _ (fun _ => 0)), bs_const; [ring |]. intros i inside.
    generalize (bs_zero_terms _ _ (fun k _ => all_nonnegative_item row k sign) zero i inside).
    unfold item. intros ->. ring.
  - generalize (sum row) nonzero. clear. intros total nonzero.
    induction row as [| x row IH]; simpl; [ring |]. rewrite IH. unfold xlogx. field. assumption.
Qed.

(* H(r) - E_o H(r|o) = I(o;r): what the observation o, down the rows, takes off the entropy of r. *)
Theorem residual_identity J :
  rectangular J -> all_nonnegative (concat J) ->
  entropy (column_sums J) - expected_value (row_sums J) (map (fun row => entropy (posterior row)) J)
  = mutual_information J.
Proof.
  intros shape sign. rewrite <- conditional_entropy_is_mean_of_row_entropies, complement_identity by assumption. ring.
Qed.

Section Distributions.

Variable J : list (list R).
Hypothesis pmf : is_joint J.

Let cells_nonnegative i j : (i < length J)%nat -> (j < width J)%nat -> 0 <= cell J i j.
Proof. intros. now apply cell_nonnegative, pmf. Qed.

Let total : over_cells (length J) (width J) (cell J) = 1.
Proof. unfold over_cells. destruct pmf as [shape [_ one]]. now rewrite <- total_of_cells. Qed.

Theorem mutual_information_nonnegative : 0 <= mutual_information J.
Proof.
  rewrite mutual_information_to_n by apply pmf. now apply mutual_information_n_nonnegative.
Qed.

Theorem conditioning_reduces_entropy : conditional_entropy J <= entropy (column_sums J).
Proof.
  rewrite (complement_identity J) by apply pmf. generalize mutual_information_nonnegative. lra.
Qed.

End Distributions.

Lemma length_of_row_sums J : length (row_sums J) = length J.
Proof. apply length_of_map. Qed.

Lemma cell_of_product p q i j : (i < length p)%nat -> (j < length q)%nat ->
  cell (product_joint p q) i j = item p i * item q j.
Proof.
  intros row_in column_in. unfold cell, product_joint.
  rewrite nth_indep with (d' := map (fun y => 0 * y) q) by (now rewrite length_of_map).
  rewrite (map_nth (fun x => map (fun y => x * y) q)). now rewrite item_map.
Qed.

Lemma rectangular_product p q : rectangular (product_joint p q).
Proof.
  unfold rectangular, product_joint. apply Forall_map, Forall_forall. intros x member.
  destruct p; simpl in *; [contradiction |]. now rewrite !length_of_map.
Qed.

Lemma width_of_product p q : p <> [] -> width (product_joint p q) = length q.
Proof. destruct p; [congruence |]. intros _. apply length_of_map. Qed.

(* Two tables of one shape with the same cells are the same. *)
Lemma cell_ext J K :
  rectangular J -> rectangular K -> length J = length K -> width J = width K ->
  (forall i j, (i < length J)%nat -> (j < width J)%nat -> cell J i j = cell K i j) -> J = K.
Proof.
  intros J_shape K_shape high wide same. apply nth_ext with (d := []) (d' := []); [assumption |].
  intros i row_in. generalize (width_of_row J i J_shape row_in). intros long.
  apply item_ext; [rewrite long, width_of_row; congruence |].
  intros j column_in. apply same; congruence.
Qed.

(* Independence: the mutual information is zero exactly when the joint is the product of its marginals. *)
Theorem mutual_information_zero_iff J :
  is_joint J -> (mutual_information J = 0 <-> J = product_joint (row_sums J) (column_sums J)).
Proof.
  intros pmf. generalize pmf. intros [shape [sign one]].
  assert (cells : forall i j, (i < length J)%nat -> (j < width J)%nat -> 0 <= cell J i j)
    by (intros; now apply cell_nonnegative).
  rewrite total_of_cells in one by assumption.
  assert (some : row_sums J <> []).
  { intros none. apply (f_equal (@length R)) in none. rewrite length_of_row_sums in none. rewrite none in one.
    simpl in one. lra. }
  rewrite mutual_information_to_n by assumption. split.
  - intros zero. apply cell_ext; auto using rectangular_product.
    + unfold product_joint. now rewrite length_of_map, length_of_row_sums.
    + now rewrite width_of_product, length_column_sums.
    + intros i j row_in column_in.
      rewrite cell_of_product, item_row_sums, item_column_sums;
        rewrite ?length_of_row_sums, ?length_column_sums; auto.
      now apply (mutual_information_n_zero (length J) (width J) (cell J)).
  - intros product. unfold mutual_information_n.
    rewrite (over_cells_ext _ _ _ (fun _ _ => 0)).
    + unfold over_cells. rewrite (bs_ext _ _ (fun _ => 0)), bs_const; [ring |]. intros. rewrite bs_const. ring.
    + intros i j row_in column_in. rewrite product at 1 2.
      rewrite cell_of_product, item_row_sums, item_column_sums;
        rewrite ?length_of_row_sums, ?length_column_sums; auto.
      apply KL_self_term, Rmult_le_pos; [eapply row_nonnegative | eapply column_nonnegative]; eauto.
Qed.

(* ----- Products of distributions near a joint ----- *)

Lemma KL_concat J K n :
  Forall (fun row => length row = n) J -> Forall (fun row => length row = n) K -> length J = length K ->
  KL (concat J) (concat K) = sum (map2 KL J K).
Proof.
  intros J_shape. revert K. induction J_shape as [| row J here _ IH]; intros [| row' K] K_shape high;
    try discriminate; [reflexivity |].
  inversion_clear K_shape. injection high as high. simpl. rewrite KL_app, IH by congruence. reflexivity.
Qed.

Lemma KL_of_tables J K :
  rectangular J -> rectangular K -> length J = length K -> width J = width K ->
  KL (concat J) (concat K)
  = over_cells (length J) (width J) (fun i j => cell J i j * ln (cell J i j / cell K i j)).
Proof.
  intros J_shape K_shape high wide. rewrite (KL_concat J K (width J)); [| assumption | now rewrite wide | assumption].
  rewrite (sum_map2_is_bs_of KL J K [] []) by assumption. apply bs_ext. intros i row_in.
  rewrite KL_to_n; rewrite !width_of_row by congruence; auto.
Qed.

(* D(J || p q) = I(X;Y) + D(X || p) + D(Y || q) *)
Theorem divergence_from_product J p q :
  rectangular J -> all_nonnegative (concat J) -> all_nonnegative p -> all_nonnegative q ->
  supported (row_sums J) p -> supported (column_sums J) q ->
  KL (concat J) (concat (product_joint p q)) = mutual_information J + KL (row_sums J) p + KL (column_sums J) q.
Proof.
  intros shape sign p_sign q_sign p_support q_support.
  generalize (supported_length _ _ p_support) (supported_length _ _ q_support).
  rewrite length_of_row_sums, length_column_sums by assumption. intros high wide.
  destruct J as [| first rest] eqn:known; [destruct p; [unfold KL, mutual_information; simpl; ring | discriminate] |].
  rewrite <- known in *. assert (some : p <> []) by (intros ->; rewrite known in high; discriminate).
  rewrite KL_of_tables; auto using rectangular_product;
    [| unfold product_joint; now rewrite length_of_map | now rewrite width_of_product].
  rewrite (over_cells_ext _ _ _ (fun i j => cell J i j * ln (cell J i j / (item p i * item q j))))
    by (intros; rewrite cell_of_product; congruence).
  assert (same_rows : forall i, (i < length J)%nat -> row (width J) (cell J) i = item (row_sums J) i)
    by (intros; now rewrite item_row_sums).
  assert (same_columns : forall j, (j < width J)%nat -> column (length J) (cell J) j = item (column_sums J) j)
    by (intros; now rewrite item_column_sums).
  rewrite divergence_from_product_n.
  - rewrite mutual_information_to_n, !KL_to_n by (auto using supported_length).
    rewrite length_of_row_sums, length_column_sums by assumption. unfold KL_n. f_equal; [f_equal |];
      apply bs_ext; intros; [rewrite same_rows | rewrite same_columns]; auto.
  - intros. now apply cell_nonnegative.
  - intros. now apply all_nonnegative_item.
  - intros. now apply all_nonnegative_item.
  - intros i row_in. rewrite same_rows by assumption. apply supported_to_n; [assumption |].
    now rewrite length_of_row_sums.
  - intros j column_in. rewrite same_columns by assumption. apply supported_to_n; [assumption |].
    now rewrite length_column_sums.
Qed.

Lemma column_sums_nonnegative J : rectangular J -> all_nonnegative (concat J) -> all_nonnegative (column_sums J).
Proof.
  intros shape sign. apply all_nonnegative_of_items. rewrite length_column_sums by assumption. intros j column_in.
  rewrite item_column_sums by assumption. apply bs_nonnegative. intros. now apply cell_nonnegative.
Qed.

Lemma marginals_are_distributions J :
  is_joint J -> is_distribution (row_sums J) /\ is_distribution (column_sums J).
Proof.
  intros [shape [sign one]]. split.
  - split; [| now rewrite <- sum_concat]. rewrite all_nonnegative_concat in sign. unfold row_sums.
    apply Forall_map. apply Forall_impl with (2 := sign). exact sum_nonnegative.
  - split.
    + now apply column_sums_nonnegative.
    + rewrite <- one, total_of_cells, sum_is_bs, length_column_sums, bs_swap by assumption.
      apply bs_ext. intros. now apply item_column_sums.
Qed.

(* The product of the marginals is the closest product, and the divergence from it is the mutual information. *)
Theorem divergence_from_product_least J p q :
  is_joint J -> is_distribution p -> is_distribution q -> supported (row_sums J) p -> supported (column_sums J) q ->
  mutual_information J <= KL (concat J) (concat (product_joint p q)).
Proof.
  intros pmf p_pmf q_pmf p_support q_support. destruct (marginals_are_distributions J pmf) as [rows columns].
  destruct pmf as [shape [sign _]].
  rewrite divergence_from_product; try assumption; [| apply p_pmf | apply q_pmf].
  generalize (KL_nonnegative _ _ rows p_pmf p_support) (KL_nonnegative _ _ columns q_pmf q_support). lra.
Qed.

Theorem divergence_from_product_least_iff J p q :
  is_joint J -> is_distribution p -> is_distribution q -> supported (row_sums J) p -> supported (column_sums J) q ->
  (KL (concat J) (concat (product_joint p q)) = mutual_information J <-> p = row_sums J /\ q = column_sums J).
Proof.
  intros pmf p_pmf q_pmf p_support q_support. destruct (marginals_are_distributions J pmf) as [rows columns].
  destruct pmf as [shape [sign _]].
  rewrite divergence_from_product; try assumption; [| apply p_pmf | apply q_pmf].
  generalize (KL_nonnegative _ _ rows p_pmf p_support) (KL_nonnegative _ _ columns q_pmf q_support).
  intros first second. split.
  - intros equal. split; symmetry; apply KL_zero_iff; auto; lra.
  - intros [-> ->]. rewrite !KL_self; [ring | apply columns | apply rows].
Qed.

(* ----- Expected free energy: states down the rows, observations across ----- *)

(* risk + ambiguity = - (epistemic value + pragmatic value) *)
Theorem expected_free_energy_forms J preferences :
  rectangular J -> all_nonnegative (concat J) -> all_nonnegative preferences ->
  supported (column_sums J) preferences ->
  KL (column_sums J) preferences + conditional_entropy J
  = - (mutual_information J + expected_value (column_sums J) (map ln preferences)).
Proof.
  intros shape sign preferences_sign support.
  rewrite KL_is_cross_entropy_minus_entropy by (auto using column_sums_nonnegative).
  rewrite (complement_identity J) by assumption.
  replace (expected_value (column_sums J) (map ln preferences))
    with (- cross_entropy (column_sums J) preferences); [ring |].
  unfold cross_entropy, expected_value. clear. generalize (column_sums J). intros p. rewrite Ropp_involutive.
  revert preferences. induction p as [| x p IH]; intros [| y preferences]; simpl; auto. now rewrite IH.
Qed.
