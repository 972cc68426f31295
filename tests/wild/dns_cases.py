"""
DNS as it is out there: each case was met in public, and is reduced to one difference from our own export.

Beside each stands its source: a public issue, an RFC's section, or the habit that it comes from.
"""

from dataclasses import dataclass

from poolpost.dns.records import TXT_STRING_BYTES

DMARC = '"v=DMARC1; p=none; rua=mailto:dmarc@example.com"'
SPF = '"v=spf1 include:amazonses.com ~all"'
DKIM = "aaa._domainkey.mail 300 IN CNAME aaa.dkim.amazonses.com.\n"


@dataclass(frozen=True)
class Case:
    """
    One difference from our export.

    Attributes:
        source: where the kind was met: a public issue, a page, an RFC's section.
        old: what the zone has in our export; `new` takes its place.
        record: the id of the record that it is about.
        status: what `dns --check` calls it.
        rules: what it recognises.
        says: a part of what it tells.
        more: records that are there as well.
    """

    source: str
    old: str
    new: str
    record: str
    status: str
    rules: tuple[str, ...] = ()
    says: str = ""
    more: str = ""


def dmarc(source: str, text: str, status: str, *rules: str, says: str = "") -> Case:
    """Return a case of another DMARC record in place of ours."""
    return Case(source, DMARC, text, "dmarc", status, rules, says)


def spf(source: str, text: str, status: str, *rules: str, says: str = "", more: str = "") -> Case:
    """Return a case of another SPF record at MAIL FROM."""
    strings = f'{text[:200]}" "{text[200:]}' if len(text) > TXT_STRING_BYTES else text
    return Case(source, SPF, strings, "mail-from-spf", status, rules, says, more)


def dkim(source: str, new: str, status: str, *rules: str, says: str = "", more: str = "") -> Case:
    """Return a case of something else in place of the first DKIM record."""
    return Case(source, DKIM, new, "dkim-1", status, rules, says, more)


INCLUDES = "".join(f'a{n} 300 IN TXT "v=spf1 ip4:192.0.2.{n} -all"\n' for n in range(12))
"""Domains with an SPF record each."""
FEW = " ".join(f"include:a{n}.example.com" for n in range(9))
MANY = " ".join(f"include:a{n}.example.com" for n in range(10))
NESTED = 'big 300 IN TXT "v=spf1 include:a0.example.com include:a1.example.com include:a2.example.com -all"\n'

CASES = {
    "dmarc: a blank before v=": dmarc(
        "domainaware/checkdmarc#182, #97",
        DMARC.replace('"v', '" v'),
        "wrong",
        "space-in-value",
        says="begins with U+0020 SPACE",
    ),
    "dmarc: a tab before v=": dmarc(
        "domainaware/checkdmarc#97",
        DMARC.replace('"v', r'"\009v'),
        "wrong",
        "space-in-value",
        says="begins with U+0009 TAB",
    ),
    "dmarc: a zero-width space in front": dmarc(
        "domainaware/checkdmarc#97",
        DMARC.replace('"v', r'"\226\128\139v'),
        "wrong",
        "space-in-value",
        says="U+200B ZERO WIDTH SPACE",
    ),
    "dmarc: a no-break space inside": dmarc(
        "text copied from a web page",
        DMARC.replace("; p", r";\194\160p"),
        "wrong",
        "space-in-value",
        says="holds U+00A0 NO-BREAK SPACE",
    ),
    "dmarc: a line feed at the end": dmarc(
        "pasted with its line end", DMARC[:-1] + r'\010"', "wrong", "space-in-value", says="ends with U+000A LINE FEED"
    ),
    "dmarc: defaults written out": dmarc(
        "RFC 9989 section 4.7", f'{DMARC[:-1]}; adkim=r; aspf=r; fo=0; t=n; psd=u"', "present"
    ),
    "dmarc: tags in another order": dmarc(
        "RFC 9989 section 4.7",
        '"v=DMARC1; rua=mailto:dmarc@example.com; p=none"',
        "present",
        "spelled-otherwise",
        says="RFC 7489",
    ),
    "dmarc: a semicolon at the end": dmarc("RFC 9989 section 4.7", f'{DMARC[:-1]};"', "present"),
    "dmarc: blanks around each sign": dmarc(
        "RFC 9989 section 4.7", '"v = DMARC1 ;p = none ; rua = mailto:dmarc@example.com"', "present"
    ),
    "dmarc: sp as p": dmarc("RFC 9989 section 4.7", f'{DMARC[:-1]}; sp=none; np=none"', "present"),
    "dmarc: upper case": dmarc("RFC 9989 section 4.7", '"v=DMARC1; P=NONE; RUA=MAILTO:dmarc@EXAMPLE.com"', "present"),
    "dmarc: removed tags at their defaults": dmarc(
        "RFC 9989 appendix C",
        f'{DMARC[:-1]}; pct=100; rf=afrf; ri=86400"',
        "present",
        "spelled-otherwise",
        says="removed pct, rf, ri",
    ),
    "dmarc: an unknown tag": dmarc(
        "RFC 9989 section 4.7", f'{DMARC[:-1]}; x=1"', "present", "spelled-otherwise", says="ignore x"
    ),
    "dmarc: a size limit at the report address": dmarc(
        "RFC 7489 section 6.3", DMARC.replace('.com"', '.com!10m"'), "present"
    ),
    "dmarc: a value that does not exist": dmarc(
        "RFC 9989 section 4.7", f'{DMARC[:-1]}; adkim=x"', "present", "spelled-otherwise", says="ignore adkim=x"
    ),
    "dmarc: half of the mail": dmarc(
        "RFC 7489 section 6.3", f'{DMARC[:-1]}; pct=50"', "wrong", "value-differs", says="pct is 50, wanted is 100"
    ),
    "dmarc: a stricter policy for subdomains": dmarc(
        "RFC 9989 section 4.7",
        f'{DMARC[:-1]}; sp=reject"',
        "wrong",
        "value-differs",
        says="sp is reject, wanted is none",
    ),
    "dmarc: strict alignment": dmarc(
        "RFC 9989 section 4.7", f'{DMARC[:-1]}; aspf=s"', "wrong", "value-differs", says="aspf is s, wanted is r"
    ),
    "dmarc: the policy twice": dmarc(
        "RFC 6376 section 3.2", f'{DMARC[:-1]}; p=reject"', "wrong", "bad-syntax", says="twice"
    ),
    "dmarc: the version in lower case": dmarc(
        "RFC 9989 section 4.7", DMARC.replace("DMARC1", "dmarc1"), "wrong", "case-changed", says="case"
    ),
    "dmarc: bytes outside of ASCII in a report address": dmarc(
        "RFC 6068 section 2", DMARC.replace("dmarc@", r"d\195\169marc@"), "wrong", "bad-syntax"
    ),
    "dmarc: quoted by hand": dmarc(
        "forms that quote by themselves", f'"\\"{DMARC[1:-1]}\\""', "wrong", "quotes-in-value"
    ),
    "dmarc: a second one, written otherwise": Case(
        "RFC 9989 section 4.10",
        DMARC,
        f'{DMARC}\n_dmarc.mail 300 IN TXT "v = DMARC1; p=reject"',
        "dmarc",
        "wrong",
        ("several-policies",),
    ),
    "dmarc: another TXT at the name": Case(
        "RFC 9989 section 4.10", DMARC, f'{DMARC}\n_dmarc.mail 300 IN TXT "site-verification=1"', "dmarc", "present"
    ),
    "dmarc: a CNAME to a service that has the record": Case(
        "internetstandards/Internet.nl#1197",
        f"_dmarc.mail 300 IN TXT {DMARC}",
        f"_dmarc.mail 300 IN CNAME policy.example.com.\npolicy 300 IN TXT {DMARC}",
        "dmarc",
        "present",
        ("policy-by-alias",),
        "policy.example.com",
    ),
    "dmarc: at the domain itself": Case(
        "a form that asks for no name",
        "_dmarc.mail 300 IN",
        "mail 300 IN",
        "dmarc",
        "absent",
        ("at-another-name",),
        "it is at mail.example.com",
    ),
    "dmarc: the zone appended to the name": Case(
        "many DNS hosts",
        "_dmarc.mail 300",
        "_dmarc.mail.example.com 300",
        "dmarc",
        "absent",
        ("zone-appended-to-name",),
    ),
    "spf: -all": spf(
        "hashicorp/terraform-provider-aws#38413, #38242",
        SPF.replace("~all", "-all"),
        "present",
        "spf-of-other-terms",
        says="stricter",
    ),
    "spf: ?all": spf("SES users' zones", SPF.replace("~all", "?all"), "present", "spf-of-other-terms"),
    "spf: no all": spf("RFC 7208 section 4.7", SPF.replace(" ~all", ""), "present", "spf-of-other-terms"),
    "spf: a plus": spf("RFC 7208 section 4.6.2", SPF.replace("include", "+include"), "present"),
    "spf: upper case": spf("RFC 7208 section 4.6.1", '"V=SPF1  INCLUDE:AMAZONSES.com ~ALL"', "present"),
    "spf: another sender": spf(
        "a shared MAIL FROM", SPF.replace("~", "ip4:192.0.2.7 ~"), "present", "spf-of-other-terms", says="ip4:192.0.2.7"
    ),
    "spf: ten lookups": spf(
        "RFC 7208 section 4.6.4",
        SPF.replace("~", f"{FEW} ~"),
        "present",
        "spf-of-other-terms",
        says="10 of 10 lookups",
        more=INCLUDES,
    ),
    "spf: eleven lookups": spf(
        "RFC 7208 section 4.6.4",
        SPF.replace("~", f"{MANY} ~"),
        "wrong",
        "bad-syntax",
        "spf-does-not-pass",
        says="it takes 11 DNS lookups",
        more=INCLUDES,
    ),
    "spf: the include that costs most": spf(
        "mailcheck tools' advice",
        SPF.replace("~", f"include:big.example.com {FEW} ~"),
        "wrong",
        "bad-syntax",
        "spf-does-not-pass",
        says="include:big.example.com takes 4 of them",
        more=INCLUDES + NESTED,
    ),
    "spf: SES by somebody's include": spf(
        "Google Workspace with SES behind one name",
        '"v=spf1 include:all.example.com -all"',
        "present",
        "spf-of-other-terms",
        more='all 300 IN TXT "v=spf1 include:amazonses.com -all"\n',
    ),
    "spf: redirect": spf(
        "RFC 7208 section 6.1",
        '"v=spf1 redirect=all.example.com"',
        "present",
        "spf-of-other-terms",
        more='all 300 IN TXT "v=spf1 include:amazonses.com -all"\n',
    ),
    "spf: SES behind all": spf(
        "RFC 7208 section 5.1",
        '"v=spf1 -all include:amazonses.com"',
        "wrong",
        "bad-syntax",
        "spf-does-not-pass",
        says="after 'all'",
    ),
    "spf: SES without its qualifier": spf(
        "a softfail by hand", SPF.replace("include", "~include"), "wrong", "spf-does-not-pass", says="softfail"
    ),
    "spf: somebody else's only": spf(
        "a record copied from another domain",
        '"v=spf1 ip4:192.0.2.7 -all"',
        "wrong",
        "spf-does-not-pass",
        says="is fail",
    ),
    "spf: a network that holds SES": spf(
        "flattened SPF", '"v=spf1 ip4:199.255.192.0/22 -all"', "present", "spf-of-other-terms"
    ),
    "spf: half of SES's network": spf(
        "flattened SPF, out of date", '"v=spf1 ip4:199.255.194.0/24 -all"', "wrong", "spf-does-not-pass"
    ),
    "spf: numbers out of range": spf(
        "spf-tools/spf-tools#48",
        SPF.replace("~", "ip4:192.0.2.0/40 ~"),
        "wrong",
        "bad-syntax",
        "spf-does-not-pass",
        says="/40",
    ),
    "spf: a zero-width space": spf(
        "text copied from a web page",
        SPF.replace('"v', r'"\226\128\139v'),
        "wrong",
        "space-in-value",
        says="U+200B ZERO WIDTH SPACE",
    ),
    "dkim: proxied": dkim(
        "MicrosoftDocs/OfficeDocs-o365seccomp#950",
        "aaa._domainkey.mail 300 IN A 104.16.1.1\n",
        "wrong",
        "proxied-record",
        says="turn the proxy off",
    ),
    "dkim: proxied, IPv6": dkim(
        "MicrosoftDocs/OfficeDocs-o365seccomp#950",
        "aaa._domainkey.mail 300 IN AAAA 2606:4700::1\n",
        "wrong",
        "proxied-record",
        says="DNS only",
    ),
    "dkim: an address by a wildcard": dkim(
        "wildcard A of a web host", "*._domainkey.mail 300 IN A 192.0.2.9\n", "wrong", "answered-by-wildcard"
    ),
    "dkim: another CNAME by a wildcard": dkim(
        "wildcard CNAME of a web host",
        "*._domainkey.mail 300 IN CNAME web.example.com.\n",
        "wrong",
        "answered-by-wildcard",
    ),
    "dkim: without _domainkey": dkim(
        "SES developer guide, troubleshoot-verification",
        "aaa.mail 300 IN CNAME aaa.dkim.amazonses.com.\n",
        "absent",
        "at-another-name",
        says="it is at aaa.mail.example.com",
    ),
    "dkim: the key as TXT": dkim(
        "the target's text copied", 'aaa._domainkey.mail 300 IN TXT "p=key"\n', "wrong", "other-record-in-the-way"
    ),
}
