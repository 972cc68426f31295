"""The gate's copy of what a stack writes about received mail, held against the real synthesis."""

from typing import Any

import pytest

from poolpost.gate.written import written
from poolpost.gate.written_inbound import inbound
from tests.conftest import MakeSettings
from tests.scenes.arguments import judged
from tests.scenes.inbound import with_inbound
from tests.scenes.synthesized import configuration_of

FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:replies"


@pytest.mark.parametrize(
    "changes",
    [
        (),
        (("create_rule_set", False), ("bucket.kms", "none")),
        (("rules.all", {"lambda": {"function_arn": FUNCTION}, "s3": {}, "order": ["lambda", "s3"]}),),
    ],
    ids=["its own set", "a set of others", "a function"],
)
def test_every_resource_of_received_mail_is_known_to_the_gate(
    changes: tuple[tuple[str, Any], ...], settings: MakeSettings
) -> None:
    """An address or argument that it lacked would be one that nothing compares."""
    made = settings(*with_inbound(*changes))
    configuration = configuration_of(made)
    addresses = {each["address"] for each in configuration["root_module"]["resources"]}
    assert addresses == written(made).keys()
    assert judged(made, configuration) == []


def test_without_the_table_nothing_is_written(settings: MakeSettings) -> None:
    """The counter-check."""
    assert list(inbound(settings())) == []
