"""The tools and provider that are used, and what the shell is given."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from poolpost.project import toolchain
from tests.scenes.machines import program

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
