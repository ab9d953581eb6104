"""A recording of the rollout by inferactively-pymdp 1.0.4 on jax 0.10.2, kept so that most tests need neither."""

from pathlib import Path

from opd_exact.audit.rollout_files import RolloutFiles

__all__ = [
    "recorded",
]


def recorded() -> RolloutFiles:
    """The three files as they were recorded."""
    folder = Path(__file__).parent / "recorded"
    return RolloutFiles({path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.json"))})
