"""Templates in a file and in SES."""

from pathlib import Path

import pytest

WELCOME = {
    "from": "no-reply@mail.example.com",
    "subject": "Please confirm",
    "content_file": "templates/welcome.html",
    "success_url": "https://www.example.com/yes",
    "failure_url": "https://www.example.com/no",
}
LIVE = {
    "TemplateName": "welcome",
    "FromEmailAddress": "no-reply@mail.example.com",
    "TemplateSubject": "Please confirm",
    "TemplateContent": "<p>Hi</p>\n",
    "SuccessRedirectionURL": "https://www.example.com/yes",
    "FailureRedirectionURL": "https://www.example.com/no",
}


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be where environments/templates/welcome.html is."""
    directory = tmp_path / "environments/templates"
    directory.mkdir(parents=True)
    (directory / "welcome.html").write_text("<p>Hi</p>\n")
    monkeypatch.chdir(tmp_path)
    return directory
