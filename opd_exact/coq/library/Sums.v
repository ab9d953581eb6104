(* Finite sums, for the theorems of the other files: rules for [bs] over a symbolic number of outcomes, the bridge by
   which a sum over lists is one of them, and the tactics with which a certificate shows what a theorem asks of concrete
   lists. Nothing here speaks of probability beyond the shapes of distributions and joint distributions. *)

From Coq Require Import Reals List Lra Lia.
From OpdExact Require Import Definitions.
Import ListNotations.
Local Open Scope R_scope.

(* ----- Rules for bs ----- *)

Lemma bs_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> bs n f = bs n g.
Proof. induction n; simpl; intros same; [reflexivity |]. rewrite IHn, same; auto. Qed.

Lemma bs_plus n f g : bs n (fun i => f i + g i) = bs n f + bs n g.
Proof. induction n; simpl; [lra |]. rewrite IHn. lra. Qed.

Lemma bs_minus n f g : bs n (fun i => f i - g i) = bs n f - bs n g.
Proof. induction n; simpl; [lra |]. rewrite IHn. lra. Qed.

Lemma bs_scale n c f : bs n (fun i => c * f i) = c * bs n f.
Proof. induction n; simpl; [lra |]. rewrite IHn. lra. Qed.

Lemma bs_scale_right n c f : bs n (fun i => f i * c) = bs n f * c.
Proof. induction n; simpl; [lra |]. rewrite IHn. lra. Qed.

Lemma bs_opp n f : bs n (fun i => - f i) = - bs n f.
Proof. induction n; simpl; [lra |]. rewrite IHn. lra. Qed.

Lemma bs_const n c : bs n (fun _ => c) = INR n * c.
Proof. induction n; [simpl; lra |]. rewrite S_INR. simpl bs. rewrite IHn. lra. Qed.

Lemma bs_swap n m (f : nat -> nat -> R) : bs n (fun i => bs m (f i)) = bs m (fun j => bs n (fun i => f i j)).
Proof.
  induction n; simpl; [rewrite bs_const; lra |].
  now rewrite IHn, <- bs_plus.
Qed.

(* The first term taken out, as a sum over a list does. *)
Lemma bs_first n f : bs (S n) f = f O + bs n (fun i => f (S i)).
Proof. induction n; simpl in *; [lra |]. rewrite IHn. lra. Qed.

Lemma bs_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> bs n f <= bs n g.
Proof.
  induction n; simpl; intros below; [lra |].
  assert (bs n f <= bs n g) by auto. assert (f n <= g n) by auto. lra.
Qed.

Lemma bs_nonnegative n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= bs n f.
Proof. intros sign. replace 0 with (bs n (fun _ => 0)) by (rewrite bs_const; lra). now apply bs_le. Qed.

Lemma bs_term_le n f i : (forall k, (k < n)%nat -> 0 <= f k) -> (i < n)%nat -> f i <= bs n f.
Proof.
  induction n; intros sign inside; [lia |]. simpl.
  assert (0 <= f n) by auto. assert (0 <= bs n f) by (apply bs_nonnegative; auto).
  destruct (Nat.eq_dec i n) as [-> | other]; [lra |].
  assert (f i <= bs n f) by (apply IHn; [auto | lia]). lra.
Qed.

(* Nonnegative terms that sum to zero are zero. *)
Lemma bs_zero_terms n f : (forall k, (k < n)%nat -> 0 <= f k) -> bs n f = 0 -> forall i, (i < n)%nat -> f i = 0.
Proof.
  intros sign total i inside.
  assert (f i <= bs n f) by now apply bs_term_le. specialize (sign i inside). lra.
Qed.

(* ----- From lists to functions ----- *)

Lemma sum_is_bs l : sum l = bs (length l) (item l).
Proof.
  induction l as [| x l IH]; [reflexivity |].
  change (length (x :: l)) with (S (length l)). rewrite bs_first. simpl. now rewrite IH.
Qed.

Lemma sum_map_is_bs {A} (f : A -> R) l d : sum (map f l) = bs (length l) (fun i => f (nth i l d)).
Proof.
  induction l as [| x l IH]; [reflexivity |].
  change (length (x :: l)) with (S (length l)). rewrite bs_first. simpl. now rewrite IH.
Qed.

Lemma sum_map2_is_bs_of {A B} (f : A -> B -> R) l k d e :
  length l = length k -> sum (map2 f l k) = bs (length l) (fun i => f (nth i l d) (nth i k e)).
Proof.
  revert k. induction l as [| x l IH]; intros [| y k]; try discriminate; [reflexivity |].
  intros [= same]. change (length (x :: l)) with (S (length l)). rewrite bs_first. simpl. now rewrite IH.
Qed.

Lemma sum_map2_is_bs (f : R -> R -> R) l k :
  length l = length k -> sum (map2 f l k) = bs (length l) (fun i => f (item l i) (item k i)).
Proof. exact (sum_map2_is_bs_of f l k 0 0). Qed.

Lemma sum_app l k : sum (l ++ k) = sum l + sum k.
Proof. induction l; simpl; lra. Qed.

Lemma sum_concat J : sum (concat J) = sum (row_sums J).
Proof. induction J as [| row J IH]; [reflexivity |]. simpl. rewrite sum_app, IH. reflexivity. Qed.

Lemma sum_map_concat f (J : list (list R)) : sum (map f (concat J)) = sum (map (fun row => sum (map f row)) J).
Proof. induction J as [| row J IH]; [reflexivity |]. simpl. now rewrite map_app, sum_app, IH. Qed.

Lemma length_of_map {A B} (f : A -> B) l : length (map f l) = length l.
Proof. induction l; simpl; congruence. Qed.

Lemma length_of_map2 {A B C} (f : A -> B -> C) l k : length l = length k -> length (map2 f l k) = length l.
Proof. revert k. induction l; intros [| y k]; simpl; try discriminate; auto. Qed.

Lemma item_map f l i : (i < length l)%nat -> item (map f l) i = f (item l i).
Proof.
  unfold item. revert i. induction l as [| x l IH]; simpl; intros i inside; [lia |].
  destruct i; [reflexivity |]. apply IH. lia.
Qed.

Lemma item_map2 (f : R -> R -> R) l k i :
  length l = length k -> (i < length l)%nat -> item (map2 f l k) i = f (item l i) (item k i).
Proof.
  unfold item. revert k i. induction l as [| x l IH]; intros [| y k] i; simpl; try discriminate; [lia |].
  intros [= same] inside. destruct i; [reflexivity |]. apply IH; [assumption | lia].
Qed.

Lemma item_ext l k : length l = length k -> (forall i, (i < length l)%nat -> item l i = item k i) -> l = k.
Proof.
  intros same items. apply nth_ext with (d := 0) (d' := 0); assumption.
Qed.

Lemma all_nonnegative_item p i : all_nonnegative p -> 0 <= item p i.
Proof.
  unfold all_nonnegative, item. intros sign. revert i.
  induction sign as [| x p here _ IH]; intros [| i]; simpl; auto; lra.
Qed.

Lemma all_nonnegative_of_items p : (forall i, (i < length p)%nat -> 0 <= item p i) -> all_nonnegative p.
Proof.
  intros sign. apply Forall_forall. intros x member. destruct (In_nth p x 0 member) as [i [inside <-]]. now apply sign.
Qed.

Lemma is_distribution_to_n p : is_distribution p -> is_distribution_n (length p) (item p).
Proof.
  intros [sign total]. split; [intros; now apply all_nonnegative_item |]. now rewrite <- sum_is_bs.
Qed.

Lemma supported_length q p : supported q p -> length q = length p.
Proof. unfold supported. induction 1; simpl; congruence. Qed.

Lemma supported_to_n q p : supported q p -> supported_n (length q) (item q) (item p).
Proof.
  unfold supported_n, item. induction 1 as [| x y q p here _ IH]; simpl; intros i inside; [lia |].
  destruct i; [assumption |]. apply IH. lia.
Qed.

Lemma supported_from_n q p : length q = length p -> supported_n (length q) (item q) (item p) -> supported q p.
Proof.
  unfold supported. revert p. induction q as [| x q IH]; intros [| y p]; simpl; try discriminate; [constructor |].
  intros [= same] there. constructor; [apply (there O); lia |].
  apply IH; [assumption |]. intros i inside. apply (there (S i)). lia.
Qed.

Lemma entropy_to_n p : entropy p = entropy_n (length p) (item p).
Proof. unfold entropy, entropy_n. now rewrite (sum_map_is_bs xlogx p 0). Qed.

Lemma KL_to_n q p : length q = length p -> KL q p = KL_n (length q) (item q) (item p).
Proof. intros same. unfold KL, KL_n. now rewrite sum_map2_is_bs. Qed.

(* ----- Tables: the rows and columns as functions ----- *)

Definition width (J : list (list R)) : nat := length (hd [] J).

Lemma width_of_row J i : rectangular J -> (i < length J)%nat -> length (nth i J []) = width J.
Proof.
  unfold rectangular, width. intros shape inside.
  rewrite Forall_forall in shape. now apply shape, nth_In.
Qed.

Lemma item_row_sums J i :
  rectangular J -> (i < length J)%nat -> item (row_sums J) i = bs (width J) (cell J i).
Proof.
  intros shape inside. unfold row_sums, item. change 0 with (sum []). rewrite map_nth.
  rewrite sum_is_bs, width_of_row; auto.
Qed.

(* Column sums that start at [zeros], as the definition has them. *)
Lemma item_added_rows J zeros j :
  Forall (fun row => length row = length zeros) J -> (j < length zeros)%nat ->
  length (fold_right (map2 Rplus) zeros J) = length zeros /\
  item (fold_right (map2 Rplus) zeros J) j = bs (length J) (fun i => cell J i j) + item zeros j.
Proof.
  intros shape inside. induction shape as [| row J here _ [size IH]]; [split; [reflexivity |]; simpl; lra |].
  change (length (row :: J)) with (S (length J)). rewrite bs_first. simpl fold_right.
  split; [rewrite length_of_map2; congruence |].
  rewrite item_map2, IH by congruence. unfold cell. simpl. lra.
Qed.

Lemma length_column_sums J : rectangular J -> length (column_sums J) = width J.
Proof.
  unfold rectangular, column_sums, width. intros shape. rewrite <- (length_of_map (fun _ => 0) (hd [] J)) in shape |- *.
  set (zeros := map _ _) in *. clearbody zeros.
  induction shape; [reflexivity |]. simpl. rewrite length_of_map2; congruence.
Qed.

Lemma item_column_sums J j :
  rectangular J -> (j < width J)%nat -> item (column_sums J) j = bs (length J) (fun i => cell J i j).
Proof.
  intros shape inside. unfold column_sums.
  destruct (item_added_rows J (map (fun _ => 0) (hd [] J)) j) as [_ ->]; rewrite ?length_of_map; auto.
  rewrite item_map by assumption. lra.
Qed.

Lemma all_nonnegative_concat J : all_nonnegative (concat J) <-> Forall all_nonnegative J.
Proof.
  unfold all_nonnegative. induction J as [| row J IH]; simpl; [split; constructor |].
  rewrite Forall_app, IH. split; [intros []; now constructor | now inversion 1].
Qed.

Lemma cell_nonnegative J i j : all_nonnegative (concat J) -> 0 <= cell J i j.
Proof.
  rewrite all_nonnegative_concat. intros sign. apply all_nonnegative_item.
  revert i. induction sign as [| row J here _ IH]; intros [| i]; simpl; auto; constructor.
Qed.

Lemma total_of_cells J :
  rectangular J -> sum (concat J) = bs (length J) (fun i => bs (width J) (cell J i)).
Proof.
  intros shape. rewrite sum_concat. unfold row_sums. rewrite (sum_map_is_bs sum J []).
  apply bs_ext. intros i inside. now rewrite sum_is_bs, width_of_row.
Qed.

(* Sums over all cells of a table. *)
Lemma sum_of_rows_is_bs f J :
  rectangular J ->
  sum (map (fun row => sum (map (f (sum row)) row)) J)
  = bs (length J) (fun i => bs (width J) (fun j => f (bs (width J) (cell J i)) (cell J i j))).
Proof.
  intros shape. rewrite (sum_map_is_bs _ J []). apply bs_ext. intros i inside.
  now rewrite (sum_map_is_bs _ _ 0), sum_is_bs, width_of_row by assumption.
Qed.

(* ----- What a certificate has to show of its lists: closed lists of rationals ----- *)

(* A closed comparison, equation or inequation of rationals. *)
Ltac rational_check :=
  match goal with
  | |- _ <> _ => let absurd := fresh in intro absurd; lra
  | |- _ => lra
  end.

Ltac all_check := repeat (apply Forall_cons; [rational_check |]); apply Forall_nil.

Ltac all_nonnegative_check := unfold all_nonnegative; cbv beta iota delta [concat app]; all_check.
Ltac all_positive_check := unfold all_positive; cbv beta iota delta [concat app]; all_check.

Ltac is_distribution_check :=
  split; [all_nonnegative_check | cbv beta iota delta [sum concat app]; rational_check].

(* A sum of closed rationals, such as the evidence, that is positive. *)
Ltac evidence_check := unfold evidence; cbv beta iota delta [sum concat app]; rational_check.

Ltac supported_term_check :=
  first [intros _; rational_check | let nonzero := fresh in intros nonzero; exfalso; apply nonzero; rational_check].

Ltac supported_check :=
  unfold supported; cbv beta iota delta [concat app];
  repeat (apply Forall2_cons; [supported_term_check |]); apply Forall2_nil.

Ltac rectangular_check := unfold rectangular; repeat (apply Forall_cons; [reflexivity |]); apply Forall_nil.

Ltac is_joint_check := split; [rectangular_check | is_distribution_check].

(* Two lists, or tables, whose items are equal one by one. *)
Ltac items_check_by one :=
  cbv beta iota delta [map map2 fold_right concat app hd sum row_sums column_sums product_joint];
  repeat match goal with
  | |- _ :: _ = _ :: _ => apply (f_equal2 (@cons _))
  | |- [] = [] => reflexivity
  end;
  one.
Ltac items_check := items_check_by ltac:(idtac; rational_check).
