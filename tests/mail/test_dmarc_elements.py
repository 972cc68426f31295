"""The parts of a report are found wherever it begins, and address and count are taken out of its records."""

import pytest

from poolpost.mail.dmarc_elements import NotAReportError, parsed, parts

RECORD = "<record><row><source_ip> 192.0.2.1 </source_ip><count>5\n</count></row></record>"
REPORT = f"<feedback><report_metadata/><policy_published/>{RECORD}<record/></feedback>"


@pytest.mark.parametrize(
    ("document", "notes"),
    [
        (REPORT, []),
        (REPORT.replace("<feedback>", '<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">'), []),
        (f"<outer>{REPORT}</outer>", ["<feedback> inside of <outer>"]),
    ],
)
def test_the_parts_are_found_in_any_namespace_and_depth(document: str, notes: list[str]) -> None:
    """Receivers use five namespaces, and some wrap the report."""
    found = parts(parsed(document))
    assert found.metadata is not None
    assert found.policy is not None
    assert [(each.source_ip, each.messages) for each in found.records] == [("192.0.2.1", "5"), ("", "")]
    assert found.notes == notes


def test_another_document_is_no_report() -> None:
    """Its root is named, shortened: anyone can mail it."""
    with pytest.raises(NotAReportError, match=r"<h{60}>, not a <feedback>"):
        parts(parsed(f"<{'h' * 99}/>"))
