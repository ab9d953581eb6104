(** Comparisons of rational numbers that are computed below names, decided exactly: fractions in lowest terms.

    The reading of a statement is that of [Enclosure.v], program and claim; only the computing is another one. Fixed
    point cannot show that two numbers are equal, and fractions that are never reduced double their length at each
    step of a long computation; here they are reduced at each. *)

Require Import Reals ZArith QArith Qreals Lia Lra List.
From OpdExact Require Import Definitions FixedPoint Enclosure.
Import ListNotations.
Local Open Scope R_scope.

Definition lift (f : Q -> Q -> option Q) (a b : option Q) : option Q :=
  match a, b with Some x, Some y => f x y | _, _ => None end.

Definition over_q (x y : Q) : option Q := if Qeq_bool y 0 then None else Some (Qred (x / y)).

Fixpoint exactly (env : Tree (option Q)) (e : Node) : option Q :=
  match e with
  | NInt z => Some (inject_Z z)
  | NVar i => get None i env
  | NAdd a b => lift (fun x y => Some (Qred (x + y))) (exactly env a) (exactly env b)
  | NSub a b => lift (fun x y => Some (Qred (x - y))) (exactly env a) (exactly env b)
  | NMul a b => lift (fun x y => Some (Qred (x * y))) (exactly env a) (exactly env b)
  | NDiv a b => lift over_q (exactly env a) (exactly env b)
  | NOpp a => option_map Qopp (exactly env a)
  | NAbs a => option_map (fun x => if Qle_bool 0 x then x else - x)%Q (exactly env a)
  | _ => None
  end.

Definition knows (known : Tree (option Q)) (env : Tree R) : Prop :=
  forall i q, get None i known = Some q -> get 0 i env = Q2R q.

Lemma reduced q : Q2R (Qred q) = Q2R q.
Proof. apply Qeq_eqR, Qred_correct. Qed.

Lemma some_is {A : Type} (x y : A) : Some x = Some y -> x = y.
Proof. congruence. Qed.

Lemma lift_some f a b q : lift f a b = Some q -> exists x y, a = Some x /\ b = Some y /\ f x y = Some q.
Proof. destruct a as [x |], b as [y |]; try discriminate. exists x, y. auto. Qed.

Lemma mapped_some (f : Q -> Q) a q : option_map f a = Some q -> exists x, a = Some x /\ f x = q.
Proof. destruct a as [x |]; [| discriminate]. intros H. injection H as H. exists x. auto. Qed.

Lemma exactly_ok known env e : knows known env -> forall q, exactly known e = Some q -> value env e = Q2R q.
Proof.
  intros K. induction e; cbn [exactly value]; intros q H; try discriminate;
    try (apply lift_some in H; destruct H as (x & y & X & Y & H); rewrite (IHe1 _ X), (IHe2 _ Y));
    try (apply mapped_some in H; destruct H as (x & X & H); rewrite (IHe _ X); subst q).
  - injection H as <-. unfold Q2R, inject_Z. cbn. lra.
  - apply K, H.
  - apply some_is in H. subst q. rewrite reduced, Q2R_plus. reflexivity.
  - apply some_is in H. subst q. rewrite reduced, Q2R_minus. reflexivity.
  - apply some_is in H. subst q. rewrite reduced, Q2R_mult. reflexivity.
  - unfold over_q in H. destruct (Qeq_bool y 0) eqn:Z; [discriminate |]. apply some_is in H. subst q.
    rewrite reduced, Q2R_div; [reflexivity |]. intros W. apply Qeq_bool_iff in W. congruence.
  - rewrite Q2R_opp. reflexivity.
  - assert (zero : Q2R 0 = 0) by (unfold Q2R; cbn; lra).
    destruct (Qle_bool 0 x) eqn:S.
    + apply Qle_bool_iff, Qle_Rle in S. apply Rabs_right. lra.
    + rewrite Q2R_opp. apply Rabs_left1. rewrite <- zero. apply Qle_Rle.
      destruct (Qlt_le_dec 0 x) as [W | W]; [| exact W]. apply Qlt_le_weak, Qle_bool_iff in W. congruence.
Qed.

Fixpoint exact_program (known : Tree (option Q)) (i : positive) (program : list Node) : Tree (option Q) :=
  match program with
  | [] => known
  | e :: rest => exact_program (put i (exactly known e) known) (Pos.succ i) rest
  end.

Definition in_order (strict : bool) (x y : Q) : bool := if strict then negb (Qle_bool y x) else Qle_bool x y.

Definition before (known : Tree (option Q)) (strict : bool) (a b : Node) : bool :=
  match exactly known a, exactly known b with Some x, Some y => in_order strict x y | _, _ => false end.

Fixpoint settles (known : Tree (option Q)) (c : Claim) : bool :=
  match c with
  | CLess s a b => before known s a b
  | CBetween s a b t c => (before known s a b && before known t b c)%bool
  | CApart a b => (before known true a b || before known true b a)%bool
  | CAnd c d => (settles known c && settles known d)%bool
  end.

Lemma before_ok known env s a b : knows known env -> before known s a b = true -> related s (value env a) (value env b).
Proof.
  unfold before. intros K H. destruct (exactly known a) as [x |] eqn:X; [| discriminate].
  destruct (exactly known b) as [y |] eqn:Y; [| discriminate].
  rewrite (exactly_ok _ _ _ K _ X), (exactly_ok _ _ _ K _ Y). destruct s; cbn in *.
  - apply Qlt_Rlt. destruct (Qlt_le_dec x y) as [L | L]; [exact L |]. apply Qle_bool_iff in L. rewrite L in H. discriminate.
  - apply Qle_Rle, Qle_bool_iff, H.
Qed.

Lemma settles_ok known env c : knows known env -> settles known c = true -> meaning env c.
Proof.
  intros K. pose proof (before_ok known env) as B.
  induction c as [s a b | s a b t c | a b | c IHc d IHd]; cbn [settles meaning]; intros H.
  - apply B; assumption.
  - apply andb_prop in H. destruct H. split; apply B; assumption.
  - apply orb_prop in H. destruct H as [H | H]; apply B in H; auto; cbn in H; lra.
  - apply andb_prop in H. destruct H. auto.
Qed.

Theorem settled_given program c :
  settles (exact_program Leaf 1 program) c = true -> given program 1 Leaf (fun env => meaning env c).
Proof.
  assert (K : knows Leaf Leaf) by (intros i q; discriminate).
  revert K. generalize (@Leaf R) (@Leaf (option Q)) 1%positive.
  induction program as [| e rest IH]; intros env known i K; cbn [exact_program given].
  - apply settles_ok, K.
  - intros H x ->. revert H. apply IH. intros j q. rewrite !get_put.
    destruct (Pos.eqb j i); [apply exactly_ok, K | apply K].
Qed.

Theorem settled program c :
  settles (exact_program Leaf 1 program) c = true -> meaning (numbers program 1 Leaf) c.
Proof. intros H. exact (numbers_given program _ _ _ (settled_given program c H)). Qed.

(** [rationals]: comparisons, and equations joined by /\, of rational numbers below names, [let x := e in] or
    [forall x, x = e ->]. *)
Ltac settled_by theorem program c :=
  abstract (let H := fresh in
            assert (H : settles (exact_program Leaf 1 program) c = true) by (vm_cast_no_check (eq_refl true));
            exact_no_check (theorem program c H)).

Ltac settled_as_read :=
  repeat match goal with H : _ |- _ => revert H end;
  lazymatch goal with
  | |- ?t =>
    lazymatch reading 1%positive t with
    | (?program, ?c) =>
      lazymatch t with
      | forall x : R, x = _ -> _ => settled_by settled_given program c
      | _ => settled_by settled program c
      end
    end
  end.

Ltac rationals :=
  open_definitions; intros;
  repeat match goal with |- _ /\ _ => split end;
  lazymatch goal with
  | |- @eq R _ _ => apply Rle_antisym; settled_as_read
  | _ => settled_as_read
  end.
