(** Fixed-point intervals over the integers, and trees to keep them in.

    A real [r] is held between two integers at scale [2^p]: [within p (lo, hi) r] says
    [lo <= r * 2^p <= hi].  Sums, products and quotients round outward.  Only binary integers of the
    standard library occur, so that a proof by computation rests on no machine arithmetic.

    Long operations are rare by design: a product of two intervals takes one long multiplication, a quotient one long
    division, because the width of an interval is a short number. *)

Require Import Reals ZArith Lia Lra Psatz List.
Import ListNotations.
Local Open Scope R_scope.

(** ** Trees indexed by binary numbers: lookup in a number of steps that grows with the logarithm. *)

Inductive Tree (A : Type) : Type := Leaf | Branch (below : Tree A) (here : option A) (above : Tree A).
Arguments Leaf {A}.
Arguments Branch {A} below here above.

Fixpoint get {A : Type} (default : A) (i : positive) (t : Tree A) {struct t} : A :=
  match t with
  | Leaf => default
  | Branch below here above =>
    match i with
    | xH => match here with Some a => a | None => default end
    | xO j => get default j below
    | xI j => get default j above
    end
  end.

Fixpoint put {A : Type} (i : positive) (a : A) (t : Tree A) : Tree A :=
  match i, t with
  | xH, Leaf => Branch Leaf (Some a) Leaf
  | xH, Branch below _ above => Branch below (Some a) above
  | xO j, Leaf => Branch (put j a Leaf) None Leaf
  | xO j, Branch below here above => Branch (put j a below) here above
  | xI j, Leaf => Branch Leaf None (put j a Leaf)
  | xI j, Branch below here above => Branch below here (put j a above)
  end.

Lemma get_put {A : Type} (default a : A) (i j : positive) (t : Tree A) :
  get default j (put i a t) = if Pos.eqb j i then a else get default j t.
Proof.
  revert j t; induction i as [i IH | i IH |]; intros [j | j |] [| below here above]; simpl;
    rewrite ?IH; try reflexivity; destruct j; reflexivity.
Qed.

(** ** Rounding *)

Definition scale (p : positive) : R := IZR (2 ^ Zpos p).

Lemma scale_pos p : 0 < scale p.
Proof. apply IZR_lt, Z.pow_pos_nonneg; lia. Qed.

Lemma floor_div (a b : Z) : (0 < b)%Z -> IZR (a / b) * IZR b <= IZR a < (IZR (a / b) + 1) * IZR b.
Proof.
  intros Hb.
  pose proof (Z.mod_pos_bound a b Hb) as Hm; pose proof (Z_div_mod_eq_full a b) as He.
  split.
  - rewrite <- mult_IZR; apply IZR_le; lia.
  - replace (IZR (a / b) + 1) with (IZR (a / b + 1)) by (rewrite plus_IZR; ring).
    rewrite <- mult_IZR; apply IZR_lt; nia.
Qed.

Definition floor_shift (k : positive) (a : Z) : Z := Z.shiftr a (Zpos k).
Definition ceil_shift (k : positive) (a : Z) : Z := (- floor_shift k (- a))%Z.

Lemma floor_shift_ok k a : IZR (floor_shift k a) * scale k <= IZR a < (IZR (floor_shift k a) + 1) * scale k.
Proof.
  unfold floor_shift, scale; rewrite Z.shiftr_div_pow2 by lia.
  apply floor_div, Z.pow_pos_nonneg; lia.
Qed.

Lemma ceil_shift_ok k a : IZR a <= IZR (ceil_shift k a) * scale k.
Proof.
  unfold ceil_shift; rewrite opp_IZR.
  pose proof (floor_shift_ok k (- a)) as H; rewrite opp_IZR in H; lra.
Qed.

Lemma shiftl_ok (p : positive) (a : Z) : IZR (Z.shiftl a (Zpos p)) = IZR a * scale p.
Proof. unfold scale; rewrite Z.shiftl_mul_pow2 by lia; apply mult_IZR. Qed.

(** ** Intervals *)

Definition within (p : positive) (i : Z * Z) (r : R) : Prop := IZR (fst i) <= r * scale p <= IZR (snd i).

Lemma within_scaled p lo hi r : IZR lo <= r * scale p -> r * scale p <= IZR hi -> within p (lo, hi) r.
Proof. split; assumption. Qed.

Definition of_ratio (p : positive) (n : Z) (d : positive) : Z * Z :=
  match d with
  | xH => let a := Z.shiftl n (Zpos p) in (a, a)
  | _ => let a := (Z.shiftl n (Zpos p) / Zpos d)%Z in (a, a + 1)%Z
  end.

Lemma of_ratio_ok p n d : within p (of_ratio p n d) (IZR n / IZR (Zpos d)).
Proof.
  assert (Hd : 0 < IZR (Zpos d)) by (apply IZR_lt; lia).
  assert (Hgen : within p (let a := (Z.shiftl n (Zpos p) / Zpos d)%Z in (a, a + 1)%Z) (IZR n / IZR (Zpos d))).
  { pose proof (floor_div (Z.shiftl n (Zpos p)) (Zpos d) eq_refl) as [H1 H2].
    rewrite shiftl_ok in H1, H2.
    split; cbn [fst snd].
    - apply Rmult_le_reg_r with (IZR (Zpos d)); [assumption |].
      replace (IZR n / IZR (Zpos d) * scale p * IZR (Zpos d)) with (IZR n * scale p) by (field; lra); lra.
    - rewrite plus_IZR; apply Rmult_le_reg_r with (IZR (Zpos d)); [assumption |].
      replace (IZR n / IZR (Zpos d) * scale p * IZR (Zpos d)) with (IZR n * scale p) by (field; lra); lra. }
  destruct d; try exact Hgen.
  unfold of_ratio; split; cbn [fst snd]; rewrite shiftl_ok; lra.
Qed.

Definition add_interval (i j : Z * Z) : Z * Z := (fst i + fst j, snd i + snd j)%Z.
Definition opp_interval (i : Z * Z) : Z * Z := (- snd i, - fst i)%Z.

Lemma add_interval_ok p i j x y : within p i x -> within p j y -> within p (add_interval i j) (x + y).
Proof. unfold within, add_interval; cbn [fst snd]; rewrite !plus_IZR; intros; lra. Qed.

Lemma opp_interval_ok p i x : within p i x -> within p (opp_interval i) (- x).
Proof. unfold within, opp_interval; cbn [fst snd]; rewrite !opp_IZR; intros; lra. Qed.

(** An integer multiple. *)
Definition times (c : Z) (i : Z * Z) : Z * Z :=
  if (0 <=? c)%Z then (c * fst i, c * snd i)%Z else (c * snd i, c * fst i)%Z.

Lemma times_ok p c i x : within p i x -> within p (times c i) (IZR c * x).
Proof.
  unfold within, times; intros [H1 H2].
  destruct (Z.leb_spec 0 c) as [H | H]; [apply IZR_le in H | apply IZR_lt in H];
    cbn [fst snd]; rewrite !mult_IZR, Rmult_assoc; split; nra.
Qed.

(** A rational multiple: one division for the lower end, a short one for the width. *)
Definition times_ratio (n : Z) (d : positive) (i : Z * Z) : Z * Z :=
  let j := times n i in
  match d with
  | xH => j
  | _ => let a := (fst j / Zpos d)%Z in (a, a + (snd j - fst j) / Zpos d + 2)%Z
  end.

Lemma times_ratio_ok p n d i x : within p i x -> within p (times_ratio n d i) (IZR n / IZR (Zpos d) * x).
Proof.
  intros H; apply (times_ok p n) in H; destruct H as [H1 H2].
  assert (Hd : 0 < IZR (Zpos d)) by (apply IZR_lt; lia).
  assert (Hgen : within p (let a := (fst (times n i) / Zpos d)%Z in
                           (a, a + (snd (times n i) - fst (times n i)) / Zpos d + 2)%Z)
                          (IZR n / IZR (Zpos d) * x)).
  { destruct (times n i) as [lo hi]; cbn [fst snd] in *.
    pose proof (floor_div lo (Zpos d) eq_refl) as [A1 A2].
    pose proof (floor_div (hi - lo) (Zpos d) eq_refl) as [B1 B2]; rewrite minus_IZR in B1, B2.
    assert (E : IZR n / IZR (Zpos d) * x * scale p * IZR (Zpos d) = IZR n * x * scale p) by (field; lra).
    split; cbn [fst snd]; rewrite ?plus_IZR; apply Rmult_le_reg_r with (IZR (Zpos d)); try assumption; rewrite E; lra. }
  destruct d; try exact Hgen.
  unfold times_ratio; replace (IZR n / 1 * x) with (IZR n * x) by field; split; assumption.
Qed.

(** A product: one long multiplication, and short ones for the widths. *)
Definition mul_interval (p : positive) (i j : Z * Z) : Z * Z :=
  let v := (snd i - fst i)%Z in
  let w := (snd j - fst j)%Z in
  let m := (fst i * fst j)%Z in
  let a := (w * fst i)%Z in
  let b := (v * fst j)%Z in
  (floor_shift p (m + Z.min 0 a + Z.min 0 b), ceil_shift p (m + Z.max 0 a + Z.max 0 b + v * w))%Z.

Lemma part_of_product (l w : Z) (b : R) :
  0 <= b <= IZR w -> IZR (Z.min 0 (w * l)) <= IZR l * b <= IZR (Z.max 0 (w * l)).
Proof.
  intros Hb.
  assert (Hw : (0 <= w)%Z) by (apply le_IZR; lra).
  destruct (Z_le_gt_dec 0 l) as [H | H].
  - rewrite Z.min_l, Z.max_r by nia; apply IZR_le in H; rewrite mult_IZR; nra.
  - rewrite Z.min_r, Z.max_l by nia; assert (IZR l < 0) by (apply IZR_lt; lia); rewrite mult_IZR; nra.
Qed.

Lemma mul_interval_ok p i j x y : within p i x -> within p j y -> within p (mul_interval p i j) (x * y).
Proof.
  destruct i as [l1 h1], j as [l2 h2]; unfold within, mul_interval; cbn [fst snd]; intros [A1 A2] [B1 B2].
  pose proof (scale_pos p) as Hs.
  assert (Ha : 0 <= x * scale p - IZR l1 <= IZR (h1 - l1)) by (rewrite minus_IZR; lra).
  assert (Hb : 0 <= y * scale p - IZR l2 <= IZR (h2 - l2)) by (rewrite minus_IZR; lra).
  set (a := x * scale p - IZR l1) in *; set (b := y * scale p - IZR l2) in *.
  pose proof (part_of_product l1 (h2 - l2) b Hb) as Hlb.
  pose proof (part_of_product l2 (h1 - l1) a Ha) as Hla.
  assert (Hab : 0 <= a * b <= IZR ((h1 - l1) * (h2 - l2))) by (rewrite mult_IZR; nra).
  assert (E : x * y * scale p * scale p = IZR l1 * IZR l2 + IZR l1 * b + IZR l2 * a + a * b) by (unfold a, b; ring).
  split; apply Rmult_le_reg_r with (scale p); try assumption; rewrite E.
  - eapply Rle_trans; [apply floor_shift_ok |]; rewrite !plus_IZR, mult_IZR; lra.
  - eapply Rle_trans; [| apply ceil_shift_ok]; rewrite !plus_IZR, (mult_IZR l1 l2); lra.
Qed.

(** An upper bound of [a / c] for [0 <= a], [0 < c], by the first bits of [c]. *)
Definition short_quotient (a c : Z) : Z :=
  let k := (Z.log2 c - 20)%Z in
  if (k <=? 0)%Z then (a / c + 1)%Z else (Z.shiftr a k / Z.shiftr c k + 1)%Z.

Lemma short_quotient_ok a c : (0 <= a)%Z -> (0 < c)%Z -> IZR a <= IZR (short_quotient a c) * IZR c.
Proof.
  intros Ha Hc; unfold short_quotient.
  destruct (Z.leb_spec (Z.log2 c - 20) 0) as [H | H].
  - pose proof (floor_div a c Hc); rewrite plus_IZR; lra.
  - set (k := (Z.log2 c - 20)%Z) in *.
    rewrite !Z.shiftr_div_pow2 by lia.
    assert (Hk : (0 < 2 ^ k)%Z) by (apply Z.pow_pos_nonneg; lia).
    assert (Hlog : (2 ^ Z.log2 c <= c)%Z) by (apply Z.log2_spec, Hc).
    assert (Hle : (2 ^ k <= c)%Z) by (eapply Z.le_trans; [apply Z.pow_le_mono_r with (c := Z.log2 c) |]; lia).
    assert (Hq : (0 < c / 2 ^ k)%Z) by (apply Z.div_str_pos; lia).
    rewrite Z.div_div by lia; rewrite (Z.mul_comm (2 ^ k) (c / 2 ^ k)).
    pose proof (Z.mul_div_le c (2 ^ k) Hk) as Hcc.
    assert (Hb : (0 < c / 2 ^ k * 2 ^ k)%Z) by nia.
    pose proof (floor_div a (c / 2 ^ k * 2 ^ k) Hb) as [_ Hf].
    eapply Rle_trans; [apply Rlt_le, Hf |]; rewrite plus_IZR; apply Rmult_le_compat_l.
    + apply Rplus_le_le_0_compat; [apply IZR_le, Z.div_pos; lia | lra].
    + apply IZR_le; lia.
Qed.

(** A quotient by an interval of positive numbers: one long division. *)
Definition div_interval (p : positive) (i j : Z * Z) : option (Z * Z) :=
  let v := (snd i - fst i)%Z in
  let w := (snd j - fst j)%Z in
  let c := fst j in
  if ((0 <? c) && (0 <=? v) && (0 <=? w))%Z%bool then
    let q := (Z.shiftl (fst i) (Zpos p) / c)%Z in
    let e := match w with Z0 => 0%Z | _ => short_quotient (w * (Z.abs q + 1)) c end in
    let f := match v with Z0 => 0%Z | _ => short_quotient (Z.shiftl v (Zpos p)) c end in
    Some (q - e, q + 1 + e + f)%Z
  else None.

Lemma div_interval_ok p i j k x y :
  div_interval p i j = Some k -> within p i x -> within p j y -> within p k (x / y).
Proof.
  destruct i as [a b], j as [c d]; unfold div_interval, within; cbn [fst snd].
  destruct (((0 <? c) && (0 <=? b - a) && (0 <=? d - c))%Z%bool) eqn:Hif; [| discriminate].
  apply andb_prop in Hif; destruct Hif as [Hif Hw]; apply andb_prop in Hif; destruct Hif as [Hc Hv].
  apply Z.ltb_lt in Hc; apply Z.leb_le in Hw, Hv.
  intros E [A1 A2] [B1 B2].
  set (q := (Z.shiftl a (Zpos p) / c)%Z) in *.
  set (e := match (d - c)%Z with Z0 => 0%Z | _ => short_quotient ((d - c) * (Z.abs q + 1)) c end) in *.
  set (f := match (b - a)%Z with Z0 => 0%Z | _ => short_quotient (Z.shiftl (b - a) (Zpos p)) c end) in *.
  injection E as <-; cbn [fst snd].
  pose proof (floor_div (Z.shiftl a (Zpos p)) c Hc) as [Q1 Q2]; fold q in Q1, Q2; rewrite shiftl_ok in Q1, Q2.
  assert (He : IZR (d - c) * (IZR (Z.abs q) + 1) <= IZR e * IZR c).
  { unfold e; destruct (d - c)%Z eqn:Hdc; try lia; [rewrite Rmult_0_l, Rmult_0_l; lra |].
    replace (IZR (Z.abs q) + 1) with (IZR (Z.abs q + 1)) by (rewrite plus_IZR; ring).
    rewrite <- mult_IZR; apply short_quotient_ok; [apply Z.mul_nonneg_nonneg |]; lia. }
  assert (Hf : IZR (b - a) * scale p <= IZR f * IZR c).
  { unfold f; destruct (b - a)%Z eqn:Hba; try lia; [rewrite Rmult_0_l, Rmult_0_l; lra |].
    rewrite <- shiftl_ok; apply short_quotient_ok; [apply Z.shiftl_nonneg | ]; lia. }
  apply IZR_lt in Hc; apply IZR_le in Hw, Hv; rewrite minus_IZR in *.
  pose proof (scale_pos p) as Hs.
  assert (Hy : 0 < y * scale p) by lra.
  assert (Hy' : 0 < y) by nra.
  assert (Habs : - IZR (Z.abs q) <= IZR q <= IZR (Z.abs q)) by (split; [rewrite <- opp_IZR |]; apply IZR_le; lia).
  set (r := x / y * scale p).
  assert (Er : r * (y * scale p) = x * scale p * scale p) by (unfold r; field; lra).
  set (Y := y * scale p) in *; set (X := x * scale p) in *; set (s := scale p) in *.
  assert (He0 : 0 <= IZR e) by (apply Rmult_le_reg_r with (IZR c); nra).
  assert (Hf0 : 0 <= IZR f) by (apply Rmult_le_reg_r with (IZR c); nra).
  assert (HE : (Y - IZR c) * (IZR (Z.abs q) + 1) <= IZR e * Y).
  { apply Rle_trans with ((IZR d - IZR c) * (IZR (Z.abs q) + 1)); [apply Rmult_le_compat_r; lra |].
    apply Rle_trans with (IZR e * IZR c); [lra | apply Rmult_le_compat_l; lra]. }
  assert (HF : (X - IZR a) * s <= IZR f * Y).
  { apply Rle_trans with ((IZR b - IZR a) * s); [apply Rmult_le_compat_r; lra |].
    apply Rle_trans with (IZR f * IZR c); [lra | apply Rmult_le_compat_l; lra]. }
  assert (HX : 0 <= (X - IZR a) * s) by (apply Rmult_le_pos; lra).
  assert (HQ : 0 <= (Y - IZR c) * (IZR (Z.abs q) + 1 - IZR q)) by (apply Rmult_le_pos; lra).
  assert (HQ' : 0 <= (Y - IZR c) * (IZR (Z.abs q) + 1 + IZR q + 1)) by (apply Rmult_le_pos; lra).
  rewrite !plus_IZR; split; apply Rmult_le_reg_r with Y; try assumption; rewrite Er; lra.
Qed.
