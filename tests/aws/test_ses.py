"""What SES lists is read to its end."""

from typing import Any

import pytest

from poolpost.aws.account import Aws
from poolpost.aws.ses import SesRegion
from tests.scenes.scene import REGION, Scene


def test_every_page_of_the_list_is_read(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account may have 50 templates, and SES chooses the size of a page."""

    class Pages:
        """A list in two pages; the embedded AWS has only one."""

        def list_custom_verification_email_templates(self, **token: str) -> dict[str, Any]:
            """Answer the second page for its token."""
            name = "a" if token else "b"
            shown = {"CustomVerificationEmailTemplates": [{"TemplateName": name}]}
            return shown if token == {"NextToken": "next"} else shown | {"NextToken": "next"}

    region = SesRegion(Aws(scene.settings), REGION)
    monkeypatch.setitem(region.__dict__, "_ses", Pages())
    assert region.template_names() == ("a", "b")
