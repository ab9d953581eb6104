"""The tutorial is done as it is told: its files are written, its commands run, their output compared.

A block with a title is a file (or more of one: `add`), a diff is applied to one; in a console block every `$` line
is a command. What follows it is what is printed, with `...` for times and what else may differ.
"""

import doctest
import importlib
import re
import shlex
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent / "docs/tutorial.md"
BLOCK = re.compile(r'^```(\w+)(?: title="([^" ]+)( \(add\))?")?\n(.*?)^```$', flags=re.MULTILINE | re.DOTALL)
SAME = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class Reader:
    """Somebody who follows the page in a shell."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.capsys, self.monkeypatch, self.code, self.commands = capsys, monkeypatch, 0, 0

    def follow(self, language: str, title: str, append: str, text: str) -> None:
        if language == "console":
            for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, flags=re.MULTILINE):
                self.run(shlex.split(command), expected)
        elif language == "diff":
            old, new = ("".join(re.findall(rf"^\{sign}(.*\n)", text, flags=re.MULTILINE)) for sign in "-+")
            before = Path(title).read_text(encoding="utf-8")
            assert before.count(old) == 1, old
            Path(title).write_text(before.replace(old, new), encoding="utf-8")
        elif title:
            before = Path(title).read_text(encoding="utf-8") + "\n" if append else ""
            assert append or not Path(title).exists()
            Path(title).write_text(before + text, encoding="utf-8")
        else:
            assert language in ("sh", "python")  # installing; and what the test of all pages runs

    def run(self, words: list[str], expected: str) -> None:
        self.commands += 1
        if words[0] == "cd":
            self.monkeypatch.chdir(words[1])
            return
        if words == ["echo", "$?"]:
            assert self.code == int(expected)
            return
        name = words[1] if words[0] == "opd-exact" else words[2].removeprefix("opd_exact.")
        rest = words[2:] if words[0] == "opd-exact" else words[3:]
        self.code = importlib.import_module(f"opd_exact.{name}").main(rest)
        captured = self.capsys.readouterr()
        printed = captured.out + captured.err
        agrees = doctest.OutputChecker().check_output(expected, printed, SAME)
        assert agrees, f"{words}\n{printed}\nexpected\n{expected}"


def test_the_tutorial_works_as_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    reader = Reader(capsys, monkeypatch)
    text = PAGE.read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    assert 2 * len(blocks) == len(re.findall("^```", text, flags=re.MULTILINE))
    for block in blocks:
        reader.follow(*block)
    assert reader.commands == text.count("\n$ ")
