(* Counting resamples: where the observations are integer combinations of a few real numbers, so are the sums of their
   resamples, and there are only a few different ones. Coq computes the integers; each different sum is compared once. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From OpdExact Require Import Definitions Resampling.
Import ListNotations.
Local Open Scope R_scope.

Definition key : Type := (Z * Z * Z)%type.

Definition at_key (x y z : R) (k : key) : R := let '(a, b, c) := k in IZR a * x + IZR b * y + IZR c * z.

Definition key_plus (k m : key) : key := let '(a, b, c) := k in let '(d, e, f) := m in (a + d, b + e, c + f)%Z.

Definition key_opp (k : key) : key := let '(a, b, c) := k in (- a, - b, - c)%Z.

Definition key_eqb (k m : key) : bool :=
  let '(a, b, c) := k in let '(d, e, f) := m in (a =? d)%Z && (b =? e)%Z && (c =? f)%Z.

Definition key_sum (l : list key) : key := fold_right key_plus (0, 0, 0)%Z l.

Definition among (k : key) (l : list key) : bool := existsb (key_eqb k) l.

Lemma key_eqb_true k m : key_eqb k m = true -> k = m.
Proof.
  destruct k as [[a b] c], m as [[d e] f]. unfold key_eqb. rewrite !andb_true_iff, !Z.eqb_eq.
  intros [[-> ->] ->]. reflexivity.
Qed.

Lemma among_true k l : among k l = true -> In k l.
Proof.
  unfold among. rewrite existsb_exists. intros [m [inside same]]. apply key_eqb_true in same. now subst.
Qed.

Section Combinations.

Variables x y z : R.

Lemma at_key_plus k m : at_key x y z (key_plus k m) = at_key x y z k + at_key x y z m.
Proof. destruct k as [[a b] c], m as [[d e] f]. unfold at_key, key_plus. rewrite !plus_IZR. ring. Qed.

Lemma at_key_opp k : at_key x y z (key_opp k) = - at_key x y z k.
Proof. destruct k as [[a b] c]. unfold at_key, key_opp. rewrite !opp_IZR. ring. Qed.

Lemma sum_at_keys l : sum (map (at_key x y z) l) = at_key x y z (key_sum l).
Proof.
  induction l as [| k l IH]; [cbn; ring |]. simpl sum. rewrite IH. simpl key_sum. now rewrite at_key_plus.
Qed.

Lemma draws_at_keys n l : draws n (map (at_key x y z) l) = map (map (at_key x y z)) (draws n l).
Proof.
  induction n as [| n IH]; [reflexivity |]. simpl. rewrite IH. clear IH.
  generalize (draws n l). intros D. induction l as [| k l IHl]; [reflexivity |].
  simpl. rewrite IHl, map_app, !map_map. reflexivity.
Qed.

Lemma signs_at_keys l :
  choices_of_signs Ropp (map (at_key x y z) l) = map (map (at_key x y z)) (choices_of_signs key_opp l).
Proof.
  induction l as [| k l IH]; [reflexivity |]. simpl. rewrite IH, map_app, !map_map. f_equal.
  apply map_ext. intros m. simpl. now rewrite at_key_opp.
Qed.

(* Each list has n members, and a sum that is among those that count or among those that do not; k of them count. *)
Definition sorted_out (n k : nat) (counting other : list key) (lists : list (list key)) : bool :=
  forallb (fun l => Nat.eqb (length l) n && (among (key_sum l) counting || among (key_sum l) other)) lists
  && Nat.eqb (length (filter (fun l => among (key_sum l) counting) lists)) k.

Theorem counted_by_keys (P : R -> Prop) n k counting other lists :
  Forall (fun m => P (at_key x y z m / INR n)) counting ->
  Forall (fun m => ~ P (at_key x y z m / INR n)) other ->
  sorted_out n k counting other lists = true ->
  counted P (map average (map (map (at_key x y z)) lists)) k.
Proof.
  intros inside outside. unfold sorted_out. rewrite andb_true_iff, Nat.eqb_eq. intros [each <-].
  rewrite Forall_forall in inside, outside.
  induction lists as [| l lists IH]; [constructor |].
  simpl in each. rewrite !andb_true_iff, orb_true_iff in each. destruct each as [[same found] each].
  apply Nat.eqb_eq in same.
  assert (average (map (at_key x y z) l) = at_key x y z (key_sum l) / INR n) as value.
  { unfold average. rewrite map_length, sum_at_keys, same. reflexivity. }
  simpl. destruct (among (key_sum l) counting) eqn:counts; simpl.
  - apply counted_one; [| now apply IH]. rewrite value. now apply inside, among_true.
  - apply counted_other; [| now apply IH]. rewrite value. destruct found as [found | found]; [discriminate |].
    now apply outside, among_true.
Qed.

Theorem counted_draws (P : R -> Prop) n k counting other values keys :
  values = map (at_key x y z) keys ->
  Forall (fun m => P (at_key x y z m / INR n)) counting ->
  Forall (fun m => ~ P (at_key x y z m / INR n)) other ->
  sorted_out n k counting other (draws n keys) = true ->
  counted P (map average (draws n values)) k.
Proof. intros -> inside outside each. rewrite draws_at_keys. now apply counted_by_keys with n counting other. Qed.

Theorem counted_signs (P : R -> Prop) n k counting other values keys :
  values = map (at_key x y z) keys ->
  Forall (fun m => P (at_key x y z m / INR n)) counting ->
  Forall (fun m => ~ P (at_key x y z m / INR n)) other ->
  sorted_out n k counting other (choices_of_signs key_opp keys) = true ->
  counted P (map average (choices_of_signs Ropp values)) k.
Proof. intros -> inside outside each. rewrite signs_at_keys. now apply counted_by_keys with n counting other. Qed.

End Combinations.

(* Values that are written out are the combinations with these keys. *)
Ltac keys_hold := cbv [map2 map at_key]; repeat (apply f_equal2; [ring |]); reflexivity.

(* Each sum in the list compares as it should, by linear arithmetic over the bounds at hand. *)
Ltac sums_compare :=
  repeat (apply Forall_cons || apply Forall_nil); cbv beta; unfold at_key, average; cbn [sum length]; simpl INR;
  unfold Rabs;
  repeat (match goal with |- context [Rcase_abs ?r] => destruct (Rcase_abs r) end); lra.

(* A correlation that is the root of a number, by its square. *)
Lemma correlation_is_root xs ys r :
  0 <= covariation xs ys -> 0 < covariation xs xs * covariation ys ys ->
  covariation xs ys * covariation xs ys = r * (covariation xs xs * covariation ys ys) ->
  correlation xs ys = sqrt r.
Proof.
  intros positive varies squares. unfold correlation.
  set (c := covariation xs ys) in *. set (s := covariation xs xs * covariation ys ys) in *.
  replace r with (c * c / s) by (rewrite squares; field; lra).
  rewrite sqrt_div_alt by assumption. now rewrite sqrt_square.
Qed.

Ltac correlates := unfold covariation, average; cbn [sum map2 length]; simpl INR; lra.
