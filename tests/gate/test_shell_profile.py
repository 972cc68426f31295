"""The profile in use may name another endpoint."""

from pathlib import Path

import pytest

from poolpost.errors import CannotDecide, Stopped
from poolpost.gate import shell

pytestmark = pytest.mark.usefixtures("no_aws_configuration")

PROFILES = """
[default]
region = eu-west-1

[profile mixed]
services = local
endpoint_url = http://127.0.0.1:4566

[profile whole]
endpoint_url = http://127.0.0.1:4566

[profile ignoring]
services = local
ignore_configured_endpoint_urls = true

[profile awss]
endpoint_url = https://email.eu-west-1.amazonaws.com

[services local]
s3 =
  addressing_style = path
  endpoint_url = http://127.0.0.1:9000
ses =
  endpoint_url = http://127.0.0.1:4566
"""


def test_the_profile_in_use_is_the_one_that_counts(tmp_path: Path) -> None:
    """By either of its variables, from the usual place; what `[DEFAULT]` or a second section of its name say is AWS's affair."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text(f"{PROFILES}\n[DEFAULT]\nendpoint_url = http://127.0.0.1:2\n[default]\n")
    (tmp_path / ".aws/credentials").write_text("[whole]\naws_access_key_id = x\n")
    home = {"HOME": str(tmp_path)}
    for quiet in ({}, {"AWS_PROFILE": "awss", "AWS_DEFAULT_PROFILE": "whole"}):
        assert shell.check(home | quiet) == []
    assert "endpoint_url of AWS profile 'whole'" in "\n".join(shell.check(home | {"AWS_DEFAULT_PROFILE": "whole"}))
    (tmp_path / ".aws/credentials").write_text("[whole]\nendpoint_url = http://127.0.0.1:3\n")
    assert "endpoint_url of AWS profile 'whole' (http://127.0.0.1:3)" in "\n".join(
        shell.check(home | {"AWS_PROFILE": "whole"})
    )


def test_an_endpoint_of_awss_own_for_one_service_passes(tmp_path: Path) -> None:
    """A VPC endpoint or a FIPS one is AWS all the same."""
    named = "[profile own]\nservices = own\n[services own]\ns3 =\n  endpoint_url = https://s3.eu-west-1.amazonaws.com\n"
    (tmp_path / "config").write_text(named)
    assert shell.check({"AWS_CONFIG_FILE": str(tmp_path / "config"), "AWS_PROFILE": "own"}) == []


def test_an_endpoint_of_a_profile_is_treated_like_its_variable(tmp_path: Path) -> None:
    """For one service it is refused, for all it is shown; a variable for all counts more, and AWS's own says nothing."""
    (tmp_path / "config").write_text(PROFILES)
    (tmp_path / "credentials").write_text("[default]\nendpoint_url = http://127.0.0.1:1\n")
    files = {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }
    with pytest.raises(
        Stopped, match=r"endpoint_url of s3 in AWS profile 'mixed' \(http://127\.0\.0\.1:9000\)"
    ) as stopped:
        shell.check(files | {"AWS_PROFILE": "mixed"})
    assert "of ses" not in str(stopped.value)
    assert "endpoint_url of AWS profile 'whole' (http://127.0.0.1:4566) answers in place of AWS" in "\n".join(
        shell.check(files | {"AWS_PROFILE": "whole"})
    )
    assert "endpoint_url of AWS profile 'default' (http://127.0.0.1:1)" in "\n".join(shell.check(files))
    for quiet in (
        {"AWS_PROFILE": "ignoring"},
        {"AWS_PROFILE": "awss"},
        {"AWS_PROFILE": "gone"},
        {"AWS_PROFILE": "mixed", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
    ):
        assert shell.check(files | quiet) == []
    shell.check(files | {"AWS_PROFILE": "mixed", "AWS_ENDPOINT_URL": "http://127.0.0.1:4566"})


def test_a_profile_that_cannot_be_read_was_not_looked_at(tmp_path: Path) -> None:
    """Nobody knows who answers."""
    (tmp_path / "config").write_text("endpoint_url = x\n")
    with pytest.raises(CannotDecide, match="so nobody knows who answers"):
        shell.check({"AWS_CONFIG_FILE": str(tmp_path / "config")})


@pytest.mark.parametrize("content", [b"\xff[default]", None])
def test_a_profile_that_is_no_text_was_not_looked_at(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor one that this user may not read."""
    (tmp_path / "config").write_bytes(content or b"")

    def unreadable(_self: Path, **_options: object) -> str:
        raise PermissionError("denied")

    if content is None:
        monkeypatch.setattr(Path, "read_text", unreadable)
    with pytest.raises(CannotDecide, match="config cannot be read, so nobody knows who answers"):
        shell.check({"AWS_CONFIG_FILE": str(tmp_path / "config")})
