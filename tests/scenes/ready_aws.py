"""The embedded AWS with what environments/local.toml needs, and a copy of the project to work in."""

import shutil
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import REGION, production_mfa, production_pool
from tests.conftest import ROOT

DOMAIN, SET = "mail.example.com", "sign-in"


@pytest.fixture(scope="module")
def ready_aws(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedAws]:
    """Put what environments/local.toml needs into the embedded AWS; work on a copy, since commands write snapshots."""
    project = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "environments", project / "environments")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment().items():
            patch.setenv(name, value)
        patch.chdir(project)
        ses: Any = botocore.session.Session().create_client("sesv2", REGION)
        ses.create_configuration_set(ConfigurationSetName=SET)
        ses.create_email_identity(EmailIdentity=DOMAIN)
        aws.put_pool(REGION, production_pool(), production_mfa())
        yield aws
