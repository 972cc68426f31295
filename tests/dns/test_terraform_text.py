"""Texts as Terraform takes them."""

from tests.conftest import MakeSettings
from tests.scenes.synthesis import Synthesize


def test_terraform_marks_in_texts_stay_texts(synthesize: Synthesize, settings: MakeSettings) -> None:
    """`${` and `%{` are Terraform's templates; an SPF macro or a display name must not become one."""
    stack = synthesize(
        settings(
            ("user_pool.from", "100%{x} ${y} <a@mail.example.com>"),
            ("dns.apex_spf", {"existing": "v=spf1 exists:%{i}._spf.example.com -all"}),
        )
    )
    desired = stack["resource"]["terraform_data"]["user_pool_email"]["triggers_replace"]["email_configuration"]
    assert desired["From"] == "100%%{x} $${y} <a@mail.example.com>"
    assert "exists:%%{i}." in stack["resource"]["aws_route53_record"]["apex_spf"]["records"][0]
