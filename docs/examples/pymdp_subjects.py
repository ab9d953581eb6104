"""Agents to audit: `python -m opd_exact.audit pymdp docs.examples.pymdp_subjects:tmaze`, from the repository's root.

Each function builds a pymdp agent, its environment and a search, and says how long to run. Floats are written as a user
of pymdp would write them; the audit finds out what they hold.
"""

import jax.numpy as jnp
from pymdp.agent import Agent
from pymdp.envs.cue_chaining import CueChainingEnv
from pymdp.envs.env import PymdpEnv
from pymdp.envs.graph_worlds import GraphEnv, generate_connected_clusters
from pymdp.envs.tmaze import TMaze
from pymdp.planning.si import si_policy_search

from opd_exact.audit import Subject

__all__ = [
    "cue_chaining",
    "graph_world",
    "tmaze",
    "two_causes",
]


def tmaze() -> Subject:
    """pymdp's T-maze with a cue that is right 19 times out of 20, and a tree search of at most 5000 nodes."""
    environment = TMaze(
        reward_probability=1.0,
        punishment_probability=1.0,
        cue_validity=0.95,
        reward_condition=0,
        dependent_outcomes=True,
    )
    agent = Agent(
        A=environment.A,
        B=environment.B,
        C=[jnp.zeros(5), jnp.array([0.0, 2.0, -6.0]), jnp.array([0.0, -0.5, -0.5])],
        D=[jnp.array([1.0, 0.0, 0.0, 0.0, 0.0]), jnp.array([0.5, 0.5])],
        A_dependencies=environment.A_dependencies,
        B_dependencies=environment.B_dependencies,
        gamma=3.0,
    )
    search = si_policy_search(
        horizon=5,
        max_nodes=5000,
        max_branching=45,
        policy_prune_threshold=0.0,
        observation_prune_threshold=1e-4,
        entropy_stop_threshold=0.0,
        gamma=3.0,
    )
    return Subject(
        agent,
        environment,
        steps=3,
        policy_search=search,
        factors=("location", "reward_location"),
        modalities=("location", "outcome", "cue"),
    )


def graph_world() -> Subject:
    """pymdp's graph world: five places in two clusters, an object in one of them, and a search three steps ahead."""
    graph, _ = generate_connected_clusters(cluster_size=2, connections=2)
    environment = GraphEnv(graph, object_location=4, agent_location=0)
    places = len(graph.nodes)
    agent = Agent(
        A=environment.A,
        B=environment.B,
        C=[jnp.zeros(places), jnp.array([0.0, 1.0])],
        D=[jnp.zeros(places).at[0].set(1.0), jnp.ones(places + 1) / (places + 1)],
        A_dependencies=environment.A_dependencies,
        B_dependencies=environment.B_dependencies,
        gamma=2.0,
    )
    search = si_policy_search(
        horizon=3, max_nodes=2000, max_branching=20, policy_prune_threshold=0.0, entropy_stop_threshold=0.0, gamma=2.0
    )
    return Subject(
        agent,
        environment,
        steps=2,
        policy_search=search,
        factors=("place", "object"),
        modalities=("place", "seen"),
    )


def cue_chaining() -> Subject:
    """pymdp's cue chaining on a small grid: one cue says where the next is, the next where the reward is."""
    environment = CueChainingEnv(
        grid_shape=(2, 3),
        start_location=(0, 0),
        cue1_location=(1, 0),
        cue2_locations=((0, 1), (1, 1)),
        reward_locations=((0, 2), (1, 2)),
        cue2_state=0,
        reward_condition=1,
    )
    agent = Agent(
        A=environment.A,
        B=environment.B,
        C=[jnp.zeros(6), jnp.zeros(3), jnp.zeros(3), jnp.array([0.0, 2.0, -4.0])],
        D=[jnp.zeros(6).at[0].set(1.0), jnp.ones(2) / 2, jnp.ones(2) / 2],
        A_dependencies=environment.A_dependencies,
        B_dependencies=environment.B_dependencies,
        gamma=1.0,
    )
    search = si_policy_search(
        horizon=3, max_nodes=2000, max_branching=20, policy_prune_threshold=0.0, entropy_stop_threshold=0.0, gamma=1.0
    )
    return Subject(
        agent,
        environment,
        steps=2,
        policy_search=search,
        factors=("place", "cue place", "reward place"),
        modalities=("place", "first cue", "second cue", "reward"),
    )


def two_causes() -> Subject:
    """Two uncertain causes of one alarm: an observation makes them dependent, which products of marginals cannot hold.

    Cause 0 can be repaired (control 1), cause 1 drifts by itself. The alarm is likely only if just one of them is on.
    """
    alarm = jnp.array([[[0.9, 0.2], [0.3, 0.7]], [[0.1, 0.8], [0.7, 0.3]]])
    repair = jnp.stack([jnp.array([[0.8, 0.1], [0.2, 0.9]]), jnp.array([[0.9, 0.6], [0.1, 0.4]])], axis=-1)
    drift = jnp.array([[0.7, 0.2], [0.3, 0.8]])[..., None]
    causes = [jnp.array([0.6, 0.4]), jnp.array([0.3, 0.7])]
    dependencies = {"A_dependencies": [[0, 1]], "B_dependencies": [[0], [1]]}
    environment = PymdpEnv(A=[alarm], B=[repair, drift], D=causes, **dependencies)
    agent = Agent(
        A=[alarm], B=[repair, drift], C=[jnp.array([0.5, -1.0])], D=causes, num_iter=16, gamma=4.0, **dependencies
    )
    search = si_policy_search(
        horizon=3,
        max_nodes=500,
        max_branching=4,
        policy_prune_threshold=0.0,
        observation_prune_threshold=0.0,
        entropy_stop_threshold=0.0,
        gamma=4.0,
    )
    return Subject(
        agent, environment, steps=3, policy_search=search, factors=("repaired", "drifting"), modalities=("alarm",)
    )
