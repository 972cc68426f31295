"""Set-up finds what a machine has, installs what it lacks, and does nothing twice."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from poolpost.project import toolchain
from scripts import debian_packages, install_steps, setup
from scripts import install_steps as scripts_install_steps
from tests.scenes.machines import program


class TestSteps:
    """Nothing is done twice, and nothing is forgotten."""

    @pytest.fixture(autouse=True)
    def stamps(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Keep stamps apart from the project's."""
        monkeypatch.setattr(setup, "STAMPS", tmp_path / "setup.json")
        return tmp_path / "setup.json"

    def step(self, ran: list[str], *, error: Exception | None = None) -> scripts_install_steps.Step:
        """Make a step that notes that it ran."""

        def run() -> None:
            ran.append("x")
            if error:
                raise error

        return scripts_install_steps.Step(name="installing x", key="1", made=lambda: True, run=run)

    def test_done_step_is_remembered(self, stamps: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A finished step prints one line and leaves its key."""
        ran: list[str] = []
        setup.perform(self.step(ran), setup.read_stamps())
        assert json.loads(stamps.read_text()) == {"installing x": "1"}
        assert capsys.readouterr().err == "poolpost: installing x ... 0 s\n"

    def test_failed_step_is_not_remembered(self, stamps: Path) -> None:
        """An interrupted or failed step is done again the next time."""
        stamps.write_text('{"installing x": "0"}')
        known = setup.read_stamps()
        with pytest.raises(install_steps.SetupError):
            setup.perform(self.step([], error=install_steps.SetupError("no network")), known)
        assert known == {}

    @pytest.mark.parametrize("text", ["", "{", "[]"])
    def test_unreadable_stamps_mean_nothing_is_done(self, stamps: Path, text: str) -> None:
        """A damaged stamp file costs time, never a traceback."""
        stamps.write_text(text)
        assert setup.read_stamps() == {}

    def test_key_changes_with_the_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A step depends on what its files say, not on when they were written."""
        monkeypatch.setattr(install_steps, "ROOT", tmp_path)
        lock = tmp_path / "lock"
        keys: list[str] = []
        for text in ("a", "a", "b"):
            lock.write_text(text)
            keys.append(install_steps.key_of("lock"))
        assert keys[0] == keys[1] != keys[2]

    def test_failing_command_shows_its_end(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Of a failed command the last lines are shown, where the cause is, and the sentence says what failed."""
        script = "print(*range(100), sep='\\n'); raise SystemExit(3)"
        with pytest.raises(install_steps.SetupError, match=r"x can't be installed.*ended with 3"):
            install_steps.run([sys.executable, "-c", script], "x can't be installed")
        shown = capsys.readouterr().err
        assert "  | 99\n" in shown
        assert "  | 80\n" not in shown

    def test_missing_venv_module_names_the_package(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Debian's Python without ensurepip is told as the package to install."""
        monkeypatch.setattr(install_steps, "VENV_PYTHON", tmp_path / "absent")
        monkeypatch.setattr(install_steps.importlib.util, "find_spec", lambda _: None)
        with pytest.raises(install_steps.SetupError, match=r"Debian package python3\.\d+-venv"):
            install_steps.make_venv()

    def test_shim_hands_over_arguments_and_exit_code(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A shim becomes the program it stands for."""
        monkeypatch.setattr(install_steps, "CACHE", tmp_path)
        install_steps.write_shim("tool", sys.executable, "-c", "import sys; sys.exit(len(sys.argv))")
        assert subprocess.run([tmp_path / "bin" / "tool", "a b", "c"], check=False).returncode == 3


class TestDebianPackages:
    """Programs that only the tests need."""

    def test_program_from_anywhere_counts(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who has the program needs no Debian package."""
        program(tmp_path / "dig", "")
        monkeypatch.setenv("PATH", str(tmp_path))
        debian_packages.provide(["bind9-dnsutils"])

    def test_ordinary_user_is_told_what_to_install(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without the right to install, one sentence names program and package."""
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(debian_packages.os, "geteuid", lambda: 1000)
        monkeypatch.setitem(debian_packages.PROGRAMS, "some-package", "some-program")
        with pytest.raises(debian_packages.MissingPackageError, match=r"some-program.*some-package"):
            debian_packages.provide(["some-package"])

    def test_failed_installation_says_why(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """When apt-get fails, its reason is in the sentence."""
        (tmp_path / "apt-get").write_text("#!/bin/sh\necho 'E: no route to host' >&2\nexit 100\n")
        (tmp_path / "apt-get").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(debian_packages.os, "geteuid", lambda: 0)
        monkeypatch.setitem(debian_packages.PROGRAMS, "some-package", "some-program")
        with pytest.raises(debian_packages.MissingPackageError, match="no route to host"):
            debian_packages.provide(["some-package"])


class TestFiles:
    """What is committed holds on every machine."""

    def test_lock_files_name_no_address(self) -> None:
        """Locks pin by hash; where packages come from is the machine's business."""
        lock = json.loads((toolchain.ROOT / "package-lock.json").read_text())
        assert not [name for name, package in lock["packages"].items() if "resolved" in package]
        for name in ("requirements.lock", "requirements-terraform.lock"):
            assert "://" not in (toolchain.ROOT / name).read_text()

    def test_provider_is_that_of_the_bindings(self) -> None:
        """The provider that is looked for is the one that the pinned bindings were generated for."""
        project = tomllib.loads((toolchain.ROOT / "pyproject.toml").read_text())
        assert "cdktf-cdktf-provider-aws==20.1.0" in project["project"]["dependencies"]
        assert toolchain.AWS_PROVIDER_VERSION == "5.100.0"
