"""Prints the shell commands of a Markdown file: the contents of its ```sh blocks, in order."""

import pathlib
import re
import sys

text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
if not blocks:
    sys.exit(f"{sys.argv[1]}: no sh blocks found; expected the commands of the README")
print("\n".join(blocks))  # noqa: T201
