(* Identities with parameters: logarithms and exponentials over a base of positive factors.

   The hint is a list of positive terms, e.g. [p; 1 - p] or [exp (x / 2); 1 + exp (x / 2) ^ 2].  Each argument of a
   logarithm is written as a product of powers of the base and of small primes, so its logarithm becomes a sum, and each
   exponential as a product of powers of a few of them; what remains is a rational identity for [field].  The exponents
   are found by trial division of polynomials, computed here but not verified: [field] checks them. *)
Require Import Reals List ZArith QArith Lra Psatz.
From OpdExact Require Import Expression Definitions.
Import ListNotations.
Local Open Scope R_scope.

(* ----- Products of powers of positive numbers ----- *)

Definition zpow (b : R) (e : Z) : R :=
  match e with Z0 => 1 | Zpos n => b ^ Pos.to_nat n | Zneg n => 1 / b ^ Pos.to_nat n end.

Fixpoint zprod (base : list R) (es : list Z) : R :=
  match base, es with b :: base', e :: es' => zpow b e * zprod base' es' | _, _ => 1 end.

Fixpoint zsum (logs : list R) (es : list Z) : R :=
  match logs, es with l :: logs', e :: es' => IZR e * l + zsum logs' es' | _, _ => 0 end.

Notation positive_base := (Forall (Rlt 0)).

Lemma exp_whole_multiple x e : exp (IZR e * x) = zpow (exp x) e.
Proof.
  assert (N : forall n, exp (IZR (Zpos n) * x) = exp x ^ Pos.to_nat n).
  { intros n. rewrite <- (positive_nat_Z n), <- INR_IZR_INZ, <- (ln_exp x) at 1.
    exact (Rpower_pow _ _ (exp_pos x)). }
  destruct e as [|n|n]; cbn [zpow].
  - rewrite Rmult_0_l. apply exp_0.
  - apply N.
  - change (IZR (Zneg n)) with (- IZR (Zpos n)). rewrite Ropp_mult_distr_l_reverse, exp_Ropp, N.
    symmetry. apply Rmult_1_l.
Qed.

Lemma exp_zsum ys es : exp (zsum ys es) = zprod (map exp ys) es.
Proof.
  revert es. induction ys as [|y ys IH]; intros [|e es]; cbn [zsum zprod map]; try apply exp_0.
  rewrite exp_plus, IH, exp_whole_multiple. reflexivity.
Qed.

Lemma exp_zprod x ys es : x = zsum ys es -> exp x = zprod (map exp ys) es.
Proof. intros ->. apply exp_zsum. Qed.

Lemma map_exp_ln base : positive_base base -> map exp (map ln base) = base.
Proof.
  induction 1 as [|b base B H IH]; [reflexivity|]. cbn [map]. now rewrite IH, (exp_ln b B).
Qed.

Lemma ln_zprod base es logs a : positive_base base -> map ln base = logs -> a = zprod base es -> ln a = zsum logs es.
Proof.
  intros P <- ->. rewrite <- (map_exp_ln _ P) at 1. rewrite <- exp_zsum. apply ln_exp.
Qed.

Lemma zprod_positive base es : positive_base base -> 0 < zprod base es.
Proof. intros P. rewrite <- (map_exp_ln _ P), <- exp_zsum. apply exp_pos. Qed.

Lemma positive_zprod base es c d a :
  positive_base base -> (0 < c)%Z -> a * IZR (Zpos d) = IZR c * zprod base es -> 0 < a.
Proof.
  intros P C H. apply (Rmult_lt_reg_r (IZR (Zpos d))); [apply IZR_lt; reflexivity|].
  rewrite Rmult_0_l, H. apply Rmult_lt_0_compat; [apply IZR_lt; exact C | apply zprod_positive, P].
Qed.

Lemma nonzero_zprod base es c d a :
  positive_base base -> c <> 0%Z -> a * IZR (Zpos d) = IZR c * zprod base es -> a <> 0.
Proof.
  intros P C H ->. rewrite Rmult_0_l in H. symmetry in H. apply Rmult_integral in H.
  destruct H as [H|H]; [now apply eq_IZR in H | assert (X := zprod_positive base es P); lra].
Qed.

(* ----- Finding exponents: polynomials as sorted lists of (exponents of the variables, coefficient) ----- *)

Definition mpoly := list (list nat * Z).

Fixpoint lex (a b : list nat) : comparison :=
  match a, b with
  | x :: a', y :: b' => match Nat.compare x y with Eq => lex a' b' | c => c end
  | nil, nil => Eq | nil, _ => Lt | _, nil => Gt
  end.

Fixpoint madd (a : mpoly) : mpoly -> mpoly :=
  fix inner b := match a, b with
  | nil, _ => b
  | _, nil => a
  | (m, x) :: a', (n, y) :: b' =>
      match lex m n with
      | Gt => (m, x) :: madd a' b
      | Lt => (n, y) :: inner b'
      | Eq => if Z.eqb (x + y) 0 then madd a' b' else (m, (x + y)%Z) :: madd a' b'
      end
  end.

Fixpoint zip {A B C} (f : A -> B -> C) (a : list A) (b : list B) : list C :=
  match a, b with x :: a', y :: b' => f x y :: zip f a' b' | _, _ => nil end.

Definition mshift (m : list nat) (x : Z) (b : mpoly) : mpoly :=
  map (fun ny => (zip Nat.add m (fst ny), (x * snd ny)%Z)) b.

Definition mmul (a b : mpoly) : mpoly := fold_right (fun mx r => madd (mshift (fst mx) (snd mx) b) r) nil a.

Definition mconst (n : nat) (z : Z) : mpoly := if Z.eqb z 0 then nil else [(repeat O n, z)].

Definition same (a b : mpoly) : bool :=
  match madd a (map (fun mx => (fst mx, (- snd mx)%Z)) b) with nil => true | _ => false end.

(* The quotient when b divides a, by cancelling leading terms. *)
Fixpoint divide (fuel : nat) (a b : mpoly) : option mpoly :=
  match fuel, a, b with
  | _, nil, _ => Some nil
  | S fuel, (m, x) :: _, (n, y) :: _ =>
      if forallb (fun b : bool => b) (zip Nat.leb n m) && Z.eqb (x mod y) 0 then
        let q := zip Nat.sub m n in
        match divide fuel (madd a (mshift q (- (x / y)) b)) b with
        | Some r => Some (madd [(q, (x / y)%Z)] r)
        | None => None
        end
      else None
  | _, _, _ => None
  end.

Fixpoint strip (fuel : nat) (a b : mpoly) : Z * mpoly :=
  match fuel with
  | O => (0%Z, a)
  | S fuel => match divide 1000 a b with
              | Some q => let r := strip fuel q b in ((1 + fst r)%Z, snd r)
              | None => (0%Z, a)
              end
  end.

(* Numerator and denominator of an expression in n variables. *)
Fixpoint fraction (n : nat) (e : E) : option (mpoly * mpoly) :=
  let two a b f := match fraction n a, fraction n b with Some x, Some y => f x y | _, _ => None end in
  match e with
  | EInt z => Some (mconst n z, mconst n 1)
  | EVar k => Some ([((repeat O k ++ 1 :: repeat O (n - S k))%nat, 1%Z)], mconst n 1)
  | EAdd a b => two a b (fun x y =>
      if same (snd x) (snd y) then Some (madd (fst x) (fst y), snd x)
      else Some (madd (mmul (fst x) (snd y)) (mmul (fst y) (snd x)), mmul (snd x) (snd y)))
  | ESub a b => two a b (fun x y =>
      let z := mmul (mconst n (-1)) (fst y) in
      if same (snd x) (snd y) then Some (madd (fst x) z, snd x)
      else Some (madd (mmul (fst x) (snd y)) (mmul z (snd x)), mmul (snd x) (snd y)))
  | EMul a b => two a b (fun x y => Some (mmul (fst x) (fst y), mmul (snd x) (snd y)))
  | EDiv a b => two a b (fun x y => Some (mmul (fst x) (snd y), mmul (snd x) (fst y)))
  | EOpp a => match fraction n a with Some x => Some (mmul (mconst n (-1)) (fst x), snd x) | None => None end
  | _ => None
  end.

Definition constant_of (a : mpoly) : option Z :=
  match a with (m, x) :: nil => if forallb (Nat.eqb 0) m then Some x else None | _ => None end.

Definition is_unit (a : mpoly) : bool := match constant_of a with Some z => Z.eqb (Z.abs z) 1 | None => false end.

(* a = c/d * product of base^exponents *)
Fixpoint exponents_over (base : list mpoly) (x : mpoly * mpoly) : option (list Z * (Z * Z)) :=
  match base with
  | nil => match constant_of (fst x), constant_of (snd x) with Some c, Some d => Some (nil, (c, d)) | _, _ => None end
  | b :: rest =>
      let up := if is_unit b then (0%Z, fst x) else strip 60 (fst x) b in
      let down := if is_unit b then (0%Z, snd x) else strip 60 (snd x) b in
      match exponents_over rest (snd up, snd down) with
      | Some (es, c) => Some ((fst up - fst down)%Z :: es, c)
      | None => None
      end
  end.

Fixpoint fractions (n : nat) (es : list E) : option (list (mpoly * mpoly)) :=
  match es with
  | nil => Some nil
  | e :: es => match fraction n e, fractions n es with Some x, Some r => Some (x :: r) | _, _ => None end
  end.

(* Exponents, and the rational c/d that is left, with c/d in lowest terms and d positive. *)
Definition decompose (n : nat) (base : list E) (a : E) : option (list Z * (Z * positive)) :=
  match fractions n base, fraction n a with
  | Some bs, Some x =>
      match exponents_over (map fst bs) x with
      | Some (es, (c, Zpos d)) => let q := Qred (c # d) in Some (es, (Qnum q, Qden q))
      | Some (es, (c, Zneg d)) => let q := Qred (Z.opp c # d) in Some (es, (Qnum q, Qden q))
      | _ => None
      end
  | _, _ => None
  end.

Definition coefficient (m : list nat) (a : mpoly) : Z :=
  fold_right (fun ny r => match lex m (fst ny) with Eq => snd ny | _ => r end) 0%Z a.

(* x = sum of k_j y_j with whole k_j, each read off at the leading term of y_j. *)
Fixpoint multiples (ys : list (mpoly * mpoly)) (x : mpoly * mpoly) : option (list Z) :=
  match ys with
  | nil => match fst x with nil => Some nil | _ => None end
  | y :: rest =>
      let left := mmul (fst x) (snd y) in
      let right := mmul (fst y) (snd x) in
      match right with
      | (m, c) :: _ =>
          let k := (coefficient m left / c)%Z in
          let rest_of_x := if Z.eqb k 0 then left else madd left (mshift (map (fun _ => O) m) (- k) right) in
          match multiples rest (rest_of_x, mmul (snd x) (snd y)) with
          | Some ks => Some (k :: ks)
          | None => None
          end
      | nil => None
      end
  end.

Definition combination (n : nat) (ys : list E) (x : E) : option (list Z) :=
  match fractions n ys, fraction n x with Some ys, Some x => multiples ys x | _, _ => None end.

(* Of the arguments of exponentials, those of which all are whole combinations; [ys] are kept. *)
Definition generators (n : nat) (ys xs : list E) : list E :=
  let spans ys x := match combination n ys x with Some _ => true | None => false end in
  let single x := match fraction n x with Some (_ :: nil, _) => true | _ => false end in
  fold_left (fun found x => if spans (ys ++ found)%list x then found
                            else (filter (fun y => negb (spans (x :: nil) y)) found ++ [x])%list)
    (filter single xs ++ filter (fun x => negb (single x)) xs)%list nil.

(* A polynomial as an expression. *)
Fixpoint monomial (k : nat) (m : list nat) : E :=
  match m with
  | nil => EInt 1
  | O :: m => monomial (S k) m
  | S e :: m => EMul (Nat.iter e (EMul (EVar k)) (EVar k)) (monomial (S k) m)
  end.

Fixpoint expression (a : mpoly) : E :=
  match a with
  | nil => EInt 0
  | (m, x) :: nil => EMul (EInt x) (monomial 0 m)
  | (m, x) :: rest => EAdd (EMul (EInt x) (monomial 0 m)) (expression rest)
  end.

(* What the base leaves over of numerator and denominator, without whole factors; with both signs. *)
Definition leftovers (n : nat) (base : list E) (a : E) : list (E * E) :=
  match fractions n base, fraction n a with
  | Some bs, Some x =>
      let rest a := fold_left (fun a b => if is_unit (fst b) then a else snd (strip 60 a (fst b))) bs a in
      let pack a :=
        match constant_of a with
        | Some _ => nil
        | None => let g := fold_right (fun mx g => Z.gcd (snd mx) g) 0%Z a in
                  let a := map (fun mx => (fst mx, (snd mx / g)%Z)) a in
                  [(expression a, expression (map (fun mx => (fst mx, (- snd mx)%Z)) a))]
        end in
      (pack (rest (fst x)) ++ pack (rest (snd x)))%list
  | _, _ => nil
  end.

(* Trial division; what is left after [fuel] candidates counts as prime. *)
Fixpoint small_factors (fuel : nat) (p n : Z) : list Z :=
  match fuel with
  | O => [n]
  | S fuel =>
      if Z.leb n 1 then nil
      else if Z.ltb n (p * p) then [n]
      else if Z.eqb (n mod p) 0 then p :: small_factors fuel p (n / p)
      else small_factors fuel (p + 1)%Z n
  end.

(* Largest first: each is then put in front of the base, so that division tries the smallest first. *)
Fixpoint insert (n : Z) (ns : list Z) : list Z :=
  match ns with
  | nil => [n]
  | m :: rest => if Z.eqb n m then ns else if Z.ltb m n then n :: ns else m :: insert n rest
  end.

Definition primes_of (ns : list Z) : list Z :=
  fold_right insert nil (flat_map (fun n => small_factors 3000 2 (Z.abs n)) ns).

(* ----- Tactics ----- *)

Ltac add_atom x l :=
  lazymatch l with
  | context [x :: _] => l
  | _ => constr:(x :: l)
  end.

(* The terms of t that are not built by + - * / and powers. *)
Ltac atoms l t :=
  lazymatch t with
  | IZR _ => l
  | ?a + ?b => let l := atoms l a in atoms l b
  | ?a - ?b => let l := atoms l a in atoms l b
  | ?a * ?b => let l := atoms l a in atoms l b
  | ?a / ?b => let l := atoms l a in atoms l b
  | / ?a => atoms l a
  | - ?a => atoms l a
  | ?a ^ _ => atoms l a
  | @nil R => l
  | ?a :: ?b => let l := atoms l a in atoms l b
  | _ => add_atom t l
  end.

Ltac reify_list values l :=
  lazymatch l with
  | ?a :: ?rest => let x := reify values a in let y := reify_list values rest in constr:(x :: y)
  | _ => constr:(@nil E)
  end.

(* 0 < a, from the hypotheses and the shape of a. *)
Ltac positive :=
  first
    [ assumption
    | lra
    | apply exp_pos
    | lazymatch goal with
      | |- 0 < _ * _ => apply Rmult_lt_0_compat; positive
      | |- 0 < _ / _ => apply Rdiv_lt_0_compat; positive
      | |- 0 < / _ => apply Rinv_0_lt_compat; positive
      | |- 0 < _ ^ _ => apply pow_lt; positive
      | |- 0 < _ + _ => apply Rplus_lt_0_compat; positive
      end
    | nra ].

Ltac positive_list :=
  lazymatch goal with
  | |- positive_base nil => apply Forall_nil
  | |- positive_base (?b :: _) =>
      apply Forall_cons;
      [ first [positive | fail 1 "symbolic_logs: the base term" b "was not shown to be positive"]
      | positive_list ]
  end.

(* Exponents of a over the base of [known], and the rational that is left. *)
Ltac decomposition known a :=
  lazymatch type of known with
  | positive_base ?base =>
      let l := atoms (@nil R) base in
      let l := atoms l a in
      let bs := reify_list l base in
      let x := reify l a in
      eval vm_compute in (decompose (length l) bs x)
  end.

Ltac open_products := cbv [zprod zsum zpow map Pos.to_nat Pos.iter_op Nat.add].

(* a <> 0, directly or as a product over the base. *)
Ltac nonzero known :=
  lazymatch goal with
  | |- _ /\ _ => split; nonzero known
  | |- ?a <> 0 =>
      first
        [ assumption
        | apply Rgt_not_eq; first [assumption | lra]
        | lazymatch decomposition known a with
          | Some (?es, (?c, ?d)) =>
              apply (nonzero_zprod _ es c d a known); [discriminate | open_products; field; nonzero known]
          end
        | apply Rgt_not_eq; positive
        | apply Rlt_not_eq; nra ]
  | |- _ => fail "not a condition that something is different from zero"
  end.

(* 0 < a, directly or as a product over the base. *)
Ltac positive_over known :=
  lazymatch goal with
  | |- 0 < ?a =>
      first
        [ positive
        | lazymatch decomposition known a with
          | Some (?es, (?c, ?d)) =>
              apply (positive_zprod _ es c d a known); [reflexivity | open_products; field; nonzero known]
          end ]
  end.

Ltac rational_identity known :=
  open_products;
  first [reflexivity | solve [ring] | solve [field; nonzero known]
        | fail 1 "symbolic_logs: a rational identity does not hold, or a denominator in it was not shown to be different from zero"].

(* The arguments of f in t, outermost first, without repetition. *)
Ltac arguments f l t :=
  lazymatch t with
  | f ?a => let l := add_atom a l in arguments f l a
  | ln ?a => arguments f l a
  | exp ?a => arguments f l a
  | ?a + ?b => let l := arguments f l a in arguments f l b
  | ?a - ?b => let l := arguments f l a in arguments f l b
  | ?a * ?b => let l := arguments f l a in arguments f l b
  | ?a / ?b => let l := arguments f l a in arguments f l b
  | - ?a => arguments f l a
  | ?a ^ _ => arguments f l a
  | @nil R => l
  | ?a :: ?b => let l := arguments f l a in arguments f l b
  | _ => l
  end.

Ltac terms_at l es := (* the terms of l whose trees, over the variables l, are es *)
  lazymatch es with
  | ?e :: ?rest => let t := eval cbv [den nth] in (den l e) in let r := terms_at l rest in constr:(t :: r)
  | _ => constr:(@nil R)
  end.

Ltac exponentials_of base :=
  lazymatch base with
  | exp ?y :: ?rest => let l := exponentials_of rest in constr:(y :: l)
  | _ :: ?rest => exponentials_of rest
  | _ => constr:(@nil R)
  end.

(* The terms in which the goal speaks. *)
Ltac sides_of_goal :=
  lazymatch goal with
  | |- @eq R ?a ?b => constr:(a :: b :: nil)
  | |- ?a < ?b => constr:(a :: b :: nil)
  | |- ?a <> ?b => constr:(a :: b :: nil)
  | |- _ => constr:(@nil R)
  end.

(* Further exponentials that those of the goal need. *)
Ltac missing_exponentials base :=
  let sides := sides_of_goal in
  let ys := exponentials_of base in
  let xs := arguments exp (@nil R) sides in
  let xs := arguments exp xs base in
  let l := atoms (@nil R) ys in
  let l := atoms l xs in
  let es := reify_list l ys in
  let fs := reify_list l xs in
  let found := eval vm_compute in (generators (length l) es fs) in
  terms_at l found.

Ltac with_exponentials base ys :=
  lazymatch ys with
  | ?y :: ?rest => let b := with_exponentials base rest in constr:(exp y :: b)
  | _ => base
  end.

(* Writes every exponential of the goal by those of the base. *)
Ltac fold_exponentials known ys :=
  repeat match goal with
  | |- context [exp ?x] =>
      lazymatch ys with context [x :: _] => fail | _ => idtac end;
      let l := atoms (@nil R) ys in
      let l := atoms l x in
      let es := reify_list l ys in
      let e := reify l x in
      let answer := eval vm_compute in (combination (length l) es e) in
      lazymatch answer with
      | Some ?ks =>
          let H := fresh in
          assert (H : exp x = zprod (map exp ys) ks) by (apply exp_zprod; rational_identity known);
          cbv [zprod zpow map Pos.to_nat Pos.iter_op Nat.add] in H; rewrite H; clear H
      | None => fail 2 "symbolic_logs: the exponential of" x "is not a product of whole powers of the exponentials in the base"
      end
  end.

(* Every exponential of the base becomes a positive variable t with ln t known. *)
Ltac name_exponentials ys :=
  lazymatch ys with
  | ?y :: ?rest =>
      let t := fresh "t" in let P := fresh "P" in let L := fresh "L" in
      assert (P := exp_pos y); assert (L := ln_exp y);
      set (t := exp y) in *; clearbody t;
      name_exponentials rest
  | _ => idtac
  end.

(* The logarithms of the base, each as a variable or as what it is known to be. *)
Ltac name_logs base :=
  lazymatch base with
  | ?b :: ?rest =>
      lazymatch goal with
      | H : ln b = _ |- _ => idtac
      | |- _ => let l := fresh "l" in let L := fresh "L" in
                assert (L : exists l, ln b = l) by (exists (ln b); reflexivity); destruct L as [l L]
      end; name_logs rest
  | _ => idtac
  end.

Ltac logs_of base :=
  lazymatch base with
  | ?b :: ?rest => let r := logs_of rest in
                   lazymatch goal with H : ln b = ?l |- _ => constr:(l :: r) end
  | _ => constr:(@nil R)
  end.

Ltac expand_logs known base logs lists :=
  repeat match goal with
  | |- context [ln ?a] =>
      lazymatch a with context [ln _] => fail | _ => idtac end;
      lazymatch decomposition known a with
      | Some (?es, (1%Z, 1%positive)) =>
          let H := fresh in
          assert (H : ln a = zsum logs es) by (apply (ln_zprod base es logs a known lists); rational_identity known);
          cbv [zsum] in H; rewrite H; clear H
      | Some (_, (?c, ?d)) =>
          fail 2 "symbolic_logs: in the logarithm of" a "the rational factor" c "/" d "is left over"
      | None => fail 2 "symbolic_logs: the argument" a "of a logarithm is not a product of powers of the base"
      end
  end.

Ltac open_hypotheses :=
  intros;
  repeat match goal with H : _ /\ _ |- _ => destruct H end;
  repeat match goal with H : ?x = _ |- _ => is_var x; subst x end.

Ltac open_functions :=
  unfold tanh, sinh, cosh; plain_inverses;
  repeat match goal with |- context [exp (ln ?a)] => rewrite (exp_ln a) by positive end.

(* Opens the goal, shows the base positive, and gives the exponentials of goal and base names. *)
Ltac over_base base finish :=
  open_hypotheses; open_definitions; open_functions;
  let more := missing_exponentials base in
  let base := with_exponentials base more in
  let known := fresh "known" in
  assert (known : positive_base base) by positive_list;
  let ys := exponentials_of base in
  let written := fresh "written" in
  assert (written := known); revert written; fold_exponentials known ys; clear known; intro known;
  name_exponentials ys;
  finish known.

(* The factors that products and quotients show. *)
Ltac visible_factors l t :=
  lazymatch t with
  | IZR _ => l
  | ?a * ?b => let l := visible_factors l a in visible_factors l b
  | ?a / ?b => let l := visible_factors l a in visible_factors l b
  | ?a ^ _ => visible_factors l a
  | @nil R => l
  | ?a :: ?b => let l := visible_factors l a in visible_factors l b
  | _ => add_atom t l
  end.

Ltac add_factor known b :=
  lazymatch type of known with
  | positive_base ?base =>
      let grown := fresh "known" in
      assert (grown : positive_base (b :: base)) by (apply Forall_cons; [positive | exact known]);
      clear known; rename grown into known
  end.

(* Adds to the base what it leaves over in these terms, where that can be shown to be positive or negative. *)
Ltac add_factors known terms :=
  lazymatch terms with
  | ?a :: ?rest =>
      lazymatch a with context [ln _] => idtac | _ =>
        lazymatch type of known with
        | positive_base ?base =>
            let l := atoms (@nil R) base in
            let l := atoms l a in
            let bs := reify_list l base in
            let x := reify l a in
            let found := eval vm_compute in (leftovers (length l) bs x) in
            lazymatch found with
            | (?p, ?m) :: ?more =>
                let p := eval cbv [den nth] in (den l p) in
                let m := eval cbv [den nth] in (den l m) in
                tryif first [add_factor known p | add_factor known m]
                then lazymatch more with nil => idtac | _ => add_factors known (a :: nil) end
                else idtac
            | nil => idtac
            end
        end
      end;
      add_factors known rest
  | _ => idtac
  end.

Ltac left_over known arguments :=
  lazymatch arguments with
  | ?a :: ?rest =>
      let l := left_over known rest in
      lazymatch decomposition known a with
      | Some (_, (?c, ?d)) => constr:(c :: Zpos d :: l)
      | None => fail "symbolic_logs: the argument" a "of a logarithm is not a product of powers of the base"
      end
  | _ => constr:(@nil Z)
  end.

Ltac with_primes known primes :=
  lazymatch primes with
  | ?p :: ?rest => add_factor known (IZR p); with_primes known rest
  | _ => idtac
  end.

Ltac grow_base known :=
  let sides := sides_of_goal in
  let logs := arguments ln (@nil R) sides in
  let factors := visible_factors (@nil R) logs in
  add_factors known factors;
  let numbers := left_over known logs in
  let primes := eval vm_compute in (primes_of numbers) in
  with_primes known primes.

Ltac finish_logs known :=
  grow_base known;
  lazymatch type of known with
  | positive_base ?base =>
      name_logs base;
      let logs := logs_of base in
      let lists := fresh "lists" in
      assert (lists : map ln base = logs)
        by (cbn [map]; repeat match goal with H : ln ?b = _ |- context [ln ?b] => rewrite H end; reflexivity);
      expand_logs known base logs lists;
      rational_identity known
  end.

Ltac symbolic_logs_with base :=
  intros;
  lazymatch goal with
  | |- @eq R _ _ => over_base base finish_logs
  | |- _ => fail 0 "symbolic_logs: the goal is not an equality of real numbers"
  end.

(* [symbolic_logs base]: proves [forall parameters, hypotheses -> a = b]; base lists positive terms. *)
Tactic Notation "symbolic_logs" uconstr(base) :=
  let b := eval cbv beta in (base : list R) in symbolic_logs_with b.
