(* The chain rule of relative entropy: of a pair of variables, of sequences whose steps may depend on all that came
   before, and of the trajectories of two policies in one chain, for any number of steps. Probabilities may be zero; the
   second policy has to allow what the first does wherever the first can be. *)

From Coq Require Import Reals List Lra Lia.
From OpdExact Require Import Definitions Models Sums Gibbs.
Import ListNotations.
Local Open Scope R_scope.

(* One factor more in both probabilities adds a logarithm. *)
Lemma ln_of_extended_ratio x y u v :
  0 <= x -> 0 <= y -> 0 <= u -> 0 <= v -> (x <> 0 -> y <> 0) -> (x <> 0 -> u <> 0 -> v <> 0) ->
  x * u * ln (x * u / (y * v)) = x * ln (x / y) * u + x * (u * ln (u / v)).
Proof.
  intros x_sign y_sign u_sign v_sign first second.
  destruct (Req_dec x 0) as [-> | x_some]; [ring |]. destruct (Req_dec u 0) as [-> | u_some]; [ring |].
  specialize (first x_some). specialize (second x_some u_some).
  rewrite !ln_quotient, !ln_mult; try apply Rmult_lt_0_compat; lra.
Qed.

(* ----- Two variables -----
   D(q(x) q(y|x) || p(x) p(y|x)) = D(q(x) || p(x)) + sum over x of q(x) D(q(.|x) || p(.|x)) *)

Lemma KL_of_scaled_rows x y q p :
  0 <= x -> 0 <= y -> (x <> 0 -> y <> 0) -> all_nonnegative q -> all_nonnegative p -> supported q p ->
  KL (map (Rmult x) q) (map (Rmult y) p) = x * ln (x / y) * sum q + x * KL q p.
Proof.
  unfold KL. intros x_sign y_sign first q_sign p_sign support. revert q_sign p_sign.
  induction support as [| u v q p second _ IH]; simpl; intros q_sign p_sign; [ring |].
  inversion_clear q_sign. inversion_clear p_sign. rewrite IH, ln_of_extended_ratio by auto. ring.
Qed.

Theorem KL_chain_rule q p Q P :
  all_nonnegative q -> all_nonnegative p -> supported q p ->
  length Q = length q -> Forall is_distribution Q -> Forall all_nonnegative P -> Forall2 supported Q P ->
  KL (concat (chained q Q)) (concat (chained p P)) = KL q p + expected_value q (map2 KL Q P).
Proof.
  intros q_sign p_sign support high Q_pmf P_sign supports. revert Q P q_sign p_sign high Q_pmf P_sign supports.
  unfold expected_value, chained. induction support as [| x y q p first _ IH];
    intros Q P q_sign p_sign high Q_pmf P_sign supports.
  - destruct Q; [unfold KL; simpl; ring | discriminate].
  - destruct supports as [| u v Q P second others]; [discriminate |]. injection high as high.
    inversion_clear q_sign. inversion_clear p_sign. inversion_clear Q_pmf as [| ? ? [u_sign u_total] others_pmf].
    inversion_clear P_sign. simpl. rewrite KL_app, IH by (auto; rewrite !length_of_map; now apply supported_length).
    rewrite KL_of_scaled_rows, u_total by assumption. unfold KL. simpl. ring.
Qed.

(* ----- Sequences, whatever the sum over one step is ----- *)

Section Sequences.

Variables (X : Type) (over : (X -> R) -> R) (inside : X -> Prop).
Hypothesis over_ext : forall f g, (forall x, inside x -> f x = g x) -> over f = over g.
Hypothesis over_plus : forall f g, over (fun x => f x + g x) = over f + over g.
Hypothesis over_scale : forall c f, over (fun x => c * f x) = c * over f.

Lemma over_paths_ext n f g :
  (forall path, Forall inside path -> f path = g path) -> over_paths over n f = over_paths over n g.
Proof.
  revert f g. induction n as [| n IH]; intros f g same; simpl; [apply same; constructor |].
  apply IH. intros past member. apply over_ext. intros. apply same. now constructor.
Qed.

Lemma over_paths_plus n f g :
  over_paths over n (fun path => f path + g path) = over_paths over n f + over_paths over n g.
Proof.
  revert f g. induction n as [| n IH]; intros f g; simpl; [reflexivity |].
  rewrite <- IH. apply over_paths_ext. intros. apply over_plus.
Qed.

Variables q p : list X -> X -> R.

(* What can come about under q: of admitted values, and not of probability zero. *)
Let reached path := Forall inside path /\ path_probability q path <> 0.

Hypothesis q_sign : forall past x, reached past -> inside x -> 0 <= q past x.
Hypothesis q_total : forall past, reached past -> over (q past) = 1.
Hypothesis p_sign : forall past x, reached past -> inside x -> 0 <= p past x.
Hypothesis support : forall past x, reached past -> inside x -> q past x <> 0 -> p past x <> 0.

Let signs path :
  reached path -> 0 < path_probability q path /\ 0 < path_probability p path.
Proof.
  induction path as [| x past IH]; intros [member nonzero]; simpl in *; [lra |].
  inversion_clear member as [| ? ? here there].
  assert (known : reached past) by (split; [assumption |]; intros zero; apply nonzero; rewrite zero; ring).
  assert (q past x <> 0) by (intros zero; apply nonzero; rewrite zero; ring).
  generalize (IH known) (q_sign past x known here) (p_sign past x known here) (support past x known here).
  intros [? ?] ? ? ?. split; apply Rmult_lt_0_compat; lra.
Qed.

Let term path := path_probability q path * ln (path_probability q path / path_probability p path).

Let term_of_step past x : Forall inside past -> inside x ->
  term (x :: past) = term past * q past x + path_probability q past * (q past x * ln (q past x / p past x)).
Proof.
  intros member here. unfold term. simpl.
  destruct (Req_dec (path_probability q past) 0) as [-> | nonzero]; [ring |].
  assert (known : reached past) by now split. destruct (signs past known).
  apply ln_of_extended_ratio; eauto; lra.
Qed.

Theorem path_chain_rule n :
  path_KL over n q p
  = bs n (fun t => over_paths over t (fun past =>
      path_probability q past * over (fun x => q past x * ln (q past x / p past x)))).
Proof.
  transitivity (over_paths over n term); [reflexivity |].
  induction n as [| n IH]; simpl; [unfold term; simpl; replace (1 / 1) with 1 by field; rewrite ln_1; ring |].
  rewrite <- IH, <- over_paths_plus. apply over_paths_ext. intros past member.
  rewrite (over_ext _ _ (fun x here => term_of_step past x member here)), over_plus, !over_scale.
  destruct (Req_dec (path_probability q past) 0) as [zero | nonzero].
  - unfold term. rewrite zero. ring.
  - rewrite q_total by now split. ring.
Qed.

End Sequences.

(* Sequences over m letters, each drawn from a distribution that may depend on all letters before it. *)
Theorem sequence_chain_rule m n (q p : list nat -> nat -> R) :
  (forall past, is_distribution_n m (q past)) -> (forall past, is_distribution_n m (p past)) ->
  (forall past, supported_n m (q past) (p past)) ->
  path_KL (bs m) n q p
  = bs n (fun t => over_paths (bs m) t (fun past => path_probability q past * KL_n m (q past) (p past))).
Proof.
  intros q_pmf p_pmf support. apply (path_chain_rule nat (bs m) (fun x => (x < m)%nat)).
  - apply bs_ext.
  - apply bs_plus.
  - apply bs_scale.
  - intros past x _. apply q_pmf.
  - intros past _. apply q_pmf.
  - intros past x _. apply p_pmf.
  - intros past x _. apply support.
Qed.

(* ----- Two policies in one chain ----- *)

Section Policies.

Variables states actions : nat.

Lemma over_pairs_ext f g :
  (forall pair, (fst pair < states)%nat /\ (snd pair < actions)%nat -> f pair = g pair) ->
  over_pairs states actions f = over_pairs states actions g.
Proof. intros same. apply bs_ext. intros. apply bs_ext. intros. apply same. now split. Qed.

Lemma over_pairs_plus f g :
  over_pairs states actions (fun pair => f pair + g pair)
  = over_pairs states actions f + over_pairs states actions g.
Proof. unfold over_pairs. rewrite <- bs_plus. apply bs_ext. intros. apply bs_plus. Qed.

Lemma over_pairs_scale c f :
  over_pairs states actions (fun pair => c * f pair) = c * over_pairs states actions f.
Proof. unfold over_pairs. rewrite <- bs_scale. apply bs_ext. intros. apply bs_scale. Qed.

Variables (start : nat -> R) (move : nat -> nat -> nat -> R) (student teacher : nat -> nat -> R).

(* The mean over the trajectories so far of a function of the next state is its mean under [state_at]. *)
Lemma mean_of_next_state t f :
  over_paths (over_pairs states actions) t (fun past =>
    path_probability (policy_step start move student) past * bs states (fun s => next_state start move past s * f s))
  = bs states (fun s => state_at states actions start move student t s * f s).
Proof.
  revert f. induction t as [| t IH]; intros f; simpl; [ring |].
  set (g r := bs actions (fun a => student r a * bs states (fun s => move a r s * f s))).
  transitivity (over_paths (over_pairs states actions) t (fun past =>
    path_probability (policy_step start move student) past * bs states (fun r => next_state start move past r * g r))).
  - apply over_paths_ext with (inside := fun _ => True).
    + intros h k same. apply over_pairs_ext. auto.
    + intros past _. unfold over_pairs. rewrite <- bs_scale. apply bs_ext. intros r _.
      unfold g. rewrite <- Rmult_assoc, <- bs_scale. apply bs_ext. intros a _. unfold policy_step. simpl. ring.
  - rewrite IH. symmetry. erewrite bs_ext by (intros; symmetry; apply bs_scale_right).
    rewrite bs_swap. apply bs_ext. intros r _.
    erewrite bs_ext by (intros; symmetry; apply bs_scale_right).
    rewrite bs_swap. unfold g. rewrite <- bs_scale. apply bs_ext. intros a _.
    rewrite <- Rmult_assoc, <- bs_scale. apply bs_ext. intros s _. ring.
Qed.

Hypothesis start_pmf : is_distribution_n states start.
Hypothesis move_pmf : forall s a, (s < states)%nat -> (a < actions)%nat -> is_distribution_n states (move a s).
Hypothesis student_pmf : forall s, (s < states)%nat -> is_distribution_n actions (student s).
Hypothesis teacher_pmf : forall s, (s < states)%nat -> is_distribution_n actions (teacher s).
Hypothesis support : forall s, (s < states)%nat -> supported_n actions (student s) (teacher s).

Let inside (pair : nat * nat) := (fst pair < states)%nat /\ (snd pair < actions)%nat.

Let next_state_pmf past : Forall inside past -> is_distribution_n states (next_state start move past).
Proof. destruct 1 as [| [s a] past [? ?] _]; simpl; auto. Qed.

(* The relative entropy of the trajectories is the sum over time of the relative entropies in each state, weighted with
   the student's own probability of being there. *)
Theorem trajectory_chain_rule n :
  trajectory_KL states actions n start move student teacher
  = bs n (fun t => bs states (fun s =>
      state_at states actions start move student t s * KL_n actions (student s) (teacher s))).
Proof.
  unfold trajectory_KL. rewrite (path_chain_rule _ _ inside over_pairs_ext over_pairs_plus over_pairs_scale).
  - apply bs_ext. intros t _. rewrite <- mean_of_next_state. apply over_paths_ext with (inside := inside).
    { intros; now apply over_pairs_ext. }
    intros past member. f_equal. apply bs_ext. intros s s_in. unfold KL_n. rewrite <- bs_scale.
    apply bs_ext. intros a a_in. unfold policy_step. simpl.
    destruct (next_state_pmf past member) as [sign _]. specialize (sign s s_in).
    destruct (Req_dec (next_state start move past s) 0) as [-> | some]; [ring |].
    destruct (Req_dec (student s a) 0) as [-> | action]; [ring |].
    replace (next_state start move past s * student s a / (next_state start move past s * teacher s a))
      with (student s a / teacher s a) by (field; split; [exact (support s s_in a a_in action) | assumption]).
    ring.
  - intros past [s a] [member _] [s_in a_in]. apply Rmult_le_pos; [now apply next_state_pmf | now apply student_pmf].
  - intros past [member _]. unfold over_pairs, policy_step. simpl. destruct (next_state_pmf past member) as [_ one].
    rewrite <- one. apply bs_ext. intros s s_in. rewrite bs_scale. destruct (student_pmf s s_in) as [_ ->]. ring.
  - intros past [s a] [member _] [s_in a_in]. apply Rmult_le_pos; [now apply next_state_pmf | now apply teacher_pmf].
  - intros past [s a] [member _] [s_in a_in]. unfold policy_step. simpl. intros nonzero.
    apply Rmult_integral_contrapositive_currified.
    + intros zero. apply nonzero. rewrite zero. ring.
    + apply support; auto. intros zero. apply nonzero. rewrite zero. ring.
Qed.

End Policies.

(* The same for tables, whose hypotheses a certificate can discharge: a row of a policy for each state, and in [moves]
   for each action a table with a row for each state. *)
Definition stochastic (rows columns : nat) (T : list (list R)) : Prop :=
  length T = rows /\ Forall (fun row => length row = columns /\ is_distribution row) T.

Lemma stochastic_row rows columns T i :
  stochastic rows columns T -> (i < rows)%nat -> is_distribution_n columns (cell T i).
Proof.
  intros [high shape] inside. rewrite Forall_forall in shape. destruct (shape (nth i T [])) as [wide pmf].
  - apply nth_In. now rewrite high.
  - unfold cell. rewrite <- wide. now apply is_distribution_to_n.
Qed.

Lemma supported_row rows columns Q P i :
  stochastic rows columns Q -> Forall2 supported Q P -> (i < rows)%nat -> supported_n columns (cell Q i) (cell P i).
Proof.
  intros [high shape] support inside. subst rows. unfold cell. revert i inside.
  induction support as [| q p Q P here _ IH]; simpl; intros i inside; [lia |].
  inversion_clear shape as [| ? ? [wide _] others]. destruct i; [rewrite <- wide; now apply supported_to_n |].
  apply IH; [assumption | lia].
Qed.

Theorem trajectory_chain_rule_of_tables states actions n start moves student teacher :
  length start = states -> length moves = actions ->
  is_distribution start -> Forall (stochastic states states) moves ->
  stochastic states actions student -> stochastic states actions teacher -> Forall2 supported student teacher ->
  let move a := cell (nth a moves []) in
  trajectory_KL states actions n (item start) move (cell student) (cell teacher)
  = bs n (fun t => bs states (fun s =>
      state_at states actions (item start) move (cell student) t s * KL_n actions (cell student s) (cell teacher s))).
Proof.
  intros high many start_pmf moves_pmf student_pmf teacher_pmf support move. apply trajectory_chain_rule.
  - rewrite <- high. now apply is_distribution_to_n.
  - intros s a s_in a_in. apply stochastic_row with states; [| assumption].
    rewrite Forall_forall in moves_pmf. apply moves_pmf, nth_In. now rewrite many.
  - intros s s_in. now apply stochastic_row with states.
  - intros s s_in. now apply stochastic_row with states.
  - intros s s_in. now apply supported_row with states.
Qed.

Ltac stochastic_check :=
  split; [reflexivity |];
  repeat (apply Forall_cons; [split; [reflexivity | is_distribution_check] |]); apply Forall_nil.
Ltac stochastics_check := repeat (apply Forall_cons; [stochastic_check |]); apply Forall_nil.
Ltac supported_rows_check := repeat (apply Forall2_cons; [supported_check |]); apply Forall2_nil.

(* ----- Survival: a linear recursion in closed form ----- *)

Theorem survival_closed_form a r t :
  1 - a + r <> 0 -> survival a r t = r / (1 - a + r) + (1 - r / (1 - a + r)) * (a - r) ^ t.
Proof.
  intros moving. induction t as [| t IH]; simpl; [| rewrite IH]; field; assumption.
Qed.
