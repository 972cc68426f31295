"""What a stack tells about itself."""

from tests.conftest import MakeSettings
from tests.scenes.synthesis import Synthesize


def test_external_dns_makes_no_record_and_lists_all(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Whoever runs the DNS gets the complete list, DKIM tokens included."""
    stack = synthesize(settings(("dns.provider", "external")))
    assert "aws_route53_record" not in stack["resource"]
    assert "data" not in stack or "aws_route53_zone" not in stack["data"]
    tokens = "${try(aws_sesv2_email_identity.domain.dkim_signing_attributes[0].tokens"
    assert [(row["type"], row["name"]) for row in stack["output"]["dns_records"]["value"]] == [
        ("CNAME", f'{tokens}[0], "no-token-1")}}._domainkey.mail.example.com'),
        ("CNAME", f'{tokens}[1], "no-token-2")}}._domainkey.mail.example.com'),
        ("CNAME", f'{tokens}[2], "no-token-3")}}._domainkey.mail.example.com'),
        ("MX", "bounce.mail.example.com"),
        ("TXT", "bounce.mail.example.com"),
        ("TXT", "_dmarc.mail.example.com"),
    ]
