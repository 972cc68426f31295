"""Custom verification templates: written, read back, removed; each call may be repeated."""

from typing import Any

import pytest

from poolpost.aws.services import Aws
from poolpost.errors import Stopped
from tests.scenes.scene import Scene

TEMPLATE = {
    "TemplateName": "repeated",
    "FromEmailAddress": "no-reply@example.com",
    "TemplateSubject": "Confirm your address",
    "TemplateContent": "<p>Please confirm.</p>",
    "SuccessRedirectionURL": "https://example.com/yes",
    "FailureRedirectionURL": "https://example.com/no",
}


def test_a_repeated_call_changes_nothing(scene: Scene) -> None:
    """An answer that was lost is asked for again: created and deleted twice is created and deleted."""
    templates = Aws(scene.settings).templates
    for _ in range(2):
        templates.put_template(TEMPLATE, create=True)
    assert (templates.template("repeated") or {})["TemplateSubject"] == "Confirm your address"
    assert "repeated" in templates.template_names()
    for _ in range(2):
        templates.delete_template("repeated")
    assert templates.template("repeated") is None


def test_a_template_that_is_gone_is_not_updated(scene: Scene) -> None:
    """SES refuses, and the sentence names the template."""
    with pytest.raises(Stopped, match="SES refused template 'repeated'"):
        Aws(scene.settings).templates.put_template(TEMPLATE, create=False)


def test_every_page_of_the_list_is_read(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account may have 50 templates, and SES chooses the size of a page."""

    class Pages:
        """A list in two pages; the embedded AWS has only one."""

        def list_custom_verification_email_templates(self, **token: str) -> dict[str, Any]:
            """Answer the second page for its token."""
            name = "a" if token else "b"
            shown = {"CustomVerificationEmailTemplates": [{"TemplateName": name}]}
            return shown if token == {"NextToken": "next"} else shown | {"NextToken": "next"}

    templates = Aws(scene.settings).templates
    monkeypatch.setitem(templates.__dict__, "_ses", Pages())
    assert templates.template_names() == ("a", "b")
