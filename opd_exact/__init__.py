"""opd_exact decides, proves and audits claims about finite variational models.

Every value says how it is known: proved, decided, enclosed, or only observed.
"""

from importlib import metadata as _metadata

from opd_exact import _mount

__all__ = [
    "__version__",
]

try:
    __version__ = _metadata.version("opd_exact")
except _metadata.PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"

for _kind in ("checks", "proofs"):
    _mount.mount_builtin(_kind)
