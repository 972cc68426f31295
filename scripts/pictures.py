"""Create the pictures of the README from real output: `make pictures`. Runs the demo and a plan against the embedded AWS."""

import os
import shutil
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.text import Text

from poolpost.emulator import run_terraform, scratch_project
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import POOL_ID, REGION, production_mfa, production_pool
from poolpost.emulator.demo_story import make_zone
from poolpost.project.toolchain import ROOT, toolchain_environment

PICTURES = ROOT / "docs" / "pictures"
COLUMNS = 150  # as wide as the demo without a terminal
TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 20px 24px; background: #0d1117; color: #e6edf3; width: max-content; }}
pre {{ margin: 0; font: 13px/1.45 ui-monospace, monospace; }}
</style><pre>{code}</pre>"""


def main() -> int:
    """Create both pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("poolpost: pictures need chromium: install Debian's package of that name", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    shown = _demo()
    report = _report()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        # Chromium's sandbox does not work for root, and CI containers run as root.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        page = browser.new_page(viewport={"width": 1100, "height": 1000}, color_scheme="light")
        _shoot(page, Path(scratch) / "demo.html", shown, "demo.png", whole=True)
        _shoot(page, Path(scratch) / "report.html", report, "report.png", whole=False)
        browser.close()
    return 0


def _demo() -> str:
    """Run the demo, and return its output as a page."""
    environment = os.environ | {"FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)}
    done = subprocess.run(
        [sys.executable, "-m", "poolpost.emulator.demo"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi(done.stdout))
    return console.export_html(inline_styles=True, code_format=TERMINAL)


def _report() -> str:
    """Plan the first deploy with the real Terraform, and return the report on it."""
    with EmbeddedAws() as aws, tempfile.TemporaryDirectory(prefix="poolpost-pictures-") as scratch:
        aws.put_pool(REGION, production_pool(POOL_ID), production_mfa())
        os.environ.update(aws.environment())
        make_zone("example.com")
        environment = toolchain_environment(aws.full_environment())
        project = scratch_project.make(Path(scratch) / "project", [ROOT / "environments/local.toml"])
        run_terraform.must_run([sys.executable, "-m", "poolpost.project.plan_file", "local"], project, environment)
        done = subprocess.run(
            ["poolpost", "report", "local", "--format", "html"],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    return done.stdout


def _shoot(page: Page, file: Path, text: str, name: str, *, whole: bool) -> None:
    """Take the picture of a page."""
    file.write_text(text, encoding="utf-8")
    page.goto(file.as_uri())
    shown = page.locator("body") if whole else page
    shown.screenshot(path=PICTURES / name)


if __name__ == "__main__":
    sys.exit(main())
