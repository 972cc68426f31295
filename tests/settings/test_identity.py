"""Which identity an environment sends with: the domain, or the address of From."""

import pytest

from poolpost.errors import Stopped
from tests.conftest import MakeSettings
from tests.scenes.by_address import ALONE
from tests.scenes.by_address import BESIDE as BY_ADDRESS


def test_the_pool_gets_the_arn_of_the_address(settings: MakeSettings) -> None:
    """SourceArn names the address, with or without a domain beside it; From stays as the file has it."""
    for changes in (ALONE, BY_ADDRESS):
        made = settings(*changes)
        email = made.email_configuration
        assert email["SourceArn"] == "arn:aws:ses:eu-west-1:000000000000:identity/no-reply@mail.example.com"
        assert email["From"] == "Example Sign-in <no-reply@mail.example.com>"
        assert made.verified_addresses == ("no-reply@mail.example.com",)


def test_domain_is_the_default(settings: MakeSettings) -> None:
    """Said or not, it is the same setting: neither digest nor promotion sees a difference."""
    assert settings(("user_pool.identity", "domain")) == settings()
    assert settings().email_configuration["SourceArn"].endswith(":identity/mail.example.com")
    assert settings().verified_addresses == ()


def test_without_a_domain_whatever_needs_one_says_so(settings: MakeSettings) -> None:
    """A caller that forgets to ask gets a sentence with the file, not a traceback."""
    made = settings(*ALONE)
    assert not made.has_domain
    assert made.zones == ()
    with pytest.raises(Stopped, match=r"no-reply@mail\.example\.com and has no \[domain\].* environments/local\.toml"):
        _ = made.domain
