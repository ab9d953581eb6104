(** Enclosures of logarithms and exponentials in fixed point.

    The logarithm of a ratio of integers is the only series: the ratio is brought near 1 by powers of
    2, 3, 5 and 7, and [ln ((1 + y) / (1 - y))] is summed with a proved remainder.  The exponential is
    a guess, made with no proof, that one logarithm and [1 + x <= exp x] correct.

    Every choice that only serves speed (the table of multipliers, the guess, the number of terms) is
    free: the theorems hold for any choice, and a bad one returns [None] or a wider interval. *)

Require Import Reals ZArith Lia Lra Psatz List.
From OpdExact Require Import FixedPoint.
Import ListNotations.
Local Open Scope R_scope.

(** ** The series of [ln ((1 + y) / (1 - y)) / 2], with its remainder *)

Definition atanh (y : R) : R := (ln (1 + y) - ln (1 - y)) / 2.

Fixpoint odd_powers (y : R) (n : nat) : R :=
  match n with O => 0 | S m => odd_powers y m + y ^ (2 * m + 1) / INR (2 * m + 1) end.

Fixpoint even_powers (y : R) (n : nat) : R :=
  match n with O => 0 | S m => even_powers y m + y ^ (2 * m) end.

Lemma odd_powers_derivative y n : derivable_pt_lim (fun x => odd_powers x n) y (even_powers y n).
Proof.
  induction n as [| n IH]; cbn [odd_powers even_powers]; [apply derivable_pt_lim_const |].
  apply (derivable_pt_lim_plus _ (fun x => x ^ (2 * n + 1) / INR (2 * n + 1))); [exact IH |].
  assert (H : INR (2 * n + 1) <> 0) by (apply not_0_INR; lia).
  replace (y ^ (2 * n)) with (INR (2 * n + 1) * y ^ pred (2 * n + 1) * / INR (2 * n + 1) + y ^ (2 * n + 1) * 0).
  - apply (derivable_pt_lim_mult (fun x => x ^ (2 * n + 1)) (fun _ => / INR (2 * n + 1)));
      [apply derivable_pt_lim_pow | apply derivable_pt_lim_const].
  - replace (pred (2 * n + 1)) with (2 * n)%nat by lia; field; exact H.
Qed.

Lemma even_powers_closed y n : (1 - y * y) * even_powers y n = 1 - y ^ (2 * n).
Proof.
  induction n as [| n IH]; cbn [even_powers]; [simpl; ring |].
  replace (2 * S n)%nat with (2 + 2 * n)%nat by lia; rewrite Rmult_plus_distr_l, IH, pow_add; ring.
Qed.

Lemma atanh_derivative y : -1 < y < 1 -> derivable_pt_lim atanh y (/ (1 - y * y)).
Proof.
  intros Hy; unfold atanh.
  replace (/ (1 - y * y)) with ((/ (1 + y) * (0 + 1) - / (1 - y) * (0 - 1)) * / 2 + (ln (1 + y) - ln (1 - y)) * 0)
    by (field; repeat split; nra).
  apply (derivable_pt_lim_mult (fun x => ln (1 + x) - ln (1 - x)) (fun _ => / 2)); [| apply derivable_pt_lim_const].
  apply (derivable_pt_lim_minus (fun x => ln (1 + x)) (fun x => ln (1 - x))).
  - apply (derivable_pt_lim_comp (fun x => 1 + x) ln).
    + apply (derivable_pt_lim_plus (fun _ => 1) id); [apply derivable_pt_lim_const | apply derivable_pt_lim_id].
    + apply derivable_pt_lim_ln; lra.
  - apply (derivable_pt_lim_comp (fun x => 1 - x) ln).
    + apply (derivable_pt_lim_minus (fun _ => 1) id); [apply derivable_pt_lim_const | apply derivable_pt_lim_id].
    + apply derivable_pt_lim_ln; lra.
Qed.

(** What the first [n] terms leave is at most 16/15 of the power that comes next. *)
Lemma atanh_remainder y n :
  0 <= y <= 1 / 4 -> 0 <= atanh y - odd_powers y n <= 16 / 15 * y ^ (2 * n + 1).
Proof.
  intros [H0 H1].
  assert (Hz : forall m, odd_powers 0 m = 0).
  { induction m as [| m IH]; cbn [odd_powers]; [reflexivity |].
    rewrite IH, pow_ne_zero by lia; unfold Rdiv; ring. }
  assert (Hat : atanh 0 = 0) by (unfold atanh; rewrite Rplus_0_r, Rminus_0_r, ln_1; field).
  destruct H0 as [H0 | <-]; [| rewrite Hz, Hat, pow_ne_zero by lia; lra].
  destruct (MVT_cor2 (fun x => atanh x - odd_powers x n) (fun x => / (1 - x * x) - even_powers x n) 0 y H0)
    as [c [Hc [c0 c1]]].
  { intros c Hc; apply (derivable_pt_lim_minus atanh); [apply atanh_derivative; lra | apply odd_powers_derivative]. }
  cbv beta in Hc; rewrite Hz, Hat, !Rminus_0_r in Hc; rewrite Hc; clear Hc.
  assert (Hcc : 0 < 1 - c * c) by nra.
  replace (/ (1 - c * c) - even_powers c n) with (c ^ (2 * n) / (1 - c * c)).
  2: { pose proof (even_powers_closed c n) as E; apply Rmult_eq_reg_l with (1 - c * c); [| lra].
       rewrite Rmult_minus_distr_l, E; field; lra. }
  assert (P0 : 0 <= c ^ (2 * n)) by (apply pow_le; lra).
  assert (P1 : c ^ (2 * n) <= y ^ (2 * n)) by (apply pow_incr; lra).
  assert (Hi : 0 < / (1 - c * c) <= 16 / 15).
  { split; [apply Rinv_0_lt_compat; lra |].
    apply Rmult_le_reg_r with (1 - c * c); [lra |]; rewrite Rinv_l by lra; nra. }
  replace (2 * n + 1)%nat with (S (2 * n)) by lia; cbn [pow]; unfold Rdiv at 1.
  split; [apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra] |].
  replace (16 / 15 * (y * y ^ (2 * n))) with (y ^ (2 * n) * (16 / 15) * y) by ring.
  apply Rmult_le_compat_r; [lra |]; apply Rmult_le_compat; lra.
Qed.

(** A list of integers that follows [t], [t z], [t z^2], .. from below, within two units, until two units are left. *)
Fixpoint follows (z t : R) (l : list Z) : Prop :=
  match l with
  | [] => 0 <= t <= 2
  | a :: rest => IZR a <= t <= IZR a + 2 /\ follows z (t * z) rest
  end.

(** Powers with the factor [z] between [zz / 2^w] and [(zz + 2) / 2^w]: each time [d] bits of it are dropped, which
    the smaller power does not need. *)
Fixpoint powers (fuel : nat) (d : Z) (a zz w : Z) : option (list Z) :=
  if (a <=? 0)%Z then Some []
  else if (w <=? 0)%Z then None
  else match fuel with
       | O => None
       | S n =>
         match powers n d (Z.shiftr (a * zz) w) (Z.shiftr zz d) (w - d) with
         | Some rest => Some (a :: rest)
         | None => None
         end
       end.

Lemma powers_ok fuel d : forall a zz w z t l,
  (0 <= d)%Z -> 0 <= z <= / 16 -> z * IZR (2 ^ d) <= 1 ->
  (0 <= a)%Z -> IZR a <= t <= IZR a + 2 ->
  ((0 <= w)%Z -> IZR zz <= z * IZR (2 ^ w) <= IZR zz + 2 /\ 8 * IZR a <= IZR (2 ^ w)) ->
  (0 <= zz)%Z ->
  powers fuel d a zz w = Some l -> follows z t l.
Proof.
  induction fuel as [| n IH]; intros a zz w z t l Hd Hz Hzd Ha Ht Hw Hzz; cbn [powers];
    (destruct (Z.leb_spec a 0) as [A | A];
     [intros E; injection E as <-; replace a with 0%Z in Ht by lia; cbn [follows]; lra |]);
    (destruct (Z.leb_spec w 0) as [W | W]; [discriminate |]); [discriminate |].
  destruct (powers n d (Z.shiftr (a * zz) w) (Z.shiftr zz d) (w - d)) as [rest |] eqn:E; [| discriminate].
  intros F; injection F as <-; cbn [follows]; split; [exact Ht |].
  destruct (Hw ltac:(lia)) as [[Z1 Z2] Hwa]; clear Hw.
  rewrite !Z.shiftr_div_pow2 in E by lia.
  assert (Hpw : (0 < 2 ^ w)%Z) by (apply Z.pow_pos_nonneg; lia).
  assert (Hpd : (0 < 2 ^ d)%Z) by (apply Z.pow_pos_nonneg; lia).
  pose proof (floor_div (a * zz) (2 ^ w) Hpw) as [Q1 Q2]; rewrite mult_IZR in Q1, Q2.
  set (q := (a * zz / 2 ^ w)%Z) in *.
  assert (Hq : (0 <= q)%Z) by (apply Z.div_pos; nia).
  apply IZR_lt in A, Hpw, Hpd; apply IZR_le in Hzz.
  revert E; apply IH; try assumption.
  - split; apply Rmult_le_reg_r with (IZR (2 ^ w)); try assumption.
    + apply Rle_trans with (IZR a * IZR zz); [lra |].
      rewrite (Rmult_assoc t z); apply Rmult_le_compat; lra.
    + assert (S1 : t * z <= (IZR a + 2) * z) by (apply Rmult_le_compat_r; lra).
      assert (S2 : t * z * IZR (2 ^ w) <= (IZR a + 2) * z * IZR (2 ^ w)) by (apply Rmult_le_compat_r; lra).
      assert (S3 : IZR a * (z * IZR (2 ^ w)) <= IZR a * (IZR zz + 2)) by (apply Rmult_le_compat_l; lra).
      assert (S4 : z * IZR (2 ^ w) <= / 16 * IZR (2 ^ w)) by (apply Rmult_le_compat_r; lra).
      lra.
  - intros Hwd.
    assert (Hsplit : IZR (2 ^ w) = IZR (2 ^ (w - d)) * IZR (2 ^ d)).
    { rewrite <- mult_IZR, <- Z.pow_add_r by lia; do 2 f_equal; lia. }
    rewrite Hsplit in *; set (u := IZR (2 ^ (w - d))) in *; set (v := IZR (2 ^ d)) in *.
    assert (Hv : 1 <= v) by (apply IZR_le; lia).
    assert (Hu : 0 < u) by (apply IZR_lt, Z.pow_pos_nonneg; lia).
    pose proof (floor_div zz (2 ^ d) ltac:(apply Z.pow_pos_nonneg; lia)) as [D1 D2]; fold v in D1, D2.
    assert (Hzzu : IZR zz <= u).
    { apply Rle_trans with (z * (u * v)); [lra |]; replace (z * (u * v)) with (z * v * u) by ring.
      apply Rle_trans with (1 * u); [apply Rmult_le_compat_r; lra | lra]. }
    split; [split |].
    + apply Rmult_le_reg_r with v; [lra |]; lra.
    + apply Rmult_le_reg_r with v; [lra |].
      apply Rle_trans with (IZR zz + 2); [lra |].
      assert (IZR zz + 1 <= (IZR (zz / 2 ^ d) + 1) * v).
      { rewrite <- (plus_IZR zz 1); replace ((IZR (zz / 2 ^ d) + 1) * v) with (IZR ((zz / 2 ^ d + 1) * 2 ^ d))
          by (rewrite mult_IZR, plus_IZR; reflexivity).
        apply IZR_le; apply lt_IZR in Hpd. pose proof (Z.mod_pos_bound zz (2 ^ d) Hpd).
        pose proof (Z_div_mod_eq_full zz (2 ^ d)). lia. }
      lra.
    + apply Rmult_le_reg_r with v; [lra |].
      assert (IZR q * (u * v) <= IZR a * u).
      { apply Rle_trans with (IZR a * IZR zz); [lra | apply Rmult_le_compat_l; lra]. }
      assert (IZR q * v <= IZR a) by (apply Rmult_le_reg_r with u; [lra |]; lra).
      lra.
  - apply Z.div_pos; [apply le_IZR; lra | lia].
Qed.

(** The same for [z = 1 / m]: a short division each time. *)
Fixpoint short_powers (fuel : nat) (m a : Z) : option (list Z) :=
  if (a <=? 0)%Z then Some []
  else match fuel with
       | O => None
       | S n => match short_powers n m (a / m) with Some rest => Some (a :: rest) | None => None end
       end.

Lemma short_powers_ok fuel m : forall a t l,
  (16 <= m)%Z -> (0 <= a)%Z -> IZR a <= t <= IZR a + 2 ->
  short_powers fuel m a = Some l -> follows (/ IZR m) t l.
Proof.
  induction fuel as [| n IH]; intros a t l Hm Ha Ht; cbn [short_powers];
    (destruct (Z.leb_spec a 0) as [A | A];
     [intros E; injection E as <-; replace a with 0%Z in Ht by lia; cbn [follows]; lra |]); [discriminate |].
  destruct (short_powers n m (a / m)) as [rest |] eqn:E; [| discriminate].
  intros F; injection F as <-; cbn [follows]; split; [exact Ht |].
  pose proof (floor_div a m ltac:(lia)) as [Q1 Q2].
  assert (Hq : (0 <= a / m)%Z) by (apply Z.div_pos; lia).
  apply IZR_le in Hm as Hm'.
  revert E; apply IH; try assumption.
  split; apply Rmult_le_reg_r with (IZR m); try lra; rewrite Rmult_assoc, Rinv_l by lra; lra.
Qed.

(** Sum of the terms, each divided by its odd number; the bound of what is lost grows by three units a term. *)
Fixpoint odd_sum (l : list Z) (odd acc err : Z) : Z * Z :=
  match l with
  | [] => (acc, acc + err + 3)%Z
  | a :: rest => odd_sum rest (odd + 2) (acc + a / odd) (err + 3)
  end.

Lemma odd_sum_ok y c : 0 <= y <= 1 / 4 -> 0 < c -> forall l n odd acc err,
  odd = Z.of_nat (2 * n + 1) ->
  follows (y * y) (c * y ^ (2 * n + 1)) l ->
  IZR acc <= c * odd_powers y n <= IZR (acc + err) ->
  IZR (fst (odd_sum l odd acc err)) <= c * atanh y <= IZR (snd (odd_sum l odd acc err)).
Proof.
  intros Hy Hc; induction l as [| a rest IH]; intros n odd acc err Hodd Hf Ha; cbn [odd_sum follows fst snd] in *.
  - pose proof (atanh_remainder y n Hy) as Hr; rewrite !plus_IZR in *.
    assert (0 <= c * (atanh y - odd_powers y n) <= 16 / 15 * (c * y ^ (2 * n + 1))).
    { split; [apply Rmult_le_pos; lra |].
      replace (16 / 15 * (c * y ^ (2 * n + 1))) with (c * (16 / 15 * y ^ (2 * n + 1))) by ring.
      apply Rmult_le_compat_l; lra. }
    lra.
  - destruct Hf as [Ht Hf]; apply IH with (S n).
    + lia.
    + replace (c * y ^ (2 * S n + 1)) with (c * y ^ (2 * n + 1) * (y * y)); [exact Hf |].
      replace (2 * S n + 1)%nat with (2 + (2 * n + 1))%nat by lia; rewrite (pow_add y 2); ring.
    + cbn [odd_powers]; set (t := c * y ^ (2 * n + 1)) in *.
      assert (Hpos : (0 < odd)%Z) by lia.
      assert (Hi : INR (2 * n + 1) = IZR odd) by (rewrite INR_IZR_INZ, Hodd; reflexivity).
      rewrite Hi, Rmult_plus_distr_l.
      replace (c * (y ^ (2 * n + 1) / IZR odd)) with (t * / IZR odd) by (unfold t, Rdiv; ring).
      pose proof (floor_div a odd Hpos) as [Q1 Q2].
      assert (Ho : 1 <= IZR odd) by (apply IZR_le; lia).
      assert (IZR (a / odd) <= t * / IZR odd <= IZR (a / odd) + 3).
      { split; apply Rmult_le_reg_r with (IZR odd); try lra; rewrite Rmult_assoc, Rinv_l by lra; nra. }
      rewrite !plus_IZR in *; lra.
Qed.

(** ** The logarithms of 2, 3, 5 and 7 *)

Definition shrink (g : positive) (i : Z * Z) : Z * Z := (floor_shift g (fst i), ceil_shift g (snd i)).

Lemma shrink_ok p g i x : within (p + g) i x -> within p (shrink g i) x.
Proof.
  unfold within, shrink; cbn [fst snd]; intros [H1 H2].
  assert (Hs : scale (p + g) = scale p * scale g).
  { unfold scale; rewrite Pos2Z.inj_add, Z.pow_add_r by lia; apply mult_IZR. }
  rewrite Hs in H1, H2; pose proof (scale_pos g) as Hg.
  split; apply Rmult_le_reg_r with (scale g); try assumption.
  - eapply Rle_trans; [apply floor_shift_ok | lra].
  - eapply Rle_trans; [| apply ceil_shift_ok]; lra.
Qed.

(** Enclosure of [2 atanh (1 / m) = ln ((m + 1) / (m - 1))]. *)
Definition ln_next (w : positive) (m : Z) : option (Z * Z) :=
  match short_powers (Pos.to_nat w) (m * m) (Z.shiftl 1 (Zpos w) / m) with
  | Some l => Some (times 2 (odd_sum l 1 0 0))
  | None => None
  end.

Lemma ln_next_ok w m i : (4 <= m)%Z -> ln_next w m = Some i -> within w i (ln (IZR (m + 1)) - ln (IZR (m - 1))).
Proof.
  intros Hm; unfold ln_next.
  destruct short_powers as [l |] eqn:E; [| discriminate].
  intros F; injection F as <-.
  pose proof (scale_pos w) as Hs; apply IZR_le in Hm as Hm'.
  set (y := / IZR m).
  assert (Hy : 0 <= y <= 1 / 4).
  { unfold y; split; [apply Rlt_le, Rinv_0_lt_compat; lra |].
    apply Rmult_le_reg_r with (IZR m); [lra |]; rewrite Rinv_l by lra; lra. }
  replace (ln (IZR (m + 1)) - ln (IZR (m - 1))) with (2 * atanh y).
  - apply times_ok; unfold within; rewrite (Rmult_comm (atanh y)).
    apply odd_sum_ok with 0%nat; try assumption; [reflexivity | | simpl; lra].
    apply short_powers_ok with (t := scale w * y ^ (2 * 0 + 1)) in E.
    + replace (y * y) with (/ IZR (m * m)) by (unfold y; rewrite mult_IZR; field; lra); exact E.
    + nia.
    + apply Z.div_pos; [apply Z.shiftl_nonneg |]; lia.
    + pose proof (floor_div (Z.shiftl 1 (Zpos w)) m ltac:(lia)) as [Q1 Q2]; rewrite shiftl_ok in Q1, Q2.
      replace (scale w * y ^ (2 * 0 + 1)) with (scale w * y) by (simpl; ring).
      assert (scale w * y * IZR m = scale w) by (unfold y; field; lra).
      split; apply Rmult_le_reg_r with (IZR m); lra.
  - unfold atanh.
    assert (Hv : 0 < / IZR m) by (apply Rinv_0_lt_compat; lra).
    replace (1 + y) with (IZR (m + 1) * / IZR m) by (unfold y; rewrite plus_IZR; field; lra).
    replace (1 - y) with (IZR (m - 1) * / IZR m) by (unfold y; rewrite minus_IZR; field; lra).
    rewrite !ln_mult; try assumption; try (apply IZR_lt; lia); field.
Qed.

Record Logs : Type := { two : Z * Z; three : Z * Z; five : Z * Z; seven : Z * Z }.

Definition good (w : positive) (L : Logs) : Prop :=
  within w (two L) (ln 2) /\ within w (three L) (ln 3) /\ within w (five L) (ln 5) /\ within w (seven L) (ln 7).

Definition combine (a b c d : Z) (i j k l : Z * Z) : Z * Z :=
  add_interval (add_interval (times a i) (times b j)) (add_interval (times c k) (times d l)).

Lemma combine_ok p a b c d i j k l x y z t :
  within p i x -> within p j y -> within p k z -> within p l t ->
  within p (combine a b c d i j k l) (IZR a * x + IZR b * y + (IZR c * z + IZR d * t)).
Proof. intros; unfold combine; repeat apply add_interval_ok; apply times_ok; assumption. Qed.

(** From ln (126/125), ln (225/224), ln (2401/2400) and ln (4375/4374), with 20 more bits. *)
Definition logs (w : positive) : option Logs :=
  match ln_next (w + 20) 251, ln_next (w + 20) 449, ln_next (w + 20) 4801, ln_next (w + 20) 8749 with
  | Some i, Some j, Some k, Some l =>
    Some {| two := shrink 20 (combine 72 27 (-19) 31 i j k l);
            three := shrink 20 (combine 114 43 (-30) 49 i j k l);
            five := shrink 20 (combine 167 63 (-44) 72 i j k l);
            seven := shrink 20 (combine 202 76 (-53) 87 i j k l) |}
  | _, _, _, _ => None
  end.

Lemma ln_pow_Z (b e : Z) : (0 < b)%Z -> (0 <= e)%Z -> ln (IZR (b ^ e)) = IZR e * ln (IZR b).
Proof.
  intros Hb He; pattern e; apply natlike_ind; [simpl; rewrite ln_1; ring | | exact He].
  intros x Hx IH; rewrite Z.pow_succ_r, mult_IZR, ln_mult, IH by (try apply IZR_lt; try apply Z.pow_pos_nonneg; lia).
  unfold Z.succ; rewrite plus_IZR; ring.
Qed.

Lemma ln_smooth (a b c d : Z) : (0 <= a)%Z -> (0 <= b)%Z -> (0 <= c)%Z -> (0 <= d)%Z ->
  ln (IZR (2 ^ a * 3 ^ b * 5 ^ c * 7 ^ d)) = IZR a * ln 2 + IZR b * ln 3 + IZR c * ln 5 + IZR d * ln 7.
Proof.
  intros; assert (P : forall x y, (0 < x)%Z -> (0 <= y)%Z -> (0 < x ^ y)%Z) by (intros; apply Z.pow_pos_nonneg; lia).
  rewrite !mult_IZR, !ln_mult, !ln_pow_Z by (try lia; repeat apply Rmult_lt_0_compat; apply IZR_lt, P; lia).
  reflexivity.
Qed.

Lemma logs_ok w L : logs w = Some L -> good w L.
Proof.
  unfold logs.
  destruct (ln_next (w + 20) 251) as [i |] eqn:I; [| discriminate].
  destruct (ln_next (w + 20) 449) as [j |] eqn:J; [| discriminate].
  destruct (ln_next (w + 20) 4801) as [k |] eqn:K; [| discriminate].
  destruct (ln_next (w + 20) 8749) as [l |] eqn:N; [| discriminate].
  intros E; injection E as <-.
  apply ln_next_ok in I, J, K, N; try lia.
  pose proof (ln_smooth 2 2 0 1) as S1; pose proof (ln_smooth 1 0 3 0) as S2.
  pose proof (ln_smooth 1 2 2 0) as S3; pose proof (ln_smooth 6 0 0 1) as S4.
  pose proof (ln_smooth 1 0 0 4) as S5; pose proof (ln_smooth 6 1 2 0) as S6.
  pose proof (ln_smooth 1 0 4 1) as S7; pose proof (ln_smooth 2 7 0 0) as S8.
  cbn -[IZR ln] in I, J, K, N, S1, S2, S3, S4, S5, S6, S7, S8.
  specialize (S1 ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)).
  specialize (S2 ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)).
  specialize (S3 ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)).
  specialize (S4 ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)).
  specialize (S5 ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)).
  specialize (S6 ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)).
  specialize (S7 ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)).
  specialize (S8 ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)).
  rewrite S1, S2 in I; rewrite S3, S4 in J; rewrite S5, S6 in K; rewrite S7, S8 in N.
  unfold good; cbn [two three five seven]; repeat split; apply shrink_ok;
    match goal with |- within _ ?e ?x =>
      match e with combine ?a ?b ?c ?d _ _ _ _ =>
        let H := fresh in
        pose proof (combine_ok _ a b c d _ _ _ _ _ _ _ _ I J K N) as H;
        match type of H with within _ _ ?y => replace x with y by ring; exact H end
      end
    end.
Qed.

(** ** The logarithm of a ratio *)

(** For [t] from 64 to 256 the exponents of 3, 5 and 7 that bring [t / 128] nearest to a power of two. *)
Definition multipliers : Tree (Z * Z * Z) := Eval vm_compute in
  let range (n : Z) := map (fun i => (Z.of_nat i - n)%Z) (seq 0 (Z.to_nat (2 * n + 1))) in
  let power (b e : Z) := (b ^ Z.max 0 e)%Z in
  let mantissa (e : Z * Z * Z) :=
    let '(a, b, c) := e in
    let x := (Z.shiftl (power 3 a * power 5 b * power 7 c) 40 / (power 3 (- a) * power 5 (- b) * power 7 (- c)))%Z in
    Z.shiftr x (Z.log2 x - 20) in
  let exponents := list_prod (list_prod (range 4%Z) (range 3%Z)) (range 2%Z) in
  let candidates := map (fun e => (mantissa e, e)) exponents in
  let distance (t : Z) (m : Z) :=
    let x := (t * m)%Z in
    let bits := Z.log2 x in
    Z.shiftr (Z.min (x - Z.shiftl 1 bits) (Z.shiftl 2 bits - x)) (bits - 16) in
  let best (t : Z) :=
    snd (fold_left (fun found c => let d := distance t (fst c) in if (d <? fst found)%Z then (d, snd c) else found)
                   candidates (distance t (2 ^ 20)%Z, (0, 0, 0)%Z)) in
  fold_left (fun t i => put (Pos.of_nat i) (best (Z.of_nat i)) t) (seq 64 193) Leaf.

(** The ratio of two positive integers in units of 1/128 and a power of two, by their first bits. *)
Definition leading (n d : Z) : Z * Z :=
  let k := Z.log2 n in
  let l := Z.log2 d in
  ((Z.shiftl (Z.shiftr n (k - 16)) 7 / Z.shiftr d (l - 16))%Z, (k - l)%Z).

Definition choose (n d : Z) : Z * Z * Z := get (0, 0, 0)%Z (Z.to_pos (fst (leading n d))) multipliers.

Definition nearest_power (n d : Z) : Z :=
  let '(t, k) := leading n d in if (t <? 91)%Z then (k - 1)%Z else if (181 <? t)%Z then (k + 1)%Z else k.

Definition positive_part (k a b c : Z) : Z :=
  Z.shiftl (3 ^ Z.max 0 a * 5 ^ Z.max 0 b * 7 ^ Z.max 0 c) (Z.max 0 k).

Lemma positive_part_ok k a b c :
  (0 < positive_part k a b c)%Z /\
  ln (IZR (positive_part k a b c)) =
    IZR (Z.max 0 k) * ln 2 + IZR (Z.max 0 a) * ln 3 + IZR (Z.max 0 b) * ln 5 + IZR (Z.max 0 c) * ln 7.
Proof.
  unfold positive_part; rewrite Z.shiftl_mul_pow2 by lia.
  rewrite <- ln_smooth by lia; split.
  - repeat apply Z.mul_pos_pos; apply Z.pow_pos_nonneg; lia.
  - do 2 f_equal; ring.
Qed.

Lemma parts_differ x y : IZR (Z.max 0 x) * y = IZR x * y + IZR (Z.max 0 (- x)) * y.
Proof. rewrite <- Rmult_plus_distr_r, <- plus_IZR; do 2 f_equal; lia. Qed.

(** Enclosure of [atanh (a / b)] at scale [2^w]. *)
Definition atanh_ratio (w : positive) (a b : Z) : option (Z * Z) :=
  let y := (Z.shiftl a (Zpos w) / b)%Z in
  let zz := floor_shift w (y * y) in
  let d := (Zpos w - Z.log2 (zz + 2) - 1)%Z in
  if ((0 <=? a) && (0 <? b) && (8 * a <=? b) && (0 <=? d))%Z%bool then
    match powers (Pos.to_nat w) d y zz (Zpos w) with
    | Some l => Some (odd_sum l 1 0 0)
    | None => None
    end
  else None.

Lemma atanh_ratio_ok w a b i : atanh_ratio w a b = Some i -> (0 < b)%Z /\ 0 <= IZR a / IZR b <= 1 / 8 /\
  within w i (atanh (IZR a / IZR b)).
Proof.
  unfold atanh_ratio.
  set (y := (Z.shiftl a (Zpos w) / b)%Z); set (zz := floor_shift w (y * y)).
  set (d := (Zpos w - Z.log2 (zz + 2) - 1)%Z).
  destruct (_ && _)%bool eqn:B; [| discriminate].
  apply andb_prop in B; destruct B as [B B4]; apply andb_prop in B; destruct B as [B B3];
    apply andb_prop in B; destruct B as [B1 B2].
  apply Z.leb_le in B1, B3, B4; apply Z.ltb_lt in B2.
  destruct powers as [l |] eqn:E; [| discriminate]; intros F; injection F as <-.
  pose proof (scale_pos w) as Hs.
  assert (Hs2 : 2 <= scale w).
  { apply IZR_le; change 2%Z with (2 ^ 1)%Z at 1; apply Z.pow_le_mono_r; lia. }
  assert (Hy0 : (0 <= y)%Z) by (apply Z.div_pos; [apply Z.shiftl_nonneg |]; lia).
  pose proof (floor_div (Z.shiftl a (Zpos w)) b B2) as [Q1 Q2]; fold y in Q1, Q2; rewrite shiftl_ok in Q1, Q2.
  assert (Hz0 : (0 <= zz)%Z) by (unfold zz, floor_shift; apply Z.shiftr_nonneg; nia).
  pose proof (floor_shift_ok w (y * y)) as [Z1 Z2]; fold zz in Z1, Z2; rewrite mult_IZR in Z1, Z2.
  apply IZR_le in B1 as A1, B3 as A3, Hy0 as Y0; apply IZR_lt in B2 as A2; rewrite mult_IZR in A3.
  set (r := IZR a / IZR b); set (s := scale w) in *.
  assert (Hr : r * IZR b = IZR a) by (unfold r; field; lra).
  assert (R1 : 0 <= r <= 1 / 8) by (split; apply Rmult_le_reg_r with (IZR b); lra).
  assert (Y1 : IZR y <= r * s).
  { apply Rmult_le_reg_r with (IZR b); [lra |]; replace (r * s * IZR b) with (r * IZR b * s) by ring; rewrite Hr; lra. }
  assert (Y2 : r * s < IZR y + 1).
  { apply Rmult_lt_reg_r with (IZR b); [lra |]; replace (r * s * IZR b) with (r * IZR b * s) by ring; rewrite Hr; lra. }
  assert (Y3 : r * s <= 1 / 8 * s) by (apply Rmult_le_compat_r; lra).
  assert (W : IZR zz <= r * r * s <= IZR zz + 2).
  { split; apply Rmult_le_reg_r with s; try lra; replace (r * r * s * s) with (r * s * (r * s)) by ring.
    - apply Rle_trans with (IZR y * IZR y); [lra | apply Rmult_le_compat; lra].
    - apply Rle_trans with ((IZR y + 1) * (IZR y + 1)); [apply Rmult_le_compat; lra |].
      lra. }
  split; [exact B2 |]; split; [exact R1 |].
  unfold within; fold s; rewrite (Rmult_comm (atanh r)).
  apply odd_sum_ok with 0%nat; [lra | lra | reflexivity | | simpl; lra].
  revert E; apply powers_ok; try assumption.
  - nra.
  - pose proof (Z.log2_nonneg (zz + 2)) as Hlog.
    apply Rmult_le_reg_r with (IZR (2 ^ (Z.log2 (zz + 2) + 1))); [apply IZR_lt, Z.pow_pos_nonneg; lia |].
    rewrite Rmult_assoc, <- mult_IZR, <- Z.pow_add_r by lia.
    replace (d + (Z.log2 (zz + 2) + 1))%Z with (Zpos w) by (unfold d; ring).
    fold (scale w); fold s; apply Rle_trans with (IZR (zz + 2)); [rewrite plus_IZR; lra |].
    rewrite Rmult_1_l; apply IZR_le.
    pose proof (Z.log2_spec (zz + 2) ltac:(lia)); unfold Z.succ in *; lia.
  - replace (s * r ^ (2 * 0 + 1)) with (r * s) by (simpl; ring); lra.
  - intros _; fold (scale w); fold s; lra.
Qed.

Definition ln_ratio (w : positive) (L : Logs) (n d : Z) : option (Z * Z) :=
  if ((0 <? n) && (0 <? d))%Z%bool then
    let '(a, b, c) := choose n d in
    let u := (n * positive_part 0 a b c)%Z in
    let v := (d * positive_part 0 (- a) (- b) (- c))%Z in
    let k := nearest_power u v in
    let u := Z.shiftl u (Z.max 0 (- k)) in
    let v := Z.shiftl v (Z.max 0 k) in
    match atanh_ratio w (Z.abs (u - v)) (u + v) with
    | Some i => Some (add_interval (times (2 * Z.sgn (u - v)) i)
                        (combine k (- a) (- b) (- c) (two L) (three L) (five L) (seven L)))
    | None => None
    end
  else None.

Lemma atanh_of_parts (u v : R) : 0 < u -> 0 < v -> atanh ((u - v) / (u + v)) = (ln u - ln v) / 2.
Proof.
  intros Hu Hv; unfold atanh.
  assert (Hi : 0 < / (u + v)) by (apply Rinv_0_lt_compat; lra).
  replace (1 + (u - v) / (u + v)) with (2 * u * / (u + v)) by (field; lra).
  replace (1 - (u - v) / (u + v)) with (2 * v * / (u + v)) by (field; lra).
  rewrite !ln_mult; try lra; try assumption; nra.
Qed.

Lemma ln_difference (u v : Z) : (0 < u)%Z -> (0 < v)%Z ->
  ln (IZR u) - ln (IZR v) = IZR (2 * Z.sgn (u - v)) * atanh (IZR (Z.abs (u - v)) / IZR (u + v)).
Proof.
  intros Hu Hv; apply IZR_lt in Hu as RU, Hv as RV.
  destruct (Z.lt_trichotomy u v) as [H | [-> | H]].
  - rewrite Z.abs_neq, Z.sgn_neg, opp_IZR, minus_IZR, plus_IZR, (Rplus_comm (IZR u)) by lia.
    replace (- (IZR u - IZR v)) with (IZR v - IZR u) by ring.
    rewrite atanh_of_parts by assumption; change (2 * -1)%Z with (-2)%Z; field.
  - rewrite Z.sub_diag; change (2 * Z.sgn 0)%Z with 0%Z; ring.
  - rewrite Z.abs_eq, Z.sgn_pos, minus_IZR, plus_IZR, atanh_of_parts by (assumption || lia).
    change (2 * 1)%Z with 2%Z; field.
Qed.

Lemma ln_parts (n part k : Z) : (0 < n)%Z -> (0 < part)%Z ->
  ln (IZR (n * part * 2 ^ Z.max 0 k)) = ln (IZR n) + ln (IZR part) + IZR (Z.max 0 k) * ln 2.
Proof.
  intros Hn Hp; pose proof (Z.le_max_l 0 k) as Hk.
  assert (Hpow : (0 < 2 ^ Z.max 0 k)%Z) by (apply Z.pow_pos_nonneg; [reflexivity | exact Hk]).
  rewrite <- (ln_pow_Z 2 _ eq_refl Hk); apply IZR_lt in Hn, Hp, Hpow.
  rewrite !mult_IZR, !ln_mult; try assumption; [reflexivity | apply Rmult_lt_0_compat; assumption].
Qed.

Lemma ln_ratio_ok w L n d i : good w L -> ln_ratio w L n d = Some i ->
  (0 < n)%Z /\ (0 < d)%Z /\ within w i (ln (IZR n / IZR d)).
Proof.
  intros (L2 & L3 & L5 & L7); unfold ln_ratio.
  destruct (_ && _)%bool eqn:B; [| discriminate].
  apply andb_prop in B; destruct B as [Hn Hd]; apply Z.ltb_lt in Hn, Hd.
  destruct (choose n d) as [[a b] c].
  set (u0 := (n * positive_part 0 a b c)%Z); set (v0 := (d * positive_part 0 (- a) (- b) (- c))%Z).
  set (k := nearest_power u0 v0); clearbody k.
  set (u := Z.shiftl u0 (Z.max 0 (- k))); set (v := Z.shiftl v0 (Z.max 0 k)).
  destruct (positive_part_ok 0 a b c) as [Pu Lu]; destruct (positive_part_ok 0 (- a) (- b) (- c)) as [Pv Lv].
  assert (Hk : forall x, (0 < 2 ^ Z.max 0 x)%Z) by (intros; apply Z.pow_pos_nonneg; lia).
  assert (Hu0 : (0 < u0)%Z) by (apply Z.mul_pos_pos; assumption).
  assert (Hv0 : (0 < v0)%Z) by (apply Z.mul_pos_pos; assumption).
  assert (Eu : u = (u0 * 2 ^ Z.max 0 (- k))%Z) by (apply Z.shiftl_mul_pow2; lia).
  assert (Ev : v = (v0 * 2 ^ Z.max 0 k)%Z) by (apply Z.shiftl_mul_pow2; lia).
  assert (Hu : (0 < u)%Z) by (rewrite Eu; apply Z.mul_pos_pos; [assumption | apply Hk]).
  assert (Hv : (0 < v)%Z) by (rewrite Ev; apply Z.mul_pos_pos; [assumption | apply Hk]).
  destruct atanh_ratio as [j |] eqn:E; [| discriminate].
  intros F; injection F as <-; split; [exact Hn |]; split; [exact Hd |].
  apply atanh_ratio_ok in E; destruct E as [_ [_ E]].
  pose proof (ln_difference u v Hu Hv) as Hlog.
  assert (Lnu := ln_parts n _ (- k) Hn Pu); rewrite Lu in Lnu; fold u0 in Lnu; rewrite <- Eu in Lnu.
  assert (Lnv := ln_parts d _ k Hd Pv); rewrite Lv in Lnv; fold v0 in Lnv; rewrite <- Ev in Lnv.
  rewrite Lnu, Lnv in Hlog; change (Z.max 0 0) with 0%Z in Hlog.
  apply IZR_lt in Hn, Hd; unfold Rdiv at 1; rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; assumption).
  pose proof (parts_differ k (ln 2)) as D2; pose proof (parts_differ a (ln 3)) as D3.
  pose proof (parts_differ b (ln 5)) as D5; pose proof (parts_differ c (ln 7)) as D7.
  replace (ln (IZR n) + - ln (IZR d)) with
    (IZR (2 * Z.sgn (u - v)) * atanh (IZR (Z.abs (u - v)) / IZR (u + v)) +
     (IZR k * ln 2 + IZR (- a) * ln 3 + (IZR (- b) * ln 5 + IZR (- c) * ln 7))).
  - apply add_interval_ok; [apply times_ok | apply combine_ok]; assumption.
  - rewrite <- Hlog, !opp_IZR; lra.
Qed.

(** The logarithm of an interval of positive numbers: one evaluation, and [ln (1 + x) <= x] for the width. *)
Definition guard : positive := 12.

Definition rise (w : positive) (v lo : Z) : Z :=
  match v with Z0 => 0%Z | _ => short_quotient (Z.shiftl v (Zpos w)) lo end.

Definition ln_interval (p : positive) (L : Logs) (i : Z * Z) : option (Z * Z) :=
  let '(lo, hi) := i in
  match ln_ratio (p + guard) L lo (Z.shiftl 1 (Zpos p)) with
  | Some j =>
    Some (shrink guard (fst j, snd j + rise (p + guard) (hi - lo) lo)%Z)
  | None => None
  end.

Lemma ln_below_linear (x y : R) : 0 < x -> x <= y -> 0 <= ln y - ln x <= (y - x) / x.
Proof.
  intros Hx Hy; split.
  - destruct Hy as [Hy | <-]; [pose proof (ln_increasing x y Hx Hy); lra | lra].
  - pose proof (exp_ineq1_le (ln y - ln x)) as H.
    unfold Rminus in H; rewrite exp_plus, exp_Ropp, !exp_ln in H by lra.
    unfold Rdiv; rewrite Rmult_minus_distr_r, Rinv_r by lra; lra.
Qed.

Lemma ln_interval_ok p L i j x :
  good (p + guard) L -> ln_interval p L i = Some j -> within p i x -> within p j (ln x).
Proof.
  intros HL; destruct i as [lo hi]; unfold ln_interval.
  destruct ln_ratio as [k |] eqn:E; [| discriminate].
  intros F; injection F as <-; unfold within at 1; cbn [fst snd]; intros [X1 X2].
  apply ln_ratio_ok in E; [| exact HL]; destruct E as (Hlo & _ & E).
  rewrite shiftl_ok in E; pose proof (scale_pos p) as Hs; set (w := (p + guard)%positive) in *.
  set (rest := rise w (hi - lo) lo).
  assert (Hle : (lo <= hi)%Z) by (apply le_IZR; lra).
  apply IZR_lt in Hlo as Hlo'.
  assert (Hrest : (IZR hi - IZR lo) * scale w <= IZR rest * IZR lo).
  { unfold rest, rise; destruct (hi - lo)%Z eqn:Hd; try lia.
    - replace hi with lo by lia; lra.
    - rewrite <- minus_IZR, Hd, <- shiftl_ok; apply short_quotient_ok; [apply Z.shiftl_nonneg |]; lia. }
  clearbody rest; apply shrink_ok; fold w.
  destruct E as [E1 E2].
  set (a := IZR lo / (1 * scale p)) in *.
  assert (Ha : a * scale p = IZR lo) by (unfold a; field; lra).
  assert (Ha0 : 0 < a) by (apply Rmult_lt_reg_r with (scale p); lra).
  assert (Hax : a <= x) by (apply Rmult_le_reg_r with (scale p); lra).
  pose proof (ln_below_linear a x Ha0 Hax) as [L1 L2].
  pose proof (scale_pos w) as Hw.
  assert (B1 : ln a * scale w <= ln x * scale w) by (apply Rmult_le_compat_r; lra).
  assert (B2 : (ln x - ln a) * scale w <= (x - a) / a * scale w) by (apply Rmult_le_compat_r; lra).
  assert (B3 : (x - a) / a * scale w <= IZR rest).
  { apply Rmult_le_reg_r with (IZR lo); [assumption |].
    replace ((x - a) / a * scale w * IZR lo) with ((x * scale p - a * scale p) * scale w).
    - rewrite Ha; apply Rle_trans with ((IZR hi - IZR lo) * scale w); [apply Rmult_le_compat_r; lra | exact Hrest].
    - rewrite <- Ha; field; apply Rgt_not_eq, Ha0. }
  unfold within; cbn [fst snd]; rewrite plus_IZR; lra.
Qed.

(** ** The exponential *)

(** A guess [(c, e)], [c * 2^e] near [exp (x / 2^p)], good to about half the bits; nothing is proved of it. *)
Fixpoint taylor (h x : Z) (n : nat) (acc : Z) : Z :=
  match n with
  | O => acc
  | S m => taylor h x m (Z.shiftl 1 h + Z.shiftr (x * acc) h / Z.of_nat n)%Z
  end.

Definition guess (p : positive) (L : Logs) (x : Z) : option (Z * Z) :=
  let h := (Zpos p / 2 + 12)%Z in
  let part (i : Z * Z) := Z.shiftr (fst i) (Zpos (p + guard) - h) in
  let l2 := part (two L) in
  let y := Z.shiftr x (Zpos p - h) in
  let q := (y / l2)%Z in
  if (4096 <? Z.abs q)%Z then None else
  let r := (y - q * l2)%Z in
  let '(a, b, c) := get (0, 0, 0)%Z (Z.to_pos (Z.shiftr (taylor 16 (Z.shiftr r (h - 16)) 6 65536) 9)) multipliers in
  let s := (r + a * part (three L) + b * part (five L) + c * part (seven L))%Z in
  let j := ((s + l2 / 2) / l2)%Z in
  let near := taylor h (s - j * l2) (Z.to_nat (h / 9 + 2)) (Z.shiftl 1 h) in
  Some (near * positive_part 0 (- a) (- b) (- c) / positive_part 0 a b c, q + j - h)%Z.

(** With [c * 2^e] close to [exp x], [d = x - ln (c * 2^e)] is small, and [1 + d <= exp d <= 1 + d + 2 d^2]. *)
Definition exp_interval (p : positive) (L : Logs) (i : Z * Z) : option (Z * Z) :=
  let w := (p + guard)%positive in
  match guess p L (fst i) with
  | None => None
  | Some (c, e) =>
    match ln_ratio w L c 1 with
    | None => None
    | Some j =>
      let g := add_interval j (times e (two L)) in
      let lo := (Z.shiftl (fst i) (Zpos guard) - snd g)%Z in
      let hi := (Z.shiftl (snd i) (Zpos guard) - fst g)%Z in
      if (2 * hi <=? Z.shiftl 1 (Zpos w))%Z then
        let one := Z.shiftl 1 (Zpos w) in
        let n := Z.shiftl c (Z.max 0 e) in
        let k := (Z.max 0 (- e) + Zpos guard)%Z in
        Some (Z.shiftr (n * (one + lo)) k, - Z.shiftr (- (n * (one + hi + ceil_shift w (2 * hi * hi)))) k)%Z
      else None
    end
  end.

Lemma exp_above (d : R) : d <= 1 / 2 -> exp d <= 1 + d + 2 * d * d.
Proof.
  intros Hd; pose proof (exp_ineq1_le (- d)) as H; pose proof (exp_pos d) as P.
  rewrite exp_Ropp in H.
  apply Rmult_le_compat_r with (r := exp d) in H; [| lra]; rewrite Rinv_l in H by lra.
  apply Rmult_le_reg_l with (1 + - d); [lra |].
  apply Rle_trans with 1; [lra |].
  replace ((1 + - d) * (1 + d + 2 * d * d)) with (1 + d * d * (1 - 2 * d)) by ring.
  assert (0 <= d * d * (1 - 2 * d)) by (apply Rmult_le_pos; [apply Rle_0_sqr | lra]); lra.
Qed.

Lemma exp_interval_ok p L i j x :
  good (p + guard) L -> exp_interval p L i = Some j -> within p i x -> within p j (exp x).
Proof.
  intros HL; unfold exp_interval; set (w := (p + guard)%positive) in *.
  destruct guess as [[c e] |]; [| discriminate].
  destruct ln_ratio as [g0 |] eqn:E; [| discriminate].
  apply ln_ratio_ok in E; [| exact HL]; destruct E as (Hc & _ & E).
  set (g := add_interval g0 (times e (two L))).
  set (lo := (Z.shiftl (fst i) (Zpos guard) - snd g)%Z); set (hi := (Z.shiftl (snd i) (Zpos guard) - fst g)%Z).
  destruct (Z.leb_spec (2 * hi) (Z.shiftl 1 (Zpos w))) as [Hh | _]; [| discriminate].
  set (one := Z.shiftl 1 (Zpos w)) in *; set (n := Z.shiftl c (Z.max 0 e)); set (k := (Z.max 0 (- e) + Zpos guard)%Z).
  set (sq := ceil_shift w (2 * hi * hi)).
  intros F [X1 X2]; injection F as <-.
  assert (Hg : within w g (ln (IZR c) + IZR e * ln 2)).
  { replace (ln (IZR c)) with (ln (IZR c / 1)) by (f_equal; field).
    apply add_interval_ok; [exact E | apply times_ok; destruct HL as [H _]; exact H]. }
  destruct Hg as [G1 G2].
  pose proof (scale_pos p) as Hp; pose proof (scale_pos w) as Hw; pose proof (scale_pos guard) as Hgd.
  assert (Hpw : scale w = scale p * scale guard).
  { unfold w, scale; rewrite Pos2Z.inj_add, Z.pow_add_r by lia; apply mult_IZR. }
  assert (Hone : IZR one = scale w) by (unfold one; rewrite shiftl_ok; ring).
  set (d := x - (ln (IZR c) + IZR e * ln 2)).
  assert (D1 : IZR lo <= d * scale w).
  { unfold lo; rewrite minus_IZR, shiftl_ok; unfold d.
    assert (IZR (fst i) * scale guard <= x * scale p * scale guard) by (apply Rmult_le_compat_r; lra).
    rewrite Rmult_minus_distr_r; replace (x * scale w) with (x * scale p * scale guard) by (rewrite Hpw; ring); lra. }
  assert (D2 : d * scale w <= IZR hi).
  { unfold hi; rewrite minus_IZR, shiftl_ok; unfold d.
    assert (x * scale p * scale guard <= IZR (snd i) * scale guard) by (apply Rmult_le_compat_r; lra).
    rewrite Rmult_minus_distr_r; replace (x * scale w) with (x * scale p * scale guard) by (rewrite Hpw; ring); lra. }
  apply IZR_le in Hh; rewrite mult_IZR, Hone in Hh.
  set (dh := IZR hi / scale w).
  assert (Hdh : dh * scale w = IZR hi) by (unfold dh; field; lra).
  assert (D3 : d <= dh) by (apply Rmult_le_reg_r with (scale w); lra).
  assert (D4 : dh <= 1 / 2) by (apply Rmult_le_reg_r with (scale w); lra).
  pose proof (exp_ineq1_le d) as L1.
  assert (L2 : exp d <= 1 + dh + 2 * dh * dh).
  { apply Rle_trans with (exp dh); [| apply exp_above, D4].
    destruct D3 as [D3 | ->]; [apply Rlt_le, exp_increasing, D3 | lra]. }
  assert (U1 : IZR (one + lo) <= exp d * scale w).
  { rewrite plus_IZR, Hone; apply Rle_trans with ((1 + d) * scale w); [lra | apply Rmult_le_compat_r; lra]. }
  assert (U2 : exp d * scale w <= IZR (one + hi + sq)).
  { rewrite !plus_IZR, Hone.
    pose proof (ceil_shift_ok w (2 * hi * hi)) as Q; fold sq in Q; rewrite !mult_IZR in Q.
    assert (2 * dh * dh * scale w <= IZR sq).
    { apply Rmult_le_reg_r with (scale w); [lra |].
      replace (2 * dh * dh * scale w * scale w) with (2 * (dh * scale w) * (dh * scale w)) by ring; rewrite Hdh; lra. }
    apply Rle_trans with ((1 + dh + 2 * dh * dh) * scale w); [apply Rmult_le_compat_r; lra | lra]. }
  assert (Hk0 : (0 <= Z.max 0 (- e))%Z) by lia.
  assert (Hpe : 0 < IZR (2 ^ Z.max 0 e)) by (apply IZR_lt, Z.pow_pos_nonneg; lia).
  assert (Hme : 0 < IZR (2 ^ Z.max 0 (- e))) by (apply IZR_lt, Z.pow_pos_nonneg; lia).
  assert (Hn : IZR n = IZR c * IZR (2 ^ Z.max 0 e)).
  { unfold n; rewrite Z.shiftl_mul_pow2 by lia; apply mult_IZR. }
  assert (Hk : IZR (2 ^ k) = IZR (2 ^ Z.max 0 (- e)) * scale guard).
  { unfold k, scale; rewrite Z.pow_add_r by lia; apply mult_IZR. }
  assert (Hkp : (0 < 2 ^ k)%Z) by (apply Z.pow_pos_nonneg; lia).
  apply IZR_lt in Hc.
  assert (Hx : exp x * scale p * IZR (2 ^ k) = IZR n * (exp d * scale w)).
  { replace x with (ln (IZR n * / IZR (2 ^ Z.max 0 (- e))) + d) at 1.
    - rewrite exp_plus, exp_ln by (apply Rmult_lt_0_compat; [rewrite Hn; apply Rmult_lt_0_compat |
                                     apply Rinv_0_lt_compat]; assumption).
      rewrite Hk, Hpw; field; lra.
    - rewrite Hn, !ln_mult, ln_Rinv, !ln_pow_Z
        by (try lia; try apply Rmult_lt_0_compat; try apply Rinv_0_lt_compat; assumption).
      unfold d; pose proof (parts_differ e (ln 2)); lra. }
  assert (Hn0 : 0 < IZR n) by (rewrite Hn; apply Rmult_lt_0_compat; assumption).
  apply IZR_lt in Hkp as Hkr.
  unfold within; cbn [fst snd]; rewrite !Z.shiftr_div_pow2, opp_IZR by lia.
  split; apply Rmult_le_reg_r with (IZR (2 ^ k)); try assumption; rewrite Hx.
  - eapply Rle_trans; [apply floor_div, Hkp |]; rewrite mult_IZR; apply Rmult_le_compat_l; lra.
  - pose proof (floor_div (- (n * (one + hi + sq))) (2 ^ k) Hkp) as [Q _]; rewrite opp_IZR, mult_IZR in Q.
    apply Rle_trans with (IZR n * IZR (one + hi + sq)); [apply Rmult_le_compat_l; lra | lra].
Qed.
