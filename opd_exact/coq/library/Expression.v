(* Reified expressions: the data on which every evaluator of this library computes.

   An expression [E] is a finite tree of integer literals, variables, + - * /, ln and exp; [den] gives it its
   meaning as a real number, so a statement about reals can be exchanged for one about a tree, which Coq can
   compute with.  A program is a list of expressions, each of which may name the results of those before it:
   this keeps shared subterms shared.  [reify] reads a term and writes the tree; nothing here is trusted beyond
   [den], because the kernel compares the meaning of the tree with the statement by itself. *)
Require Import Reals List ZArith.
Import ListNotations.
Local Open Scope R_scope.

Inductive E : Set :=
| EInt (z : Z) | EVar (k : nat)
| EAdd (a b : E) | ESub (a b : E) | EMul (a b : E) | EDiv (a b : E)
| EOpp (a : E) | ELn (a : E) | EExp (a : E).

(* The meaning of an expression; variable k is the k-th entry of the environment, the most recent first. *)
Fixpoint den (env : list R) (e : E) : R :=
  match e with
  | EInt z => IZR z
  | EVar k => nth k env 0
  | EAdd a b => den env a + den env b
  | ESub a b => den env a - den env b
  | EMul a b => den env a * den env b
  | EDiv a b => den env a / den env b
  | EOpp a => - den env a
  | ELn a => ln (den env a)
  | EExp a => exp (den env a)
  end.

(* The environment after a program: each result is put in front. *)
Fixpoint run (env : list R) (program : list E) : list R :=
  match program with
  | nil => env
  | e :: rest => run (den env e :: env) rest
  end.

(* A program grows at its end. *)
Lemma run_snoc : forall program env e,
  run env (program ++ [e]) = den (run env program) e :: run env program.
Proof. induction program as [|a program IH]; intros env e; [reflexivity | exact (IH _ e)]. Qed.

Lemma run_bind : forall program values e x,
  run nil program = values -> x = den values e -> run nil (program ++ [e]) = x :: values.
Proof. intros program values e x <- ->. apply run_snoc. Qed.

(* An inverse that stands alone, as a quotient: [reify] knows quotients only. *)
Lemma inverse_quotient a : / a = 1 / a.
Proof. symmetry. apply Rmult_1_l. Qed.

Ltac plain_inverses := repeat match goal with |- context [/ ?a] => rewrite (inverse_quotient a) end.

Ltac position x values :=
  lazymatch values with
  | x :: _ => constr:(O)
  | _ :: ?rest => let k := position x rest in constr:(S k)
  | _ => fail "the term" x "is neither built from literals, + - * /, ln, exp nor a bound variable"
  end.

(* [reify values t]: the tree of [t]; [values : list R] lists the variables that may occur.
   [a * / b] is read as [a / b], and [a ^ n] with a literal n as a product: both have the same meaning to the kernel. *)
Ltac reify values t :=
  lazymatch t with
  | IZR ?z => constr:(EInt z)
  | R0 => constr:(EInt 0)
  | R1 => constr:(EInt 1)
  | ?a + ?b => let x := reify values a in let y := reify values b in constr:(EAdd x y)
  | ?a - ?b => let x := reify values a in let y := reify values b in constr:(ESub x y)
  | ?a / ?b => let x := reify values a in let y := reify values b in constr:(EDiv x y)
  | ?a * / ?b => let x := reify values a in let y := reify values b in constr:(EDiv x y)
  | ?a * ?b => let x := reify values a in let y := reify values b in constr:(EMul x y)
  | - ?a => let x := reify values a in constr:(EOpp x)
  | ln ?a => let x := reify values a in constr:(ELn x)
  | exp ?a => let x := reify values a in constr:(EExp x)
  | ?a ^ O => constr:(EInt 1)
  | ?a ^ (S ?n) => let x := reify values a in let y := reify values (a ^ n) in constr:(EMul x y)
  | ?x => let k := position x values in constr:(EVar k)
  end.

(* [reify_lets known]: for a goal [let x := e in .. body] with [known : run nil program = values] (at the start
   [program] and [values] are nil), bind each let in turn.  Leaves the goal [body] over plain variables and
   replaces [known] by the equation of the whole program.  Each let costs one step, however often it is used. *)
Ltac reify_lets known :=
  lazymatch goal with
  | |- let _ := _ in _ =>
      let x := fresh "x" in
      intro x;
      lazymatch type of known with
      | run nil ?program = ?values =>
          let t := eval unfold x in x in
          let e := reify values t in
          let longer := eval cbv [app] in (program ++ [e])%list in
          let grown := fresh known in
          assert (grown : run nil longer = x :: values) by exact (run_bind program values e x known eq_refl);
          clearbody x; clear known; rename grown into known;
          reify_lets known
      end
  | |- _ => idtac
  end.

(* Starts [reify_lets]: afterwards [known : run nil program = values] is in the context. *)
Ltac bind_lets known :=
  assert (known : run nil nil = nil) by reflexivity;
  reify_lets known.
