"""A headless Chromium for the HTML report; without it the tests are skipped and say what to install.

With OPD_EXACT_BROWSER=required, as CI has it, what is missing fails instead.
"""

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest

from opd_exact.registry.report import Report
from opd_exact.registry.views.html import html
from tests.registry.views.reports import REPORTS

SUITE = "suite"
NAMES = [*REPORTS, SUITE]

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_INSTALL = "install with: pip install 'opd_exact[browser]', and a Chromium (its path in OPD_EXACT_CHROMIUM)"

# Rows with every kind of evidence, quick to run; OPD_EXACT_REPORT names the report of a full run instead.
_SELECTED = ("ising", "two_optimizers")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: opens the HTML report in a headless Chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def missing(what: str) -> NoReturn:
    """Skip the test, or fail it where the browser is required."""
    end = pytest.fail if os.environ.get("OPD_EXACT_BROWSER") == "required" else pytest.skip
    end(f"{what} is missing; {_INSTALL}")


def required(module: str) -> ModuleType:
    """A module of the extra `browser`."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        missing(module)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser with a profile of its own."""
    sync = required("playwright.sync_api")
    path = os.environ.get("OPD_EXACT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None or shutil.which(path) is None:
        missing("Chromium")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS, headless=True)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Report]:
    """A report by its name: one made by hand, or that of a run of the suite."""
    made: dict[str, Report] = dict(REPORTS)

    def get(name: str) -> Report:
        if name not in made:
            made[name] = _of_the_suite(tmp_path_factory.mktemp("run"))
        return made[name]

    return get


def _of_the_suite(folder: Path) -> Report:
    path = os.environ.get("OPD_EXACT_REPORT")
    if path is None:
        path = str(folder / "report.json")
        command = [sys.executable, "-m", "opd_exact.check", *_SELECTED, "--format", "json", "--output", path, "-q"]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    report: Report = json.loads(Path(path).read_text(encoding="utf-8"))
    return report


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory, reports: Callable[[str], Report]) -> Callable[[str], str]:
    """The address of the page of a report, a file on disk."""
    folder = tmp_path_factory.mktemp("pages")
    made: dict[str, str] = {}

    def get(name: str) -> str:
        if name not in made:
            path = folder / f"{name.replace(' ', '-')}.html"
            path.write_text(html(reports(name)), encoding="utf-8")
            made[name] = path.as_uri()
        return made[name]

    return get


@dataclass
class Opened:
    """A page in a window of its own, with what it said to the console and asked of the network."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def shown(self) -> list[str]:
        """The ids of the rows of the table that are shown."""
        ids: list[str] = self.page.eval_on_selector_all(
            "#checks tbody tr:not([hidden])", "rows => rows.map(row => row.dataset.check)"
        )
        return ids

    def expand(self) -> None:
        """Open every section, and every detail within."""
        self.page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        self.page.add_style_tag(content=".check { content-visibility: visible }")


Opener = Callable[..., Opened]


@pytest.fixture
def opener(chromium: Any, files: Callable[[str], str]) -> Iterator[Opener]:
    """Opens the page of a report in a new window; with `script=False` as a reader without scripts sees it."""
    contexts = []

    def open_page(name: str, at: str = "", *, width: int = 1440, scheme: str = "light", script: bool = True) -> Opened:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        opened = Opened(context.new_page())
        opened.page.set_default_timeout(15_000)
        opened.page.on("console", lambda message: opened.said.append(message.text))
        opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
        opened.page.on("request", lambda request: opened.asked.append(request.url))
        opened.page.goto(files(name) + at)
        return opened

    yield open_page
    for context in contexts:
        context.close()
