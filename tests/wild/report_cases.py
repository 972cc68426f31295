"""
DMARC aggregate reports as receivers send them: each case was met in public, and is reduced to one difference.

The report behind all of them has two records: 100 messages from Amazon SES that pass, and 3 of a stranger that fail.
"""

from base64 import encodebytes
from dataclasses import dataclass

from tests.scenes.dmarc_departures import changed
from tests.scenes.dmarc_reading import PLAIN
from tests.scenes.dmarc_samples import BEGIN, DAY, gzipped, rfc7489, row, stranger, zipped

BOTH = (("54.240.8.1", 100), ("203.0.113.7", 3))
SES, STRANGER = BOTH
ENDS = "</policy_evaluated>"
BASE64 = b"Content-Transfer-Encoding: base64\n"
GZIP = b"Content-Type: application/gzip; name=report.xml.gz\n"
TEXT = b"Content-Type: text/plain\n\nThis is a report.\n"
FAILURE = b"A message claiming to be from you has failed the published DMARC policy for your domain.\n"


@dataclass(frozen=True, kw_only=True)
class Case:
    """
    One file as it arrives, and what a person reads in it.

    Attributes:
        source: where the kind was met.
        content: the file.
        rows: source address and messages of each record.
        note: a part of the only note; '' where nothing is to be noted.
        shows: a part of the report as Python shows it.
        unread: where it is no report at all, a part of the sentence that says so.
        aside: whether nothing about mail is missing without it.
    """

    source: str
    content: bytes
    rows: tuple[tuple[str, int], ...] = BOTH
    note: str = ""
    shows: str = ""
    unread: str = ""
    aside: bool = False


def part(head: bytes, content: bytes) -> bytes:
    """Return a part of a mail whose content is in Base64."""
    return head + BASE64 + b"\n" + encodebytes(content)


def mail(*parts: bytes, subtype: bytes = b"mixed") -> bytes:
    """Return a receiver's mail with these parts behind a sentence; each mail has a boundary of its own."""
    boundary = b"part-%d" % sum(map(len, parts))
    head = b"From: dmarc@example.net\nMIME-Version: 1.0\nContent-Type: multipart/%s; boundary=%s\n\n" % (
        subtype,
        boundary,
    )
    return head + b"".join(b"--%s\n%s\n" % (boundary, each) for each in (TEXT, *parts)) + b"--%s--\n" % boundary


ATTACHED = part(GZIP, gzipped(PLAIN))
PERIOD = f"<date_range><begin>{BEGIN}</begin><end>{BEGIN + DAY - 1}</end></date_range>"
CASES = {
    # Results
    "SPF result unknown": Case(
        source="cry-inc/dmarc-report-viewer#80",
        content=changed("softfail", "unknown"),
        note="SPF result 'unknown' read as temperror",
        shows="SPF temperror for mail.example.com",
    ),
    "DKIM result unknown": Case(
        source="mjl-/mox#215",
        content=rfc7489(row(), stranger(dkim=(("mail.example.com", "unknown"),))),
        note="DKIM result 'unknown' read as temperror",
        shows="signature of mail.example.com does not verify (temperror)",
    ),
    "SPF result hardfail": Case(
        source="cry-inc/dmarc-report-viewer#21",
        content=changed("softfail", "hardfail"),
        note="SPF result 'hardfail' read as fail",
    ),
    "SPF result error": Case(
        source="jorritfolmer/TA-dmarc#13",
        content=changed("softfail", "error"),
        note="SPF result 'error' read as temperror",
    ),
    "results in upper case": Case(
        source="jorritfolmer/TA-dmarc#13",
        content=changed("<result>pass", "<result>Pass").replace(b"<dkim>pass", b"<dkim>Pass"),
        note="results in upper case",
    ),
    "an SPF result of HELO has no domain": Case(
        source="debricked/dmarc-visualizer#18",
        content=changed("<spf><domain>mail.example.com</domain><scope>mfrom", "<spf><scope>helo"),
        note="SPF result without a domain",
    ),
    "a signature without a domain": Case(
        source="mjl-/mox#176",
        content=changed("<domain>amazonses.com</domain><selector>abc", "<domain></domain><selector>"),
        note="DKIM result without a domain",
    ),
    "DKIM passes, and no signature is listed": Case(
        source="trusteddomainproject/OpenDMARC#230",
        content=rfc7489(row(dkim=()), stranger()),
        shows="dkim=True, spf=True",
    ),
    "neither DKIM nor SPF is listed": Case(
        source="rspamd/rspamd#3877", content=rfc7489(row(dkim=(), spf=None), stranger())
    ),
    "SPF passes for another domain and is not aligned": Case(
        source="solarissmoke/php-dmarc#3",
        content=rfc7489(row(aligned=("pass", "fail"), spf=("relay.example.net", "pass")), stranger()),
        shows="dkim=True, spf=False",
    ),
    # What the receiver did, and why
    "a reason without a type": Case(
        source="danielsen/DmarcRua#5",
        content=changed(ENDS, f"<reason><type></type><comment></comment></reason>{ENDS}"),
        note="reason type without a value read as other",
    ),
    "a reason without anything": Case(
        source="domainaware/parsedmarc#468",
        content=changed(ENDS, f"<reason/>{ENDS}"),
        note="reason type without a value read as other",
    ),
    "a reason in place of its type": Case(
        source="rspamd/rspamd#2872",
        content=changed(ENDS, f"<reason>sampled_out</reason>{ENDS}"),
        note="a reason without an element for its type",
        shows="excuses=('sampled_out',)",
    ),
    "a disposition softfail": Case(
        source="rspamd/rspamd#2872",
        content=changed("<disposition>none", "<disposition>softfail", 1),
        note="disposition='softfail' read as quarantine",
        shows="disposition='quarantine'",
    ),
    "a blank in front of the disposition": Case(
        source="rspamd/rspamd#2872",
        content=changed("<disposition>none", "<disposition> quarantine", 1),
        shows="disposition='quarantine'",
    ),
    "a broken ARC chain as a local policy": Case(
        source="trusteddomainproject/OpenDMARC#181",
        content=changed(ENDS, f"<reason><type>local_policy</type><comment>arc=fail</comment></reason>{ENDS}"),
        shows="excuses=('local_policy',)",
    ),
    # Fields that are empty, missing, more or in another order
    "a reporter without an address": Case(
        source="modoboa/modoboa#2974", content=changed("noreply-dmarc-support@google.com", "")
    ),
    "no sp": Case(source="modoboa/modoboa-dmarc#42", content=changed("<sp>none</sp>", ""), shows="sp=None"),
    "the kind of failure reports that was asked for": Case(
        source="jorritfolmer/TA-dmarc#13", content=changed("<pct>100</pct>", "<pct>100</pct><fo>1</fo>")
    ),
    "identifiers that the first schema had not": Case(
        source="msimerson/mail-dmarc#74",
        content=changed(
            "<header_from>",
            "<envelope_to>example.net</envelope_to><envelope_from>b.example</envelope_from><header_from>",
        ),
    ),
    "the period comes first": Case(
        source="dmarc-analyzer-net/DmarcAnalyzerApp#190",
        content=PLAIN.replace(PERIOD.encode(), b"").replace(b"<org_name>", PERIOD.encode() + b"<org_name>"),
    ),
    "an address that is made unreadable": Case(
        source="jorritfolmer/TA-dmarc#13",
        content=changed("203.0.113.7", "X.X.X.X"),
        rows=(SES, ("unknown address", 3)),
        note="source_ip='X.X.X.X' is no address",
    ),
    "a day without mail": Case(
        source="dmarcguardhq/dmarcguard#156, dmarc-analyzer-net/DmarcAnalyzerApp#190",
        content=rfc7489(row("", 0, aligned=("fail", "fail"), dkim=(), spf=None)),
        rows=(),
        note="a day without mail",
    ),
    "a record for each message": Case(
        source="trusteddomainproject/OpenDMARC#212",
        content=rfc7489(*[row(count=1)] * 100),
        rows=(("54.240.8.1", 1),) * 100,
    ),
    "a period of weeks": Case(
        source="domainaware/parsedmarc#282",
        content=changed(f"<begin>{BEGIN}", f"<begin>{BEGIN - 24 * DAY}"),
        note="a period of 25 days",
    ),
    # XML
    "a schema that is never closed": Case(
        source="domainaware/parsedmarc#18",
        content=changed("<feedback>", '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">\n<feedback>'),
        note="read part by part",
    ),
    "one line": Case(source="domainaware/parsedmarc#69", content=PLAIN.replace(b"\n", b"")),
    "the namespace of RFC 9990 around an old report": Case(
        source="jgosmann/dmarc-metrics-exporter#53, danielsen/DmarcRua#10, ShlomiPorush/mailcow-logs-viewer#12",
        content=changed("<feedback>", '<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">'),
    ),
    "a byte of windows-1252 in an address": Case(
        source="domainaware/parsedmarc#122",
        content=PLAIN.replace(b"google.com/a", b"google.com/\x91a"),
        note="1 byte that is no UTF-8, read as windows-1252",
    ),
    "a name in Latin-1": Case(
        source="msimerson/mail-dmarc#190",
        content=changed("google.com</org_name>", "Sueño</org_name>").decode().encode("latin-1"),
        note="1 byte that is no UTF-8",
        shows="reporter='Sueño'",
    ),
    "brackets in a name": Case(
        source="domainaware/parsedmarc#122",
        content=changed("google.com</org_name>", "Example <dmarc@example.net></org_name>"),
        note="'<' or '>' that is not escaped",
        shows="reporter='Example <dmarc@example.net>'",
    ),
    "an end tag that lost its bracket": Case(
        source="cry-inc/dmarc-report-viewer#21",
        content=changed("14402871283902193021</report_id>", "14402871283902193021/report_id>"),
        note="end tags that do not fit",
        shows="report_id='14402871283902193021'",
    ),
    "an end tag with a slip": Case(
        source="domainaware/parsedmarc#69",
        content=changed("54.240.8.1</source_ip>", "54.240.8.1</sourceip>"),
        note="end tags that do not fit",
    ),
    # Files
    "CRLF behind the gzip data": Case(
        source="domainaware/parsedmarc#429",
        content=gzipped(PLAIN) + b"\r\n",
        note="bytes after the end of the gzip data",
    ),
    "a zip whose name has two endings": Case(
        source="domainaware/parsedmarc#208, kwanko/dmarc-elk-stack#1",
        content=zipped(("example.net!mail.example.com.xml", PLAIN)),
    ),
    "the text 'unused' in place of a report": Case(
        source="domainaware/parsedmarc#409, liuch/dmarc-srg#73", content=gzipped(b"unused"), unread="it says 'unused'"
    ),
    "nothing, packed": Case(source="domainaware/parsedmarc#349", content=gzipped(b""), unread="is empty"),
    "a report about TLS": Case(
        source="domainaware/parsedmarc#561, ShlomiPorush/mailcow-logs-viewer#15",
        content=gzipped(b'{"organization-name": "Example", "policies": []}'),
        unread="RFC 8460",
        aside=True,
    ),
    # Mail
    "a report that is not packed": Case(
        source="domainaware/parsedmarc#607", content=mail(b"Content-Type: text/xml; name=report.xml\n\n" + PLAIN)
    ),
    "Amazon SES says octet-stream": Case(
        source="cry-inc/dmarc-report-viewer#15, modoboa/modoboa-dmarc#52",
        content=mail(
            part(
                b"Content-Type: application/octet-stream;\n name=amazonses.com!example.com!1!2.xml.gz\n", gzipped(PLAIN)
            )
        ),
    ),
    "x-gzip": Case(
        source="techsneeze/dmarcts-report-parser#58, liuch/dmarc-srg#43",
        content=mail(part(b"Content-Type: application/x-gzip\n", gzipped(PLAIN))),
    ),
    "gzip called zip": Case(
        source="msimerson/mail-dmarc#247",
        content=mail(part(b"Content-Type: application/zip; name=r.xml.gz\n", gzipped(PLAIN))),
    ),
    "zip called gzip": Case(
        source="techsneeze/dmarcts-report-parser#117",
        content=mail(part(b"Content-Type: application/gzip; name=r.zip\n", zipped(("r.xml", PLAIN)))),
    ),
    "CRLF behind gzip that is called zip": Case(
        source="techsneeze/dmarcts-report-parser#121",
        content=mail(part(b"Content-Type: application/zip\n", gzipped(PLAIN) + b"\r\n")),
        note="bytes after the end of the gzip data",
    ),
    "multipart/related": Case(source="techsneeze/dmarcts-report-parser#77", content=mail(ATTACHED, subtype=b"related")),
    "ContentType without its hyphen": Case(
        source="techsneeze/dmarcts-report-parser#54",
        content=mail(
            part(
                GZIP.replace(b"Content-", b"Content") + b'Content-Disposition: attachment;\n\tfilename="r.xml.gz"\n',
                gzipped(PLAIN),
            )
        ),
    ),
    "a mail in a mail": Case(
        source="techsneeze/dmarcts-report-parser#122",
        content=mail(b"Content-Type: message/rfc822\n\n" + mail(ATTACHED)),
    ),
    "a summary in HTML in front": Case(
        source="domainaware/parsedmarc#626",
        content=mail(b"Content-Type: text/html\n\n<meta charset=us-ascii><div>This is a report.</div>\n", ATTACHED),
    ),
    "no subject": Case(
        source="techsneeze/dmarcts-report-parser#17", content=mail(ATTACHED).replace(b"From: dmarc@example.net\n", b"")
    ),
    "a mailbox": Case(
        source="domainaware/parsedmarc#587, #106",
        content=b"From dmarc@example.net Mon Nov  2 00:00:00 2026\n" + mail(ATTACHED),
    ),
    "a failure report in prose": Case(
        source="domainaware/parsedmarc#109, #64",
        content=b"From: dmarc@example.net\nContent-Type: text/plain\n\n" + FAILURE,
        unread="holds no attached report",
        aside=True,
    ),
    "a failure report without its machine part": Case(
        source="domainaware/parsedmarc#831",
        content=mail(b"Content-Type: text/plain\n\n" + FAILURE, subtype=b"report"),
        unread="holds no attached report",
        aside=True,
    ),
    "an attachment called eml": Case(
        source="domainaware/parsedmarc#38",
        content=mail(b"Content-Type: application/octet-stream; name=eml\n\nhello\n"),
        unread="holds no attached report",
        aside=True,
    ),
}  # fmt: skip -- a table


AGAIN = {
    "the same report twice": ("cry-inc/dmarc-report-viewer#75", rfc7489(row(count=7)), 7),
    "the id of the day before": ("liuch/dmarc-srg#81", rfc7489(row(count=7), begin=BEGIN + DAY), 14),
    "the id of another receiver's report": (
        "techsneeze/dmarcts-report-parser#112, solarissmoke/php-dmarc#13",
        rfc7489(row(count=7), reporter="example.net"),
        14,
    ),
    "the id of a report with other records": ("rspamd/rspamd#3921", rfc7489(stranger(count=3)), 10),
}
"""A second report in addition to one about 7 messages: source, the report, messages in all."""
