"""The configuration set of a stack."""

from typing import Any

from tests.conftest import MakeSettings
from tests.scenes.synthesis import Synthesize

ADDRESS = "aws_sesv2_configuration_set"


def test_the_set_is_as_the_file_says(synthesize: Synthesize, settings: MakeSettings) -> None:
    """TLS and suppression as wanted; links are rewritten only where tracking is asked for."""
    plain: dict[str, Any] = synthesize(settings())["resource"][ADDRESS]["sign_in"]
    assert plain["delivery_options"]["tls_policy"] == "REQUIRE"
    assert plain["suppression_options"]["suppressed_reasons"] == ["BOUNCE", "COMPLAINT"]
    assert "tracking_options" not in plain
    tracked = settings(("configuration_set.tracking", {"domain": "click.example.com"}))
    options = synthesize(tracked)["resource"][ADDRESS]["sign_in"]["tracking_options"]
    assert options == {"custom_redirect_domain": "click.example.com", "https_policy": "OPTIONAL"}


def test_a_renamed_set_is_created_before_the_old_one_goes(synthesize: Synthesize, settings: MakeSettings) -> None:
    """The pool sends through the old one until it is switched."""
    made = synthesize(settings(("configuration_set.name", "renamed")))["resource"][ADDRESS]["sign_in"]
    assert made["configuration_set_name"] == "renamed"
    assert made["lifecycle"] == {"create_before_destroy": True}
