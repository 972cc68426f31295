"""One error of AWS: recognised by its words alone, or by its exception, operation and words together."""

import pytest

from poolpost.doctor.aws_error import parsed
from poolpost.doctor.error_text import ErrorText, named

BY_WORDS = ErrorText(phrase="has been paused", means="m", remedy="r", source="https://example.com")
BY_NAME = ErrorText(
    names=named("InvalidParameterException"),
    words="email address is",
    operation="updateuserpool",
    means="m",
    remedy="r",
    source="https://example.com",
)


@pytest.mark.parametrize(
    ("entry", "text", "is_it"),
    [
        (BY_WORDS, "Sending Has Been Paused for this account", True),
        (BY_WORDS, "An error occurred (SendingPausedException) when calling the SendEmail operation: no", False),
        (
            BY_NAME,
            "An error occurred (InvalidParameterException) when calling the UpdateUserPool operation: Email address is x",
            True,
        ),
        (
            BY_NAME,
            "An error occurred (InvalidParameterException) when calling the SendEmail operation: Email address is x",
            False,
        ),
        (
            BY_NAME,
            "An error occurred (InvalidParameterException) when calling the UpdateUserPool operation: other",
            False,
        ),
        (
            BY_NAME,
            "An error occurred (NotFoundException) when calling the UpdateUserPool operation: Email address is x",
            False,
        ),
    ],
)
def test_an_error_is_told_from_its_neighbours(entry: ErrorText, text: str, is_it: bool) -> None:
    """All that the entry names has to fit."""
    assert entry.is_it(parsed(text)) is is_it


def test_a_remedy_names_the_environment_and_keeps_other_braces() -> None:
    """Text that was pasted may hold anything."""
    entry = ErrorText(means="m", remedy="run 'poolpost doctor {name}' {x}", source="https://example.com")
    assert entry.remedy_for("staging") == "run 'poolpost doctor staging' {x}"
