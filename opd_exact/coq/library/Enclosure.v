(** Enclosures and orders of closed real numbers, proved by computing with fixed-point intervals.

    A number is written as a [Node], a tree over integer literals, variables, + - * /, ln, exp, the larger and the
    smaller of two, and the absolute value.  A list of nodes is a program: each may name the values of those before
    it, so that what is used often is computed once.  [eval] encloses a node, as an exact fraction where it can;
    [check] runs a program and decides a claim about it; [given_ok], [shared_ok] and [named_ok] say that what it
    accepts is true.

    The tactics at the end read the goal, compute, and leave the comparison of the reading with the
    statement to the kernel.  Nothing but [value], [given] and [meaning] gives the reading its sense. *)

Require Import Reals ZArith Lia Lra List.
From OpdExact Require Import Expression Definitions FixedPoint Logarithm.
Import ListNotations.
Local Open Scope R_scope.

Inductive Node : Set :=
| NInt (z : Z) | NVar (i : positive)
| NAdd (a b : Node) | NSub (a b : Node) | NMul (a b : Node) | NDiv (a b : Node)
| NOpp (a : Node) | NInv (a : Node) | NLn (a : Node) | NExp (a : Node)
| NMax (a b : Node) | NMin (a b : Node) | NAbs (a : Node).

Fixpoint value (env : Tree R) (e : Node) : R :=
  match e with
  | NInt z => IZR z
  | NVar i => get 0 i env
  | NAdd a b => value env a + value env b
  | NSub a b => value env a - value env b
  | NMul a b => value env a * value env b
  | NDiv a b => value env a / value env b
  | NOpp a => - value env a
  | NInv a => / value env a
  | NLn a => ln (value env a)
  | NExp a => exp (value env a)
  | NMax a b => Rmax (value env a) (value env b)
  | NMin a b => Rmin (value env a) (value env b)
  | NAbs a => Rabs (value env a)
  end.

(** ** What is known of a number *)

Inductive Known : Set := Nothing | Ratio (n : Z) (d : positive) | Span (i : Z * Z).

Definition holds (p : positive) (k : Known) (r : R) : Prop :=
  match k with
  | Nothing => True
  | Ratio n d => r = IZR n / IZR (Zpos d)
  | Span i => within p i r
  end.

Definition of_option (o : option (Z * Z)) : Known := match o with Some i => Span i | None => Nothing end.

Definition on_span (p : positive) (f : Z * Z -> Known) (k : Known) : Known :=
  match k with
  | Nothing => Nothing
  | Ratio n d => f (of_ratio p n d)
  | Span i => f i
  end.

Lemma on_span_ok p f k r r' :
  (forall i, within p i r -> holds p (f i) r') -> holds p k r -> holds p (on_span p f k) r'.
Proof. intros Hf; destruct k; cbn; intros H; [exact I | subst r; apply Hf, of_ratio_ok | apply Hf, H]. Qed.

Lemma of_option_ok p o r : (forall i, o = Some i -> within p i r) -> holds p (of_option o) r.
Proof. intros H; destruct o; [apply H; reflexivity | exact I]. Qed.

(** Fractions are kept exact up to a length. *)
Definition known_ratio (p : positive) (n : Z) (d : positive) : Known :=
  if (Z.log2 (Z.abs n) + Zpos (Pos.size d) <=? 2 * Zpos p)%Z then Ratio n d else Span (of_ratio p n d).

Lemma known_ratio_ok p n d r : r = IZR n / IZR (Zpos d) -> holds p (known_ratio p n d) r.
Proof. intros ->; unfold known_ratio; destruct (_ <=? _)%Z; [reflexivity | apply of_ratio_ok]. Qed.

Lemma denominator_pos d : 0 < IZR (Zpos d).
Proof. apply IZR_lt; lia. Qed.

Definition known_zero (k : Known) : bool := match k with Ratio Z0 _ => true | _ => false end.

Lemma known_zero_ok p k r : known_zero k = true -> holds p k r -> r = 0.
Proof. destruct k as [| [] d |]; try discriminate; intros _ ->; unfold Rdiv; ring. Qed.

Definition known_opp (k : Known) : Known :=
  match k with
  | Nothing => Nothing
  | Ratio n d => Ratio (- n) d
  | Span i => Span (opp_interval i)
  end.

Lemma known_opp_ok p k r : holds p k r -> holds p (known_opp k) (- r).
Proof.
  destruct k; cbn; [trivial | intros ->; rewrite opp_IZR; unfold Rdiv; ring | apply opp_interval_ok].
Qed.

Definition known_add (p : positive) (k l : Known) : Known :=
  match k, l with
  | Ratio n d, Ratio m e =>
    if (d =? e)%positive then known_ratio p (n + m) d else known_ratio p (n * Zpos e + m * Zpos d) (d * e)
  | _, _ => on_span p (fun i => on_span p (fun j => Span (add_interval i j)) l) k
  end.

Lemma known_add_ok p k l x y : holds p k x -> holds p l y -> holds p (known_add p k l) (x + y).
Proof.
  intros Hk Hl.
  assert (G : holds p (on_span p (fun i => on_span p (fun j => Span (add_interval i j)) l) k) (x + y)).
  { apply on_span_ok with x; [intros i Hi | exact Hk].
    apply on_span_ok with y; [intros j Hj | exact Hl]; apply add_interval_ok; assumption. }
  destruct k as [| n d |], l as [| m e |]; try exact G.
  cbn in Hk, Hl; subst x y; pose proof (denominator_pos d); pose proof (denominator_pos e).
  unfold known_add; destruct (Pos.eqb_spec d e) as [-> | _]; apply known_ratio_ok.
  - rewrite plus_IZR; field; lra.
  - rewrite plus_IZR, Pos2Z.inj_mul, !mult_IZR; field; lra.
Qed.

Definition known_mul (p : positive) (k l : Known) : Known :=
  if (known_zero k || known_zero l)%bool then Ratio 0 1 else
  match k, l with
  | Nothing, _ | _, Nothing => Nothing
  | Ratio n d, Ratio m e => known_ratio p (n * m) (d * e)
  | Ratio n d, Span i => Span (times_ratio n d i)
  | Span i, Ratio n d => Span (times_ratio n d i)
  | Span i, Span j => Span (mul_interval p i j)
  end.

Lemma holds_zero p : holds p (Ratio 0 1) 0.
Proof. cbn; field. Qed.

Lemma known_mul_ok p k l x y : holds p k x -> holds p l y -> holds p (known_mul p k l) (x * y).
Proof.
  intros Hk Hl; unfold known_mul.
  destruct (known_zero k) eqn:Zk; [apply (known_zero_ok p k x Zk) in Hk; subst x; rewrite Rmult_0_l; apply holds_zero |].
  destruct (known_zero l) eqn:Zl; [apply (known_zero_ok p l y Zl) in Hl; subst y; rewrite Rmult_0_r; apply holds_zero |].
  destruct k as [| n d | i], l as [| m e | j]; try exact I; cbn -[known_ratio within] in *.
  - subst x y; pose proof (denominator_pos d); pose proof (denominator_pos e); apply known_ratio_ok.
    rewrite Pos2Z.inj_mul, !mult_IZR; field; lra.
  - subst x; apply times_ratio_ok, Hl.
  - subst y; rewrite Rmult_comm; apply times_ratio_ok, Hk.
  - apply mul_interval_ok; assumption.
Qed.

Definition span_div (p : positive) (i j : Z * Z) : Known :=
  match div_interval p i j with
  | Some k => Span k
  | None => of_option (div_interval p (opp_interval i) (opp_interval j))
  end.

Lemma span_div_ok p i j x y : within p i x -> within p j y -> holds p (span_div p i j) (x / y).
Proof.
  intros Hi Hj; unfold span_div.
  destruct (div_interval p i j) eqn:E; [cbn; eapply div_interval_ok; eassumption |].
  apply of_option_ok; intros k F.
  assert (Hy : y <> 0).
  { intros ->; unfold div_interval in F.
    destruct (_ && _)%bool eqn:B in F; [| discriminate].
    apply andb_prop in B; destruct B as [B _]; apply andb_prop in B; destruct B as [B _].
    apply Z.ltb_lt, IZR_lt in B; unfold within in Hj; cbn [fst opp_interval] in B; rewrite opp_IZR in B; lra. }
  replace (x / y) with (- x / - y) by (field; exact Hy).
  eapply div_interval_ok; [exact F | |]; apply opp_interval_ok; assumption.
Qed.

Definition known_div (p : positive) (k l : Known) : Known :=
  match l with
  | Nothing | Ratio Z0 _ => if known_zero k then Ratio 0 1 else Nothing
  | Ratio (Zpos m) e => known_mul p k (Ratio (Zpos e) m)
  | Ratio (Zneg m) e => known_mul p k (Ratio (Zneg e) m)
  | Span j => if known_zero k then Ratio 0 1 else on_span p (fun i => span_div p i j) k
  end.

Lemma known_div_ok p k l x y : holds p k x -> holds p l y -> holds p (known_div p k l) (x / y).
Proof.
  intros Hk Hl.
  assert (Z0case : known_zero k = true -> holds p (Ratio 0 1) (x / y)).
  { intros Z; rewrite (known_zero_ok p k x Z Hk); unfold Rdiv; rewrite Rmult_0_l; apply holds_zero. }
  destruct l as [| [| m | m] e | j]; unfold known_div.
  - destruct (known_zero k); [auto | exact I].
  - destruct (known_zero k); [auto | exact I].
  - apply known_mul_ok; [exact Hk |]; cbn in *; subst y.
    pose proof (denominator_pos m); pose proof (denominator_pos e); field; lra.
  - apply known_mul_ok; [exact Hk |]; cbn in *; subst y.
    pose proof (denominator_pos m); pose proof (denominator_pos e).
    change (Zneg m) with (- Zpos m)%Z; change (Zneg e) with (- Zpos e)%Z; rewrite !opp_IZR; field; lra.
  - destruct (known_zero k); [auto |].
    apply on_span_ok with x; [intros i Hi; apply span_div_ok; assumption | exact Hk].
Qed.

Definition known_ln (p : positive) (L : Logs) (k : Known) : Known :=
  match k with
  | Nothing => Nothing
  | Ratio n d =>
    if (n =? Zpos d)%Z then Ratio 0 1
    else match ln_ratio (p + guard) L n (Zpos d) with Some i => Span (shrink guard i) | None => Nothing end
  | Span i => of_option (ln_interval p L i)
  end.

Lemma known_ln_ok p L k x : good (p + guard) L -> holds p k x -> holds p (known_ln p L k) (ln x).
Proof.
  intros HL Hk; destruct k as [| n d | i]; cbn -[within Z.eqb] in *; [exact I | |].
  - subst x; destruct (Z.eqb_spec n (Zpos d)) as [-> | _].
    + pose proof (denominator_pos d); unfold Rdiv at 1; rewrite Rinv_r, ln_1 by lra; cbn; field.
    + destruct ln_ratio as [i |] eqn:E; [| exact I].
      apply ln_ratio_ok in E; [| exact HL]; apply shrink_ok, E.
  - apply of_option_ok; intros j E; eapply ln_interval_ok; eassumption.
Qed.

Definition known_exp (p : positive) (L : Logs) (k : Known) : Known :=
  if known_zero k then Ratio 1 1 else on_span p (fun i => of_option (exp_interval p L i)) k.

Lemma known_exp_ok p L k x : good (p + guard) L -> holds p k x -> holds p (known_exp p L k) (exp x).
Proof.
  intros HL Hk; unfold known_exp; destruct (known_zero k) eqn:Z.
  - rewrite (known_zero_ok p k x Z Hk), exp_0; cbn; field.
  - apply on_span_ok with x; [intros i Hi | exact Hk].
    apply of_option_ok; intros j E; eapply exp_interval_ok; eassumption.
Qed.

(** ** Order *)

(** [below p true k l]: every number of [k] is less than every number of [l]; with [false], or equal. *)
Definition decided (strict : bool) (a b : Z) : bool := if strict then (a <? b)%Z else (a <=? b)%Z.
Definition related (strict : bool) (a b : R) : Prop := if strict then a < b else a <= b.

Definition below (p : positive) (strict : bool) (k l : Known) : bool :=
  match k, l with
  | Nothing, _ | _, Nothing => false
  | Ratio n d, Ratio m e => decided strict (n * Zpos e) (m * Zpos d)
  | Ratio n d, Span j => decided strict (Z.shiftl n (Zpos p)) (fst j * Zpos d)
  | Span i, Ratio m e => decided strict (snd i * Zpos e) (Z.shiftl m (Zpos p))
  | Span i, Span j => decided strict (snd i) (fst j)
  end.

Lemma decided_ok s a b : decided s a b = true -> related s (IZR a) (IZR b).
Proof.
  destruct s; cbn; intros H; [apply Z.ltb_lt in H; apply IZR_lt | apply Z.leb_le in H; apply IZR_le]; exact H.
Qed.

Lemma related_scaled s a b c : 0 < c -> related s (a * c) (b * c) -> related s a b.
Proof. intros Hc; destruct s; cbn; [apply Rmult_lt_reg_r | apply Rmult_le_reg_r]; exact Hc. Qed.

Lemma related_between s a b c d : a <= b -> related s b c -> c <= d -> related s a d.
Proof. destruct s; cbn; intros; lra. Qed.

Lemma below_ok p s k l x y : below p s k l = true -> holds p k x -> holds p l y -> related s x y.
Proof.
  pose proof (scale_pos p) as Hs.
  destruct k as [| n d | i], l as [| m e | j]; try discriminate; unfold below, holds, within;
    intros H Hk Hl; apply decided_ok in H; rewrite ?shiftl_ok, ?mult_IZR in H.
  - pose proof (denominator_pos d); pose proof (denominator_pos e).
    apply related_scaled with (IZR (Zpos d) * IZR (Zpos e)); [apply Rmult_lt_0_compat; lra |]; subst x y.
    eapply related_between; [| exact H |]; right; field; lra.
  - pose proof (denominator_pos d).
    apply related_scaled with (scale p * IZR (Zpos d)); [apply Rmult_lt_0_compat; lra |]; subst x.
    eapply related_between; [| exact H |]; [right; field; lra |].
    rewrite <- Rmult_assoc; apply Rmult_le_compat_r; lra.
  - pose proof (denominator_pos e).
    apply related_scaled with (scale p * IZR (Zpos e)); [apply Rmult_lt_0_compat; lra |]; subst y.
    eapply related_between; [| exact H |]; [| right; field; lra].
    rewrite <- Rmult_assoc; apply Rmult_le_compat_r; lra.
  - apply related_scaled with (scale p); [exact Hs |]; eapply related_between; [| exact H |]; lra.
Qed.

Definition known_max (p : positive) (k l : Known) : Known :=
  if below p false k l then l
  else if below p false l k then k
  else on_span p (fun i => on_span p (fun j => Span (Z.max (fst i) (fst j), Z.max (snd i) (snd j))) l) k.

Lemma known_max_ok p k l x y : holds p k x -> holds p l y -> holds p (known_max p k l) (Rmax x y).
Proof.
  intros Hk Hl; unfold known_max.
  destruct (below p false k l) eqn:A; [rewrite Rmax_right by exact (below_ok _ _ _ _ _ _ A Hk Hl); exact Hl |].
  destruct (below p false l k) eqn:B; [rewrite Rmax_left by exact (below_ok _ _ _ _ _ _ B Hl Hk); exact Hk |].
  apply on_span_ok with x; [intros i [I1 I2] | exact Hk].
  apply on_span_ok with y; [intros j [J1 J2] | exact Hl].
  pose proof (scale_pos p) as Hs.
  assert (Hx : x <= Rmax x y) by apply Rmax_l.
  assert (Hy : y <= Rmax x y) by apply Rmax_r.
  assert (Hx' : x * scale p <= Rmax x y * scale p) by (apply Rmult_le_compat_r; lra).
  assert (Hy' : y * scale p <= Rmax x y * scale p) by (apply Rmult_le_compat_r; lra).
  split; cbn [fst snd].
  - apply Z.max_case; lra.
  - assert (A1 : IZR (snd i) <= IZR (Z.max (snd i) (snd j))) by (apply IZR_le; lia).
    assert (A2 : IZR (snd j) <= IZR (Z.max (snd i) (snd j))) by (apply IZR_le; lia).
    apply Rmax_case; lra.
Qed.

Lemma Rmin_by_max x y : Rmin x y = - Rmax (- x) (- y).
Proof. unfold Rmin, Rmax; destruct (Rle_dec x y), (Rle_dec (- x) (- y)); lra. Qed.

Lemma Rabs_by_max x : Rabs x = Rmax x (- x).
Proof. unfold Rabs, Rmax; destruct (Rcase_abs x), (Rle_dec x (- x)); lra. Qed.

(** ** Programs *)

Section Evaluation.
Variables (p : positive) (L : Logs).

Fixpoint eval (env : Tree Known) (e : Node) : Known :=
  match e with
  | NInt z => Ratio z 1
  | NVar i => get Nothing i env
  | NAdd a b => known_add p (eval env a) (eval env b)
  | NSub a b => known_add p (eval env a) (known_opp (eval env b))
  | NMul a b => let k := eval env a in if known_zero k then Ratio 0 1 else known_mul p k (eval env b)
  | NDiv a b => let k := eval env a in if known_zero k then Ratio 0 1 else known_div p k (eval env b)
  | NOpp a => known_opp (eval env a)
  | NInv a => known_div p (Ratio 1 1) (eval env a)
  | NLn a => known_ln p L (eval env a)
  | NExp a => known_exp p L (eval env a)
  | NMax a b => known_max p (eval env a) (eval env b)
  | NMin a b => known_opp (known_max p (known_opp (eval env a)) (known_opp (eval env b)))
  | NAbs a => let k := eval env a in known_max p k (known_opp k)
  end.

Definition agree (known : Tree Known) (env : Tree R) : Prop :=
  forall i, holds p (get Nothing i known) (get 0 i env).

Lemma eval_ok (known : Tree Known) (env : Tree R) (e : Node) :
  good (p + guard) L -> agree known env -> holds p (eval known e) (value env e).
Proof.
  intros HL He; induction e; cbn [eval value]; cbv zeta.
  - cbn; field.
  - apply He.
  - apply known_add_ok; assumption.
  - unfold Rminus; apply known_add_ok; [| apply known_opp_ok]; assumption.
  - destruct known_zero eqn:Z; [| apply known_mul_ok; assumption].
    rewrite (known_zero_ok p _ _ Z IHe1), Rmult_0_l; apply holds_zero.
  - destruct known_zero eqn:Z; [| apply known_div_ok; assumption].
    rewrite (known_zero_ok p _ _ Z IHe1); unfold Rdiv; rewrite Rmult_0_l; apply holds_zero.
  - apply known_opp_ok; assumption.
  - replace (/ value env e) with (1 / value env e) by (unfold Rdiv; ring).
    apply known_div_ok; [cbn; field | assumption].
  - apply known_ln_ok; assumption.
  - apply known_exp_ok; assumption.
  - apply known_max_ok; assumption.
  - rewrite Rmin_by_max; apply known_opp_ok, known_max_ok; apply known_opp_ok; assumption.
  - rewrite Rabs_by_max; apply known_max_ok; [| apply known_opp_ok]; assumption.
Qed.

Fixpoint eval_program (known : Tree Known) (i : positive) (program : list Node) : Tree Known :=
  match program with
  | [] => known
  | e :: rest => eval_program (put i (eval known e) known) (Pos.succ i) rest
  end.

(** ** Claims *)

Inductive Claim : Set :=
| CLess (strict : bool) (a b : Node)
| CBetween (strict : bool) (a b : Node) (strict' : bool) (c : Node)
| CApart (a b : Node)
| CAnd (c d : Claim).

Fixpoint meaning (env : Tree R) (c : Claim) : Prop :=
  match c with
  | CLess s a b => related s (value env a) (value env b)
  | CBetween s a b t c => related s (value env a) (value env b) /\ related t (value env b) (value env c)
  | CApart a b => value env a <> value env b
  | CAnd c d => meaning env c /\ meaning env d
  end.

Fixpoint decide (known : Tree Known) (c : Claim) : bool :=
  match c with
  | CLess s a b => below p s (eval known a) (eval known b)
  | CBetween s a b t c =>
    let k := eval known b in if below p s (eval known a) k then below p t k (eval known c) else false
  | CApart a b => let k := eval known a in let l := eval known b in if below p true k l then true else below p true l k
  | CAnd c d => if decide known c then decide known d else false
  end.

Lemma decide_ok known env c :
  good (p + guard) L -> agree known env -> decide known c = true -> meaning env c.
Proof.
  intros HL He; pose proof (fun e => eval_ok known env e HL He) as V.
  induction c as [s a b | s a b t c | a b | c IHc d IHd]; cbn [decide meaning]; cbv zeta; intros H.
  - eapply below_ok; [exact H | |]; apply V.
  - destruct (below p s (eval known a) (eval known b)) eqn:B; [| discriminate].
    split; eapply below_ok; try eassumption; apply V.
  - destruct (below p true (eval known a) (eval known b)) eqn:B.
    + apply Rlt_not_eq; exact (below_ok p true _ _ _ _ B (V a) (V b)).
    + apply Rgt_not_eq; exact (below_ok p true _ _ _ _ H (V b) (V a)).
  - destruct (decide known c); [| discriminate]; split; auto.
Qed.

End Evaluation.

(** Numbers with names: [forall x, x = e -> ..], where each name stands for one entry of the program. *)
Fixpoint given (program : list Node) (i : positive) (env : Tree R) (claim : Tree R -> Prop) : Prop :=
  match program with
  | [] => claim env
  | e :: rest => forall x, x = value env e -> given rest (Pos.succ i) (put i x env) claim
  end.

(** The numbers themselves: what [let x := e in ..] means. *)
Fixpoint numbers (program : list Node) (i : positive) (env : Tree R) : Tree R :=
  match program with
  | [] => env
  | e :: rest => numbers rest (Pos.succ i) (put i (value env e) env)
  end.

Definition check (p : positive) (program : list Node) (c : Claim) : bool :=
  match logs (p + guard) with
  | Some L => decide p L (eval_program p L Leaf 1 program) c
  | None => false
  end.

Lemma agree_put p known env i k x : agree p known env -> holds p k x -> agree p (put i k known) (put i x env).
Proof. intros He Hk j; rewrite !get_put; destruct (Pos.eqb j i); [exact Hk | apply He]. Qed.

Lemma agree_leaf p : agree p Leaf Leaf.
Proof. intros i; exact I. Qed.

Theorem given_ok p program c : check p program c = true -> given program 1 Leaf (fun env => meaning env c).
Proof.
  unfold check; destruct (logs (p + guard)) as [L |] eqn:E; [| discriminate]; apply logs_ok in E.
  generalize (agree_leaf p); generalize (@Leaf R) (@Leaf Known) 1%positive.
  induction program as [| e rest IH]; intros env known i He; cbn [eval_program given].
  - apply decide_ok; assumption.
  - intros H x ->; eapply IH; [| exact H]; apply agree_put; [exact He | apply eval_ok; assumption].
Qed.

Lemma numbers_given program claim : forall i env, given program i env claim -> claim (numbers program i env).
Proof. induction program as [| e rest IH]; intros i env H; [exact H | apply IH, H; reflexivity]. Qed.

Theorem shared_ok p program c : check p program c = true -> meaning (numbers program 1 Leaf) c.
Proof. intros H; exact (numbers_given program _ _ _ (given_ok p program c H)). Qed.

(** ** The same for the programs of [Expression.v], whose variables count back from the most recent *)

Fixpoint place (size : nat) (e : E) : Node :=
  match e with
  | EInt z => NInt z
  | EVar k => if (k <? size)%nat then NVar (Pos.of_nat (size - k)) else NInt 0
  | EAdd a b => NAdd (place size a) (place size b)
  | ESub a b => NSub (place size a) (place size b)
  | EMul a b => NMul (place size a) (place size b)
  | EDiv a b => NDiv (place size a) (place size b)
  | EOpp a => NOpp (place size a)
  | ELn a => NLn (place size a)
  | EExp a => NExp (place size a)
  end.

Fixpoint place_program (size : nat) (program : list E) : list Node :=
  match program with
  | [] => []
  | e :: rest => place size e :: place_program (S size) rest
  end.

(** What [p] bits give of [e] after a program. *)
Definition enclosure (p : positive) (program : list E) (e : E) : option (Z * Z) :=
  match logs (p + guard) with
  | Some L =>
    let known := eval_program p L Leaf 1 (place_program 0 program) in
    match eval p L known (place (length program) e) with
    | Nothing => None
    | Ratio n d => Some (of_ratio p n d)
    | Span i => Some i
    end
  | None => None
  end.

Definition lists (env : list R) (t : Tree R) : Prop :=
  forall k, (k < length env)%nat -> get 0 (Pos.of_nat (length env - k)) t = nth k env 0.

Lemma place_ok env t e : lists env t -> value t (place (length env) e) = den env e.
Proof.
  intros H; induction e; cbn [place value den]; try congruence.
  destruct (Nat.ltb_spec k (length env)) as [Hk | Hk]; cbn [value]; [apply H, Hk |].
  rewrite nth_overflow by lia; reflexivity.
Qed.

Lemma lists_cons env t x : lists env t -> lists (x :: env) (put (Pos.of_nat (S (length env))) x t).
Proof.
  intros H [| k] Hk; rewrite get_put; cbn [length nth] in *.
  - rewrite Nat.sub_0_r, Pos.eqb_refl; reflexivity.
  - destruct (Pos.eqb_spec (Pos.of_nat (S (length env) - S k)) (Pos.of_nat (S (length env)))) as [E | _].
    + apply Nat2Pos.inj in E; lia.
    + apply H; lia.
Qed.

Lemma run_placed program : forall env t, lists env t ->
  lists (run env program) (numbers (place_program (length env) program) (Pos.of_nat (S (length env))) t).
Proof.
  induction program as [| e rest IH]; intros env t H; cbn [place_program numbers run]; [exact H |].
  rewrite (place_ok env t e H), <- Nat2Pos.inj_succ by discriminate.
  exact (IH (den env e :: env) _ (lists_cons env t (den env e) H)).
Qed.

Lemma length_run program : forall env, length (run env program) = (length program + length env)%nat.
Proof. induction program as [| e rest IH]; intros env; cbn [run length]; [| rewrite IH; cbn [length]]; lia. Qed.

Theorem enclosure_ok p program e i : enclosure p program e = Some i -> within p i (den (run nil program) e).
Proof.
  unfold enclosure; destruct (logs (p + guard)) as [L |] eqn:HL; [| discriminate]; apply logs_ok in HL.
  assert (A : forall prog known env j,
    agree p known env -> agree p (eval_program p L known j prog) (numbers prog j env)).
  { induction prog as [| d rest IH]; intros known env j He; cbn [eval_program numbers]; [exact He |].
    apply IH, agree_put; [exact He | apply eval_ok; assumption]. }
  pose proof (run_placed program nil Leaf ltac:(intros k Hk; inversion Hk)) as Hr; cbn [length] in Hr.
  pose proof (place_ok _ _ e Hr) as Hv; rewrite length_run, Nat.add_0_r in Hv.
  pose proof (A (place_program 0 program) Leaf Leaf 1%positive (agree_leaf p)) as Ha.
  pose proof (eval_ok p L _ _ (place (length program) e) HL Ha) as He.
  change (Pos.of_nat 1) with 1%positive in Hv; rewrite Hv in He.
  destruct eval as [| n d | j]; [discriminate | |]; intros F; injection F as <-; [| exact He].
  cbn in He; rewrite He; apply of_ratio_ok.
Qed.

(** Names that are constants of their own, [Definition x := e]: the values of the program, each over the
    names before it, and the names by their numbers. *)
Fixpoint values (program : list Node) (names : list R) (i : positive) (env : Tree R) : list R :=
  match program, names with
  | [], _ => []
  | e :: rest, [] => [value env e]
  | e :: rest, x :: others => value env e :: values rest others (Pos.succ i) (put i x env)
  end.

Fixpoint numbered (names : list R) (i : positive) (env : Tree R) : Tree R :=
  match names with
  | [] => env
  | x :: others => numbered others (Pos.succ i) (put i x env)
  end.

Theorem named_ok p program c names :
  check p program c = true -> names = values program names 1 Leaf -> meaning (numbered names 1 Leaf) c.
Proof.
  intros H; apply given_ok in H; revert H; generalize (@Leaf R) 1%positive; revert names.
  induction program as [| e rest IH]; intros [| x others] t i H E; try discriminate; [exact H |].
  injection E as Hx Ho; cbn [numbered]; apply IH; [apply H, Hx | exact Ho].
Qed.

(** The kernel unfolds these before names and functions: it compares a name with a name, not their contents. *)
Strategy expand [value get put values numbered numbers given meaning related].

(** ** Reading the goal *)

(** Stands for the number of a name while a statement is read. *)
Definition named (i : positive) : R := IZR (Zpos i).

Ltac node t :=
  lazymatch t with
  | named ?i => constr:(NVar i)
  | IZR ?z => constr:(NInt z)
  | R0 => constr:(NInt 0)
  | R1 => constr:(NInt 1)
  | ?a + ?b => let x := node a in let y := node b in constr:(NAdd x y)
  | ?a - ?b => let x := node a in let y := node b in constr:(NSub x y)
  | ?a * ?b => let x := node a in let y := node b in constr:(NMul x y)
  | ?a / ?b => let x := node a in let y := node b in constr:(NDiv x y)
  | - ?a => let x := node a in constr:(NOpp x)
  | / ?a => let x := node a in constr:(NInv x)
  | ln ?a => let x := node a in constr:(NLn x)
  | exp ?a => let x := node a in constr:(NExp x)
  | Rmax ?a ?b => let x := node a in let y := node b in constr:(NMax x y)
  | Rmin ?a ?b => let x := node a in let y := node b in constr:(NMin x y)
  | Rabs ?a => let x := node a in constr:(NAbs x)
  | ?a ^ O => constr:(NInt 1)
  | ?a ^ (S ?n) => let x := node a in let y := node (a ^ n) in constr:(NMul x y)
  | _ => fail 100 "enclosed_at: not built from integers, + - * / ^, ln, exp, Rmax, Rmin, Rabs and named numbers:" t
  end.

Ltac claim t :=
  lazymatch t with
  | ?a < ?b < ?c => let x := node a in let y := node b in let z := node c in constr:(CBetween true x y true z)
  | ?a < ?b <= ?c => let x := node a in let y := node b in let z := node c in constr:(CBetween true x y false z)
  | ?a <= ?b < ?c => let x := node a in let y := node b in let z := node c in constr:(CBetween false x y true z)
  | ?a <= ?b <= ?c => let x := node a in let y := node b in let z := node c in constr:(CBetween false x y false z)
  | ?a < ?b => let x := node a in let y := node b in constr:(CLess true x y)
  | ?a <= ?b => let x := node a in let y := node b in constr:(CLess false x y)
  | ?a > ?b => let x := node b in let y := node a in constr:(CLess true x y)
  | ?a <> ?b => let x := node a in let y := node b in constr:(CApart x y)
  | ?P /\ ?Q => let x := claim P in let y := claim Q in constr:(CAnd x y)
  | _ => fail 100 "enclosed_at: this is no comparison (<, <=, >, <>), nor comparisons joined by /\:" t
  end.

(** The program and the claim of a statement below names. *)
Ltac reading i t :=
  lazymatch t with
  | let x := ?e in @?rest x =>
    let a := node e in
    let t' := eval cbv beta in (rest (named i)) in
    let j := eval cbv in (Pos.succ i) in
    lazymatch reading j t' with (?program, ?c) => constr:((a :: program, c)) end
  | forall x : R, x = ?e -> @?rest x =>
    let a := node e in
    let t' := eval cbv beta in (rest (named i)) in
    let j := eval cbv in (Pos.succ i) in
    lazymatch reading j t' with (?program, ?c) => constr:((a :: program, c)) end
  | _ => let c := claim t in constr:((@nil Node, c))
  end.

(** Bits may be written 120 in any scope. *)
Ltac bits p :=
  lazymatch p with
  | IZR (Zpos ?q) => q
  | Zpos ?q => q
  | _ => lazymatch type of p with
         | positive => p
         | nat => eval cbv in (Pos.of_nat p)
         | _ => fail 100 "enclosed_at: the number of bits is a positive integer, not" p
         end
  end.

(** The computation first, once and by the virtual machine; the kernel then compares statement and reading. *)
Ltac accepted theorem p program c :=
  let H := fresh in
  assert (H : check p program c = true) by (vm_cast_no_check (eq_refl true));
  exact_no_check (theorem p program c H).

(** [enclosed_with p program c]: the reading is given, which saves the time to read a long statement. *)
Ltac enclosed_with p program c :=
  let p := bits p in
  first
    [ lazymatch goal with
      | |- forall x : R, x = _ -> _ => abstract (accepted given_ok p program c)
      | |- _ => abstract (accepted shared_ok p program c)
      end
    | fail 1 "enclosed_at:" p "bits do not show this; if it is true, more bits will" ].

Ltac enclosed_at p :=
  open_definitions;
  lazymatch goal with
  | |- ?t => lazymatch reading 1%positive t with (?program, ?c) => enclosed_with p program c end
  end.

Ltac ordered_at p := enclosed_at p.

(** [enclosed_names p program names c]: the same where the names of the statement are constants, listed in order. *)
Ltac enclosed_names p program names c :=
  let p := bits p in
  first
    [ abstract (let H := fresh in
                assert (H : check p program c = true) by (vm_cast_no_check (eq_refl true));
                exact_no_check (named_ok p program c names H (@eq_refl (list R) names)))
    | fail 1 "enclosed_names:" p "bits do not show this, or the names are not what the program says" ].
