"""The HTML pages in a real browser, Debian's Chromium: on a phone, in the dark, with and without JavaScript."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import POOL_ID, REGION, production_mfa, production_pool
from poolpost.project.toolchain import ROOT

pytestmark = pytest.mark.slow

PHONE = {"width": 360, "height": 740}
EVIL = "<img src=x onerror=\"document.title='run'\">"
PAGES = ("doctor", "report", "all")
PLAN = ROOT / "tests" / "plans" / "first_deploy.json"
"""What `terraform show -json` said about the first deploy of the local environment, trimmed to what is read."""


@pytest.fixture(scope="module")
def pages(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Render each page by our own command."""
    aws.put_pool(REGION, production_pool(POOL_ID), production_mfa())
    project = tmp_path_factory.mktemp("pages")
    (project / "environments").mkdir()
    local = (ROOT / "environments/local.toml").read_text(encoding="utf-8")
    for name in ("local", "second"):
        own = (
            local
            if name == "local"
            else local.replace("mail.example.com", "second.example.com").replace("sign-in", name)
        )
        (project / "environments" / f"{name}.toml").write_text(own, encoding="utf-8")
        stack = project / "cdktf.out" / "stacks" / name
        stack.mkdir(parents=True)
        shutil.copy(PLAN, stack / "plan.json")
    evil = json.loads(PLAN.read_text(encoding="utf-8"))
    evil["output_changes"]["dns_records"]["after"][5]["value"] = EVIL
    (project / "evil.json").write_text(json.dumps(evil), encoding="utf-8")
    commands = {
        "evil": ["report", "local", "--plan", "evil.json"],
        "doctor": ["doctor", "local", "--nameserver", "127.0.0.1:1"],
        "report": ["report", "local", "--plan", "cdktf.out/stacks/local/plan.json"],
        "all": ["report", "--all"],
    }
    return {name: _page(aws, project, name, command) for name, command in commands.items()}


def _page(aws: EmbeddedAws, project: Path, name: str, command: list[str]) -> Path:
    environment = aws.full_environment()
    done = subprocess.run(
        ["poolpost", *command, "--format", "html"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1, 3}, done.stderr
    assert done.stderr == ""
    file = project / f"{name}.html"
    file.write_text(done.stdout, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "install Debian's chromium: `make test` does"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield launched
        launched.close()


def _open(browser: Browser, file: Path, **context: object) -> Page:
    page = browser.new_context(viewport=PHONE, **context).new_page()
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_accessible(pages: dict[str, Path], browser: Browser, name: str, scheme: str) -> None:
    """Names, roles and contrast by axe: no violation, in the light and in the dark."""
    page = _open(browser, pages[name], color_scheme=scheme)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(pages: dict[str, Path], browser: Browser, name: str) -> None:
    """At 360 pixels nothing sticks out, however long a DNS name is."""
    page = _open(browser, pages[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_and_logs_nothing(pages: dict[str, Path], browser: Browser, name: str) -> None:
    """One self-contained file: no request but its own, and a silent console."""
    page = browser.new_page(viewport=PHONE)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages[name].as_uri())
    page.wait_for_load_state("networkidle")
    assert said == []
    assert [url for url in asked if not url.startswith("data:")] == [pages[name].as_uri()]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_no_javascript(pages: dict[str, Path], browser: Browser, name: str) -> None:
    """All that it says is there without scripts."""
    page = _open(browser, pages[name], java_script_enabled=False)
    assert page.locator("main").inner_text().strip()
    assert page.locator("script").count() == 0


def test_the_dns_table_can_be_copied(pages: dict[str, Path], browser: Browser) -> None:
    """Opening 'To copy' shows the records as lines of a zone file."""
    page = _open(browser, pages["report"])
    page.get_by_text("To copy").click()
    lines = page.get_by_label("DNS records to copy").inner_text().splitlines()
    assert "bounce.mail.example.com. TXT v=spf1 include:amazonses.com ~all" in lines


def test_environments_are_side_by_side(pages: dict[str, Path], browser: Browser) -> None:
    """A row for each environment, with a link to its part of the page."""
    page = _open(browser, pages["all"])
    rows = page.get_by_label("Environments side by side").get_by_role("link").all_inner_texts()
    assert rows == ["local", "second"]


def test_what_comes_from_outside_is_text(pages: dict[str, Path], browser: Browser) -> None:
    """A plan whose values are markup runs nothing: it is shown as it is."""
    page = _open(browser, pages["evil"])
    assert page.locator("img").count() == 0
    assert page.title() == "poolpost report: local"
    assert page.get_by_text(EVIL).count() > 0
