"""The doctor's lines as a page."""

import pytest

from tests.scenes.asked_doctor import look
from tests.scenes.place import Place


def test_html_is_one_page_and_escapes_what_it_shows(doctor: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A name in AWS may hold anything; the page loads nothing from elsewhere."""
    doctor.pool(LambdaConfig={"CustomEmailSender": {"LambdaArn": "<script>alert(1)</script>"}})
    assert look(format_="html") == 1
    shown = capsys.readouterr().out
    assert shown.startswith("<!doctype html>")
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert '<p class="verdict fail">' in shown
    assert "<strong>To do:</strong> remove the trigger" in shown
