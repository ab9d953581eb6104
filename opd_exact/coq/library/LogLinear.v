(* Exact identities between closed expressions, decided by computing a normal form.

   A value is held as a polynomial: a list of terms c * exp(f), where f is a list of (key, rational) pairs read as
   sum of r_k * val k, with val 0 = 1, val p = ln p and val (-p) = ln (ln p).  So c alone is a rational, exp(ln (ln 2))
   is ln 2, exp(1/2 * ln 3) is the root of 3, and exp(- ln (ln 2)) divides by ln 2, as bits do.  Sums merge, products
   add exponents, whole powers of p go into c.  Each integer under a logarithm is split by the factor table that comes
   as a hint; only the products of the table are checked, so nothing depends on primality, but if its bases share a
   factor true identities may be missed.  A zero absorbs whatever it multiplies, as 0 * ln 0 = 0 asks.  *)
Require Import Reals List ZArith QArith Qreals Lia Lra.
From OpdExact Require Import Expression Definitions.
Import ListNotations.

Definition table := list (positive * list (positive * Z)).

(* ----- Sparse sums over any ordered kind of key ----- *)

Section Merge.
Context {K : Type} (order : K -> K -> comparison) (value : K -> R).
Hypothesis order_eq : forall a b, order a b = Eq -> a = b.

Fixpoint lden (l : list (K * Q)) : R :=
  match l with nil => 0%R | (k, q) :: rest => (Q2R q * value k + lden rest)%R end.

Fixpoint merge (l : list (K * Q)) : list (K * Q) -> list (K * Q) :=
  fix inner m := match l, m with
  | nil, _ => m
  | _, nil => l
  | (a, x) :: l', (b, y) :: m' =>
      match order a b with
      | Lt => (a, x) :: merge l' m
      | Gt => (b, y) :: inner m'
      | Eq => let s := Qred (x + y) in if Z.eqb (Qnum s) 0 then merge l' m' else (a, s) :: merge l' m'
      end
  end.

Definition scale (c : Q) (l : list (K * Q)) : list (K * Q) :=
  if Z.eqb (Qnum c) 0 then nil else map (fun kq => (fst kq, Qred (c * snd kq))) l.

Lemma Q2R_red q : Q2R (Qred q) = Q2R q.
Proof. apply Qeq_eqR, Qred_correct. Qed.

Lemma Q2R_zero q : Z.eqb (Qnum q) 0 = true -> Q2R q = 0%R.
Proof. intros H. apply Z.eqb_eq in H. unfold Q2R. rewrite H. apply Rmult_0_l. Qed.

Lemma merge_ok l : forall m, lden (merge l m) = (lden l + lden m)%R.
Proof.
  induction l as [|[a x] l IHl]; intros m; [destruct m; cbn; lra|].
  induction m as [|[b y] m IHm]; [cbn; lra|].
  cbn [merge]. destruct (order a b) eqn:O.
  - apply order_eq in O. subst b. cbv zeta.
    assert (S := Q2R_red (x + y)). rewrite Q2R_plus in S.
    destruct (Z.eqb _ 0) eqn:Z.
    + rewrite IHl. apply Q2R_zero in Z. rewrite Z in S. cbn [lden].
      replace (Q2R y) with (- Q2R x)%R by lra. ring.
    + cbn [lden]. rewrite IHl, S. ring.
  - cbn [lden]. rewrite IHl. cbn [lden]. lra.
  - cbn [lden]. cbn [merge] in IHm. rewrite IHm. cbn [lden]. lra.
Qed.

Lemma scale_ok c l : lden (scale c l) = (Q2R c * lden l)%R.
Proof.
  unfold scale. destruct (Z.eqb _ 0) eqn:Z; [apply Q2R_zero in Z; rewrite Z; cbn; lra|].
  induction l as [|[k q] l IH]; cbn [map lden fst snd]; [lra|].
  rewrite IH, Q2R_red, Q2R_mult. ring.
Qed.
End Merge.

(* ----- Exponents and polynomials ----- *)

Definition val (k : Z) : R :=
  match k with Z0 => 1 | Zpos p => ln (IZR (Zpos p)) | Zneg p => ln (ln (IZR (Zpos p))) end.

Notation form := (list (Z * Q)).
Notation poly := (list (form * Q)).
Notation fden := (lden val).
Notation pden := (lden (fun f => exp (fden f))).

Definition compare_entries (x y : Z * Q) : comparison :=
  match Z.compare (fst x) (fst y) with
  | Eq => match Z.compare (Qnum (snd x)) (Qnum (snd y)) with
          | Eq => Pos.compare (Qden (snd x)) (Qden (snd y))
          | c => c
          end
  | c => c
  end.

Fixpoint compare_forms (f g : form) : comparison :=
  match f, g with
  | nil, nil => Eq
  | nil, _ => Lt
  | _, nil => Gt
  | x :: f', y :: g' => match compare_entries x y with Eq => compare_forms f' g' | c => c end
  end.

Lemma compare_forms_eq f : forall g, compare_forms f g = Eq -> f = g.
Proof.
  induction f as [|[k [n d]] f IH]; intros [|[k' [n' d']] g]; cbn; try discriminate; [reflexivity|].
  unfold compare_entries; cbn [fst snd Qnum Qden].
  destruct (Z.compare k k') eqn:C1; try discriminate.
  destruct (Z.compare n n') eqn:C2; try discriminate.
  destruct (Pos.compare d d') eqn:C3; try discriminate.
  intros H. apply Z.compare_eq in C1, C2. apply Pos.compare_eq in C3. apply IH in H. now subst.
Qed.

Notation fadd := (merge Z.compare).
Notation padd := (merge compare_forms).

Lemma fadd_ok f g : fden (fadd f g) = (fden f + fden g)%R.
Proof. apply merge_ok. exact Z.compare_eq. Qed.

Lemma padd_ok a b : pden (padd a b) = (pden a + pden b)%R.
Proof. apply merge_ok. exact compare_forms_eq. Qed.

Definition bind {A B} (x : option A) (f : A -> option B) : option B :=
  match x with Some a => f a | None => None end.

Lemma bind_some {A B} (x : option A) (f : A -> option B) b :
  bind x f = Some b -> exists a, x = Some a /\ f a = Some b.
Proof. destruct x as [a|]; cbn; [eauto | discriminate]. Qed.

Lemma some_inj {A} (x y : A) : Some x = Some y -> x = y.
Proof. congruence. Qed.

Ltac split_some H :=
  lazymatch type of H with
  | bind _ _ = Some _ => let a := fresh "v" in let E := fresh "E" in apply bind_some in H; destruct H as (a & E & H)
  | (if ?c then _ else _) = Some _ => let C := fresh "C" in destruct c eqn:C; try discriminate H
  | Some _ = Some _ => apply some_inj in H; subst
  end.

(* p^k as a rational; refused when it has more than 200,000 bits. *)
Definition power (p : positive) (k : Z) : option Q :=
  if (Z.abs k * Z.log2_up (Zpos p) <=? 200000)%Z then
    match k with
    | Z0 => Some 1%Q
    | Zpos n => Some (Zpos (p ^ n) # 1)%Q
    | Zneg n => Some (1 # (p ^ n))%Q
    end
  else None.

Lemma exp_whole p n : exp (IZR (Zpos n) * ln (IZR (Zpos p))) = IZR (Zpos (p ^ n)).
Proof.
  rewrite <- (positive_nat_Z n), <- INR_IZR_INZ.
  change (Rpower (IZR (Zpos p)) (INR (Pos.to_nat n)) = IZR (Zpos (p ^ n))).
  rewrite Rpower_pow by (apply IZR_lt; reflexivity).
  now rewrite pow_IZR, positive_nat_Z, Pos2Z.inj_pow.
Qed.

Lemma power_ok p k q : power p k = Some q -> Q2R q = exp (IZR k * ln (IZR (Zpos p))).
Proof.
  unfold power. intros H. split_some H. destruct k as [|n|n]; split_some H.
  - rewrite Rmult_0_l, exp_0. unfold Q2R; cbn; lra.
  - rewrite exp_whole. unfold Q2R; cbn [Qnum Qden]. rewrite Rinv_1. lra.
  - change (IZR (Zneg n)) with (- IZR (Zpos n))%R.
    rewrite Ropp_mult_distr_l_reverse, exp_Ropp, exp_whole. unfold Q2R; cbn [Qnum Qden]. lra.
Qed.

(* Whole powers leave the exponent: exp f = c * exp f' with exponents of each p within [0, 1). *)
Fixpoint split_whole (f : form) : option (Q * form) :=
  match f with
  | nil => Some (1%Q, nil)
  | (k, r) :: rest =>
      bind (split_whole rest) (fun cf =>
      match k with
      | Zpos p =>
          let n := (Qnum r / Zpos (Qden r))%Z in
          let r' := Qred (r - inject_Z n) in
          bind (power p n) (fun c =>
          Some (Qred (c * fst cf), if Z.eqb (Qnum r') 0 then snd cf else (k, r') :: snd cf))
      | _ => Some (fst cf, (k, r) :: snd cf)
      end)
  end.

Lemma split_whole_ok f : forall cf, split_whole f = Some cf -> exp (fden f) = (Q2R (fst cf) * exp (fden (snd cf)))%R.
Proof.
  induction f as [|[k r] f IH]; cbn [split_whole]; intros cf H.
  - split_some H. cbn. unfold Q2R; cbn. lra.
  - split_some H. specialize (IH _ E). cbn [lden]. rewrite exp_plus, IH.
    destruct k as [|p|p].
    + split_some H. cbn [fst snd lden]. rewrite exp_plus. ring.
    + split_some H. split_some H. cbn [fst snd].
      set (n := (Qnum r / Zpos (Qden r))%Z) in *. set (r' := Qred (r - inject_Z n)) in *.
      assert (R : Q2R r = (IZR n + Q2R r')%R).
      { unfold r'. rewrite Q2R_red, Q2R_minus. unfold inject_Z, Q2R at 3; cbn [Qnum Qden]. rewrite Rinv_1. lra. }
      rewrite R, Rmult_plus_distr_r, exp_plus. rewrite Q2R_red, Q2R_mult, (power_ok _ _ _ E0).
      change (val (Zpos p)) with (ln (IZR (Zpos p))).
      destruct (Z.eqb (Qnum r') 0) eqn:Z; cbn [lden].
      * apply Q2R_zero in Z. rewrite Z, Rmult_0_l, exp_0. ring.
      * rewrite exp_plus. change (val (Zpos p)) with (ln (IZR (Zpos p))). ring.
    + split_some H. cbn [fst snd lden]. rewrite exp_plus. ring.
Qed.

Definition constant (q : Q) : poly := if Z.eqb (Qnum q) 0 then nil else [(nil, Qred q)].

Lemma constant_ok q : pden (constant q) = Q2R q.
Proof.
  unfold constant. destruct (Z.eqb _ 0) eqn:Z; [now rewrite (Q2R_zero _ Z)|].
  cbn [lden]. rewrite Q2R_red, exp_0. lra.
Qed.

(* One term times a polynomial; the order of the terms may change, so they are put in one by one. *)
Fixpoint shift (f : form) (c : Q) (b : poly) : option poly :=
  match b with
  | nil => Some nil
  | (g, d) :: rest =>
      bind (shift f c rest) (fun s =>
      bind (split_whole (fadd f g)) (fun wf =>
      Some (padd [(snd wf, Qred (c * d * fst wf))] s)))
  end.

Lemma shift_ok f c b : forall s, shift f c b = Some s -> pden s = (Q2R c * exp (fden f) * pden b)%R.
Proof.
  induction b as [|[g d] b IH]; cbn [shift]; intros s H; [split_some H; cbn; lra|].
  split_some H. split_some H. split_some H. rewrite padd_ok, (IH _ E). cbn [lden].
  apply split_whole_ok in E0. rewrite fadd_ok, exp_plus in E0.
  rewrite Q2R_red, !Q2R_mult. transitivity (Q2R c * Q2R d * (exp (fden f) * exp (fden g)) + Q2R c * exp (fden f) * pden b)%R;
    [rewrite E0|]; ring.
Qed.

Fixpoint pmul (a b : poly) : option poly :=
  match a with
  | nil => Some nil
  | (nil, c) :: nil => Some (scale c b)
  | (f, c) :: rest => bind (shift f c b) (fun s => bind (pmul rest b) (fun r => Some (padd s r)))
  end.

Lemma pmul_ok a b : forall r, pmul a b = Some r -> pden r = (pden a * pden b)%R.
Proof.
  assert (General : forall f c a, (forall r, pmul a b = Some r -> pden r = (pden a * pden b)%R) -> forall r,
    bind (shift f c b) (fun s => bind (pmul a b) (fun r => Some (padd s r))) = Some r ->
    pden r = (pden ((f, c) :: a) * pden b)%R).
  { intros f c a' IH r H. split_some H. split_some H. split_some H.
    rewrite padd_ok, (shift_ok _ _ _ _ E), (IH _ E0). cbn [lden]. ring. }
  induction a as [|[f c] a IH]; intros r H; [cbn in H; split_some H; cbn; lra|].
  destruct f as [|e f]; [destruct a as [|m a]|].
  - cbn [pmul] in H. split_some H. rewrite scale_ok. cbn [lden]. rewrite exp_0. ring.
  - exact (General _ _ _ IH r H).
  - exact (General _ _ _ IH r H).
Qed.

Definition times (a b : poly) : option poly :=
  match b with (nil, c) :: nil => Some (scale c a) | _ => pmul a b end.

Lemma times_ok a b r : times a b = Some r -> pden r = (pden a * pden b)%R.
Proof.
  intros H. destruct b as [|[[|e f] c] [|m b]]; try exact (pmul_ok _ _ _ H).
  cbn in H. split_some H. rewrite scale_ok. cbn [lden]. rewrite exp_0. ring.
Qed.

(* Division by one term whose coefficient is not zero. *)
Definition over (a b : poly) : option poly :=
  match b with
  | (f, c) :: nil =>
      if Z.eqb (Qnum c) 0 then None
      else bind (split_whole (scale (-1) f)) (fun wf => times a [(snd wf, Qred (fst wf / c))])
  | _ => None
  end.

Lemma nonzero q : Z.eqb (Qnum q) 0 = false -> ~ (q == 0)%Q.
Proof. intros H Z. apply Z.eqb_neq in H. unfold Qeq in Z. cbn in Z. lia. Qed.

Lemma over_ok a b r : over a b = Some r -> pden r = (pden a / pden b)%R.
Proof.
  intros H. destruct b as [|[f c] [|m b]]; try discriminate. unfold over in H. split_some H. split_some H.
  rewrite (times_ok _ _ _ H). apply split_whole_ok in E. rewrite scale_ok in E. cbn [lden].
  replace (Q2R (-1) * fden f)%R with (- fden f)%R in E by (unfold Q2R; cbn; lra).
  rewrite exp_Ropp in E. apply nonzero in C. rewrite Q2R_red, (Q2R_div _ _ C).
  assert (Q2R c <> 0)%R by (intros X; apply C, eqR_Qeq; rewrite X; unfold Q2R; cbn; lra).
  assert (P := exp_pos (fden f)).
  unfold Rdiv. rewrite !Rplus_0_r, Rinv_mult, E. ring.
Qed.

(* ----- Logarithms and exponentials ----- *)

Definition log_term (p : positive) (c : Q) : option poly :=
  if (p =? 1)%positive then None else Some (if Z.eqb (Qnum c) 0 then nil else [([(Zneg p, 1%Q)], c)]).

Lemma exp_log_log p : (p =? 1)%positive = false -> exp (fden [(Zneg p, 1%Q)]) = ln (IZR (Zpos p)).
Proof.
  intros H. apply Pos.eqb_neq in H. cbn [lden val].
  replace (Q2R 1 * ln (ln (IZR (Zpos p))) + 0)%R with (ln (ln (IZR (Zpos p)))) by (unfold Q2R; cbn; lra).
  apply exp_ln. rewrite <- ln_1. apply ln_increasing; [lra | apply IZR_lt; lia].
Qed.

Lemma log_term_ok p c r : log_term p c = Some r -> pden r = (Q2R c * ln (IZR (Zpos p)))%R.
Proof.
  unfold log_term. intros H. split_some H. split_some H. destruct (Z.eqb (Qnum c) 0) eqn:Z.
  - rewrite (Q2R_zero _ Z). cbn; lra.
  - cbn [lden]. rewrite <- (exp_log_log p C). cbn [lden]. lra.
Qed.

(* The linear combination with exponents f, as a value. *)
Fixpoint linear (f : form) : option poly :=
  match f with
  | nil => Some nil
  | (k, r) :: rest =>
      bind (linear rest) (fun l =>
      bind match k with Z0 => Some (constant r) | Zpos p => log_term p r | Zneg _ => None end (fun t =>
      Some (padd t l)))
  end.

Lemma linear_ok f : forall r, linear f = Some r -> pden r = fden f.
Proof.
  induction f as [|[k q] f IH]; cbn [linear]; intros r H; [split_some H; reflexivity|].
  split_some H. split_some H. split_some H. rewrite padd_ok, (IH _ E). cbn [lden]. f_equal.
  destruct k as [|p|p]; [split_some E0; rewrite constant_ok; cbn; lra | exact (log_term_ok _ _ _ E0) | discriminate].
Qed.

Fixpoint product (fs : list (positive * Z)) : Z :=
  match fs with nil => 1 | (p, e) :: rest => Zpos p ^ e * product rest end.

Fixpoint factors (t : table) (n : positive) : list (positive * Z) :=
  match t with
  | nil => if (n =? 1)%positive then nil else [(n, 1%Z)]
  | (m, fs) :: rest => if (n =? m)%positive then fs else factors rest n
  end.

Definition log_positive (t : table) (n : positive) : option poly :=
  let fs := factors t n in
  if Z.eqb (product fs) (Zpos n) && forallb (fun pe => Z.leb 0 (snd pe)) fs
  then linear (map (fun pe => (Zpos (fst pe), inject_Z (snd pe))) fs)
  else None.

Lemma product_ok fs : forallb (fun pe => Z.leb 0 (snd pe)) fs = true ->
  (0 < product fs)%Z /\ ln (IZR (product fs)) = fden (map (fun pe => (Zpos (fst pe), inject_Z (snd pe))) fs).
Proof.
  induction fs as [|[p e] fs IH]; cbn [forallb map product lden]; intros H.
  - split; [reflexivity | apply ln_1].
  - apply andb_prop in H. destruct H as [He H]. apply Z.leb_le in He. cbn [fst snd] in *.
    destruct (IH H) as [P L].
    assert (A : (0 < Zpos p ^ e)%Z) by (apply Z.pow_pos_nonneg; [reflexivity | exact He]).
    split; [apply Z.mul_pos_pos; assumption|].
    rewrite mult_IZR, ln_mult by (apply IZR_lt; assumption). rewrite L. f_equal.
    rewrite <- (Z2Nat.id e He) at 1. rewrite <- pow_IZR.
    rewrite <- (ln_exp (Q2R (inject_Z e) * val (Zpos p))). f_equal.
    replace (Q2R (inject_Z e)) with (INR (Z.to_nat e)).
    + symmetry. apply (Rpower_pow (Z.to_nat e)). apply IZR_lt. reflexivity.
    + rewrite INR_IZR_INZ, Z2Nat.id by exact He. unfold Q2R, inject_Z; cbn [Qnum Qden]. rewrite Rinv_1. lra.
Qed.

Lemma log_positive_ok t n r : log_positive t n = Some r -> pden r = ln (IZR (Zpos n)).
Proof.
  unfold log_positive. intros H. split_some H. apply andb_prop in C. destruct C as [Z P].
  apply Z.eqb_eq in Z. rewrite (linear_ok _ _ H), <- Z. symmetry. apply product_ok. exact P.
Qed.

Definition log_poly (t : table) (a : poly) : option poly :=
  match a with
  | (f, (Zpos n # d)) :: nil =>
      bind (log_positive t n) (fun x => bind (log_positive t d) (fun y => bind (linear f) (fun l =>
      Some (padd (padd x (scale (-1) y)) l))))
  | _ => None
  end.

Lemma log_poly_ok t a r : log_poly t a = Some r -> pden r = ln (pden a).
Proof.
  intros H. destruct a as [|[f [n d]] [|m a]]; try discriminate; destruct n as [|n|n]; try discriminate.
  cbn [log_poly] in H. split_some H. split_some H. split_some H. split_some H.
  rewrite !padd_ok, scale_ok, (log_positive_ok _ _ _ E), (log_positive_ok _ _ _ E0), (linear_ok _ _ E1).
  cbn [lden]. unfold Q2R; cbn [Qnum Qden]. rewrite Rplus_0_r.
  assert (0 < IZR (Zpos n))%R by (apply IZR_lt; reflexivity).
  assert (0 < IZR (Zpos d))%R by (apply IZR_lt; reflexivity).
  assert (0 < / IZR (Zpos d))%R by (apply Rinv_0_lt_compat; assumption).
  assert (P := exp_pos (fden f)).
  rewrite ln_mult, ln_exp, ln_mult, ln_Rinv by (try apply Rmult_lt_0_compat; assumption). lra.
Qed.

(* A value that is linear in logarithms, as exponents. *)
Fixpoint exponents (a : poly) : option form :=
  match a with
  | nil => Some nil
  | (f, c) :: rest =>
      bind (exponents rest) (fun g =>
      match f with
      | nil => Some (fadd [(0%Z, c)] g)
      | (Zneg p, Qmake 1 1) :: nil => if (p =? 1)%positive then None else Some (fadd [(Zpos p, c)] g)
      | _ => None
      end)
  end.

Lemma exponents_ok a : forall f, exponents a = Some f -> fden f = pden a.
Proof.
  induction a as [|[f c] a IH]; cbn [exponents]; intros g H; [split_some H; reflexivity|].
  split_some H. cbn [lden]. rewrite <- (IH _ E).
  destruct f as [|[[|p|p] [n d]] f]; try discriminate.
  - split_some H. rewrite fadd_ok. cbn [lden val]. rewrite exp_0. lra.
  - destruct n as [|[n|n|]|n]; try discriminate. destruct d; try discriminate. destruct f; try discriminate.
    split_some H. split_some H. rewrite fadd_ok. rewrite (exp_log_log p C). cbn [lden val]. lra.
Qed.

Definition exp_poly (a : poly) : option poly :=
  bind (exponents a) (fun f => bind (split_whole f) (fun wf => Some [(snd wf, fst wf)])).

Lemma exp_poly_ok a r : exp_poly a = Some r -> pden r = exp (pden a).
Proof.
  unfold exp_poly. intros H. split_some H. split_some H. split_some H.
  rewrite <- (exponents_ok _ _ E), (split_whole_ok _ _ E0). cbn [lden]. lra.
Qed.

(* ----- The normal form of an expression, and equality ----- *)

Definition is_zero (a : option poly) : bool := match a with Some nil => true | _ => false end.

Fixpoint norm (t : table) (e : E) : option poly :=
  match e with
  | EInt z => Some (constant (inject_Z z))
  | EVar _ => None
  | EAdd a b => bind (norm t a) (fun x => bind (norm t b) (fun y => Some (padd x y)))
  | ESub a b => bind (norm t a) (fun x => bind (norm t b) (fun y => Some (padd x (scale (-1) y))))
  | EOpp a => bind (norm t a) (fun x => Some (scale (-1) x))
  | EMul a b =>
      let x := norm t a in let y := norm t b in
      if is_zero x || is_zero y then Some nil else bind x (fun x => bind y (times x))
  | EDiv a b =>
      let x := norm t a in
      if is_zero x then Some nil else bind x (fun x => bind (norm t b) (over x))
  | ELn a => bind (norm t a) (log_poly t)
  | EExp a => bind (norm t a) exp_poly
  end.

Lemma is_zero_ok a : is_zero a = true -> a = Some nil.
Proof. destruct a as [[|m a]|]; cbn; congruence. Qed.

Lemma norm_ok t e : forall p, norm t e = Some p -> den nil e = pden p.
Proof.
  assert (Neg : Q2R (-1) = (-1)%R) by (unfold Q2R; cbn; lra).
  induction e as [z|k|a IHa b IHb|a IHa b IHb|a IHa b IHb|a IHa b IHb|a IHa|a IHa|a IHa]; cbn [norm den]; intros p H.
  - split_some H. rewrite constant_ok. unfold Q2R, inject_Z; cbn [Qnum Qden]. rewrite Rinv_1. lra.
  - discriminate.
  - split_some H. split_some H. split_some H. now rewrite padd_ok, (IHa _ E), (IHb _ E0).
  - split_some H. split_some H. split_some H.
    rewrite padd_ok, scale_ok, (IHa _ E), (IHb _ E0), Neg. ring.
  - destruct (is_zero (norm t a) || is_zero (norm t b)) eqn:Z.
    + split_some H. apply orb_prop in Z. destruct Z as [Z|Z]; apply is_zero_ok in Z.
      * rewrite (IHa _ Z). cbn; ring.
      * rewrite (IHb _ Z). cbn; ring.
    + split_some H. split_some H. rewrite (times_ok _ _ _ H), (IHa _ E), (IHb _ E0). reflexivity.
  - destruct (is_zero (norm t a)) eqn:Z.
    + split_some H. apply is_zero_ok in Z. rewrite (IHa _ Z). cbn. unfold Rdiv; ring.
    + split_some H. split_some H. rewrite (over_ok _ _ _ H), (IHa _ E), (IHb _ E0). reflexivity.
  - split_some H. split_some H. rewrite scale_ok, (IHa _ E), Neg. ring.
  - split_some H. now rewrite (log_poly_ok _ _ _ H), (IHa _ E).
  - split_some H. now rewrite (exp_poly_ok _ _ H), (IHa _ E).
Qed.

Definition equal (t : table) (a b : E) : bool := is_zero (norm t (ESub a b)).

Theorem equal_ok t a b : equal t a b = true -> den nil a = den nil b.
Proof.
  intros H. apply is_zero_ok, norm_ok in H. cbn [den lden] in H. apply Rminus_diag_uniq. exact H.
Qed.

(* [exact_logs t]: proves a closed goal [a = b]; t lists the factors of the composite integers under logarithms. *)
Ltac exact_logs_with t :=
  intros; cbv zeta; open_definitions; plain_inverses;
  lazymatch goal with
  | |- @eq R ?a ?b =>
      let x := reify (@nil R) a in
      let y := reify (@nil R) b in
      let answer := eval vm_compute in (equal t x y) in
      lazymatch answer with
      | true => change (den nil x = den nil y); apply (equal_ok t x y); vm_cast_no_check (@eq_refl bool true)
      | false =>
          let left := eval vm_compute in (norm t x) in
          let right := eval vm_compute in (norm t y) in
          lazymatch constr:((left, right)) with
          | (None, _) => fail 0 "exact_logs: the left side has no normal form (a log of what is not one positive term, a division by a sum, or a table entry with a wrong product)"
          | (_, None) => fail 0 "exact_logs: the right side has no normal form (a log of what is not one positive term, a division by a sum, or a table entry with a wrong product)"
          | _ =>
              let gap := eval vm_compute in (norm t (ESub x y)) in
              fail 0 "exact_logs: the normal form of left side minus right side is not zero but" gap
          end
      end
  | |- _ => fail 0 "exact_logs: the goal is not an equality of real numbers"
  end.

Tactic Notation "exact_logs" uconstr(hint) :=
  let t := eval cbv beta in (hint : table) in exact_logs_with t.
