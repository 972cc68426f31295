"""Aggregate reports as receivers send them, in both formats, made from the little that a test is about."""

import gzip
import io
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage

DAY = 86400
BEGIN = int(datetime(2026, 11, 2, tzinfo=UTC).timestamp())
SES_DKIM = (("mail.example.com", "pass"), ("amazonses.com", "pass"))
FAILED = ("fail", "fail")
SES_SPF = ("bounce.mail.example.com", "pass")


def row(  # noqa: PLR0913 -- as many as a row of a report has
    source: str = "54.240.8.1",
    count: int = 100,
    *,
    aligned: tuple[str, str] = ("pass", "pass"),
    disposition: str = "none",
    from_domain: str = "mail.example.com",
    dkim: tuple[tuple[str, str], ...] = SES_DKIM,
    spf: tuple[str, str] | None = SES_SPF,
    reason: str = "",
) -> str:
    """Make a <record>; left out, it is mail from Amazon SES as it should be."""
    signatures = "".join(
        f"<dkim><domain>{domain}</domain><selector>abc</selector><result>{result}</result></dkim>"
        for domain, result in dkim
    )
    sender = f"<spf><domain>{spf[0]}</domain><scope>mfrom</scope><result>{spf[1]}</result></spf>" if spf else ""
    why = f"<reason><type>{reason}</type></reason>" if reason else ""
    return f"""  <record>
    <row>
      <source_ip>{source}</source_ip>
      <count>{count}</count>
      <policy_evaluated>
        <disposition>{disposition}</disposition><dkim>{aligned[0]}</dkim><spf>{aligned[1]}</spf>{why}
      </policy_evaluated>
    </row>
    <identifiers><header_from>{from_domain}</header_from></identifiers>
    <auth_results>{signatures}{sender}</auth_results>
  </record>
"""


def stranger(source: str = "203.0.113.7", count: int = 3, **changes: object) -> str:
    """Make a <record> of mail that nobody of ours sent: not signed, and SPF does not pass."""
    given = {"aligned": FAILED, "dkim": (), "spf": ("mail.example.com", "softfail")} | changes
    return row(source, count, **given)


def rfc9990(  # noqa: PLR0913 -- as many as a report has
    *rows: str,
    reporter: str = "Enterprise Outlook",
    report_id: str = "7c1e@reports.example.net",
    domain: str = "mail.example.com",
    p: str = "none",
    more: str = "",
    begin: int = BEGIN,
) -> bytes:
    """Make a report in the format of RFC 9990 (appendix A)."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">
  <version>1.0</version>
  <report_metadata>
    <org_name>{reporter}</org_name>
    <email>dmarc@reports.example.net</email>
    <report_id>{report_id}</report_id>
    <date_range><begin>{begin}</begin><end>{begin + DAY - 1}</end></date_range>
    <generator>Reporter 4.2</generator>
  </report_metadata>
  <policy_published>
    <domain>{domain}</domain><p>{p}</p>{more}<discovery_method>treewalk</discovery_method>
  </policy_published>
{"".join(rows) or row()}</feedback>
""".encode()


def rfc7489(  # noqa: PLR0913 -- as many as a report has
    *rows: str,
    reporter: str = "google.com",
    report_id: str = "14402871283902193021",
    domain: str = "mail.example.com",
    p: str = "none",
    more: str = "<sp>none</sp><pct>100</pct>",
    begin: int = BEGIN,
) -> bytes:
    """Make a report in the format of RFC 7489 appendix C, as most receivers still send it: without a namespace."""
    return f"""<?xml version="1.0" encoding="UTF-8" ?>
<feedback>
  <report_metadata>
    <org_name>{reporter}</org_name>
    <email>noreply-dmarc-support@{reporter}</email>
    <extra_contact_info>https://support.{reporter}/a/answer/2466580</extra_contact_info>
    <report_id>{report_id}</report_id>
    <date_range><begin>{begin}</begin><end>{begin + DAY - 1}</end></date_range>
  </report_metadata>
  <policy_published>
    <domain>{domain}</domain><adkim>r</adkim><aspf>r</aspf><p>{p}</p>{more}
  </policy_published>
{"".join(rows) or row()}</feedback>
""".encode()


def zipped(*members: tuple[str, bytes]) -> bytes:
    """Pack into a zip archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def gzipped(content: bytes) -> bytes:
    """Pack with gzip."""
    return gzip.compress(content)


def mailed(*attached: tuple[str, bytes], subject: str = "Report Domain: mail.example.com") -> bytes:
    """Make a mail as a receiver sends it to the report address."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "noreply@google.com", "dmarc@in.mail.example.com", subject
    made.set_content("This is an aggregate report.")
    for name, content in attached:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()
