"""The states in a bucket."""

from typing import Any

import pytest

from poolpost.aws import s3 as states
from poolpost.aws.s3 import states_beside
from poolpost.errors import CannotDecide
from poolpost.settings import Settings
from poolpost.settings.tables.aws import S3Backend
from tests.conftest import MakeSettings
from tests.scenes.endless_answers import MOST, Endless


def test_a_state_in_a_bucket_is_bounded_too(
    endless: Endless, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody who may write to the bucket could put a terabyte there."""
    monkeypatch.setattr(states, "PLAN_LIMIT", 2**20)
    made: Settings = settings()
    backend = S3Backend.model_validate(
        {"type": "s3", "bucket": "bucket", "key": "x/local.tfstate", "region": "eu-west-1"}
    )
    with pytest.raises(CannotDecide, match=r"s3://bucket/x/other\.tfstate is larger than 1 MiB"):
        states_beside(made, backend)
    assert endless.sent < MOST
    endless.body = b'{"version": 4}'
    found: dict[str, Any] = states_beside(made, backend)
    assert found == {"x/other.tfstate": {"version": 4}}  # counter-check
