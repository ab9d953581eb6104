(* Certified derivatives and what follows from their sign.

   [sdiff] differentiates an expression in its variable 0, the other variables being constant; [sdom] collects what
   has to hold at the point: no denominator zero, every argument of a logarithm positive.  The tactics compare the
   result with the derivative that is claimed, so the form in which it is claimed does not matter. *)
Require Import Reals List ZArith Lra Psatz.
From OpdExact Require Import Expression Definitions Symbolic.
Import ListNotations.
Local Open Scope R_scope.

Fixpoint sdiff (e : E) : E :=
  match e with
  | EInt _ => EInt 0
  | EVar O => EInt 1
  | EVar (S _) => EInt 0
  | EAdd a b => EAdd (sdiff a) (sdiff b)
  | ESub a b => ESub (sdiff a) (sdiff b)
  | EMul a b => EAdd (EMul (sdiff a) b) (EMul a (sdiff b))
  | EDiv a b => EDiv (ESub (EMul (sdiff a) b) (EMul (sdiff b) a)) (EMul b b)
  | EOpp a => EOpp (sdiff a)
  | ELn a => EDiv (sdiff a) a
  | EExp a => EMul (EExp a) (sdiff a)
  end.

Fixpoint sdom (env : list R) (e : E) : Prop :=
  match e with
  | EInt _ | EVar _ => True
  | EAdd a b | ESub a b | EMul a b => sdom env a /\ sdom env b
  | EDiv a b => (sdom env a /\ sdom env b) /\ den env b <> 0
  | EOpp a | EExp a => sdom env a
  | ELn a => sdom env a /\ 0 < den env a
  end.

Theorem sdiff_ok values x e :
  sdom (x :: values) e -> derivable_pt_lim (fun y => den (y :: values) e) x (den (x :: values) (sdiff e)).
Proof.
  induction e as [z|k|a IHa b IHb|a IHa b IHb|a IHa b IHb|a IHa b IHb|a IHa|a IHa|a IHa]; intros D; cbn [sdiff].
  - apply (derivable_pt_lim_const (IZR z)).
  - destruct k as [|k]; [apply derivable_pt_lim_id | apply (derivable_pt_lim_const (nth k values 0))].
  - destruct D as [Da Db].
    exact (derivable_pt_lim_plus _ _ _ _ _ (IHa Da) (IHb Db)).
  - destruct D as [Da Db].
    exact (derivable_pt_lim_minus _ _ _ _ _ (IHa Da) (IHb Db)).
  - destruct D as [Da Db].
    exact (derivable_pt_lim_mult _ _ _ _ _ (IHa Da) (IHb Db)).
  - destruct D as [[Da Db] N].
    exact (derivable_pt_lim_div _ _ _ _ _ (IHa Da) (IHb Db) N).
  - exact (derivable_pt_lim_opp _ _ _ (IHa D)).
  - destruct D as [Da P].
    replace (den (x :: values) (EDiv (sdiff a) a)) with (/ den (x :: values) a * den (x :: values) (sdiff a))
      by (cbn [den]; unfold Rdiv; ring).
    exact (derivable_pt_lim_comp _ ln _ _ _ (IHa Da) (derivable_pt_lim_ln _ P)).
  - exact (derivable_pt_lim_comp _ exp _ _ _ (IHa D) (derivable_pt_lim_exp _)).
Qed.

Lemma derivative_ok e values x d f :
  (forall y, f y = den (y :: values) e) -> sdom (x :: values) e -> den (x :: values) (sdiff e) = d ->
  derivable_pt_lim f x d.
Proof.
  intros F D <- eps Eps. destruct (sdiff_ok values x e D eps Eps) as [delta H]. exists delta. intros h N L.
  rewrite !F. exact (H h N L).
Qed.

(* ----- What the sign of a derivative gives ----- *)

Lemma increasing_on lo hi f d :
  (forall x, lo <= x <= hi -> derivable_pt_lim f x (d x)) -> (forall x, lo < x < hi -> 0 < d x) ->
  forall a b, lo <= a -> a < b -> b <= hi -> f a < f b.
Proof.
  intros F P a b La Lab Lb.
  destruct (MVT_cor2 f d a b Lab) as (c & H & C); [intros c C; apply F; lra|].
  assert (Q := P c ltac:(lra)). assert (0 < d c * (b - a)) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

Lemma decreasing_on lo hi f d :
  (forall x, lo <= x <= hi -> derivable_pt_lim f x (d x)) -> (forall x, lo < x < hi -> d x < 0) ->
  forall a b, lo <= a -> a < b -> b <= hi -> f b < f a.
Proof.
  intros F P a b La Lab Lb.
  enough (- f a < - f b) by lra.
  apply (increasing_on lo hi (fun x => - f x) (fun x => - d x)); try assumption.
  - intros x X. exact (derivable_pt_lim_opp _ _ _ (F x X)).
  - intros x X. specialize (P x X). lra.
Qed.

(* ----- Tactics ----- *)

(* The terms of t other than x that are not built by + - * /, powers, ln and exp. *)
Ltac leaves x l t :=
  lazymatch t with
  | x => l
  | IZR _ => l
  | ?a + ?b => let l := leaves x l a in leaves x l b
  | ?a - ?b => let l := leaves x l a in leaves x l b
  | ?a * ?b => let l := leaves x l a in leaves x l b
  | ?a / ?b => let l := leaves x l a in leaves x l b
  | / ?a => leaves x l a
  | - ?a => leaves x l a
  | ?a ^ _ => leaves x l a
  | ln ?a => leaves x l a
  | exp ?a => leaves x l a
  | _ => add_atom t l
  end.

Ltac in_domain known :=
  let sides := sides_of_goal in
  let factors := visible_factors (@nil R) sides in
  add_factors known factors;
  lazymatch goal with
  | |- True => exact I
  | |- ?a <> 0 =>
      first [nonzero known | fail 1 "derivative_is: the denominator" a "was not shown to be different from zero"]
  | |- 0 < ?a =>
      first [positive_over known | fail 1 "derivative_is: the argument" a "of a logarithm was not shown to be positive"]
  end.

Ltac derivative_over base :=
  intros; open_definitions; unfold tanh, sinh, cosh;
  lazymatch goal with
  | |- derivable_pt_lim ?f ?x ?d =>
      lazymatch constr:(fun y : R => ltac:(let t := eval cbv beta in (f y) in
                                           let l := leaves y (@nil R) t in exact l)) with
      | fun _ => ?values =>
          lazymatch constr:(fun y : R => ltac:(let t := eval cbv beta in (f y) in
                                               let e := reify (y :: values) t in exact e)) with
          | fun _ => ?e =>
              apply (derivative_ok e values x d f);
              [ intros; reflexivity
              | cbv [sdom den nth]; repeat match goal with |- _ /\ _ => split end; over_base base in_domain
              | cbv [sdiff den nth]; over_base base finish_logs ]
          end
      | _ => fail 0 "derivative_is: a part of the function that depends on its variable is not built from + - * / ln exp"
      end
  | |- _ => fail 0 "derivative_is: the goal is not of the form derivable_pt_lim f x d"
  end.

(* Proves [forall .., hypotheses -> derivable_pt_lim (fun x => ..) x d]; the second form takes a base of positive
   terms as [symbolic_logs] does, needed where the factors do not show. *)
Tactic Notation "derivative_is" := derivative_over (@nil R).
Tactic Notation "derivative_is" "over" uconstr(base) :=
  let b := eval cbv beta in (base : list R) in derivative_over b.
