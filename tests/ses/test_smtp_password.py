"""The SMTP password of an access key: AWS's algorithm, and what is refused without a word about the secret."""

import pytest

from poolpost.errors import UsageError
from poolpost.ses.smtp_password import smtp_credentials, smtp_password

VECTORS = [
    ("eu-central-1", "some+secret+key", "BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2"),
    ("eu-central-1", "another+secret+key", "BBbphbrQmrKMx42d1N6+C7VINYEBGI5v9VsZeTxwskfh"),
    ("us-west-1", "some+secret+key", "BH+jbMzper5WwlwUar9E1ySBqHa9whi0GPo+sJ0mVYJj"),
    ("us-west-1", "another+secret+key", "BKVmjjMDFk/qqw8EROW99bjCS65PF8WKvK5bSr4Y6EqF"),
]
"""Of hashicorp/terraform-provider-aws, internal/service/iam/access_key_test.go: known to authenticate against SES."""
KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(("region", "secret", "password"), VECTORS)
def test_the_password_is_the_one_that_aws_expects(region: str, secret: str, password: str) -> None:
    """Region and secret decide it; another version byte, order or message gives another one."""
    assert smtp_password(region, secret) == password


def test_the_endpoint_is_of_the_region() -> None:
    """A password of one region does not work in another one."""
    made = smtp_credentials("eu-west-1", KEY, SECRET)
    assert (made.host, made.port, made.user) == ("email-smtp.eu-west-1.amazonaws.com", 587, KEY)
    assert made.password == smtp_password("eu-west-1", SECRET)


@pytest.mark.parametrize(
    ("access_key", "secret", "said"),
    [
        ("ASIAIOSFODNN7EXAMPLE", SECRET, "keys of roles begin with ASIA"),
        ("AKIA", SECRET, "is not the access key id"),
        (KEY, SECRET[:-1], "has 39 characters"),
        (KEY, f"{SECRET[:-1]}!", "has 40 characters"),
    ],
)
def test_what_is_no_key_is_refused_without_the_secret(access_key: str, secret: str, said: str) -> None:
    """A message may end up in a log."""
    with pytest.raises(UsageError) as caught:
        smtp_credentials("eu-west-1", access_key, secret)
    assert said in str(caught.value)
    assert secret[:20] not in str(caught.value)
