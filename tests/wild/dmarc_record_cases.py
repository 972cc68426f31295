"""DMARC records as people publish them: each differs from our export in one thing."""

from tests.wild.dns_case import DMARC, Case, dmarc

CASES = {
    "a blank before v=": dmarc(
        "domainaware/checkdmarc#182, #97",
        DMARC.replace('"v', '" v'),
        "wrong",
        "space-in-value",
        says="begins with U+0020 SPACE",
    ),
    "a tab before v=": dmarc(
        "domainaware/checkdmarc#97",
        DMARC.replace('"v', r'"\009v'),
        "wrong",
        "space-in-value",
        says="begins with U+0009 TAB",
    ),
    "a zero-width space in front": dmarc(
        "domainaware/checkdmarc#97",
        DMARC.replace('"v', r'"\226\128\139v'),
        "wrong",
        "space-in-value",
        says="U+200B ZERO WIDTH SPACE",
    ),
    "a no-break space inside": dmarc(
        "https://support.dmarcer.net/kb/a/common-dns-mistakes",
        DMARC.replace("; p", r";\194\160p"),
        "wrong",
        "space-in-value",
        says="holds U+00A0 NO-BREAK SPACE",
    ),
    "a line feed at the end": dmarc(
        "postalsys/mailauth#7", DMARC[:-1] + r'\010"', "wrong", "space-in-value", says="ends with U+000A LINE FEED"
    ),
    "defaults written out": dmarc(
        "RFC 9989 section 4.7", f'{DMARC[:-1]}; adkim=r; aspf=r; fo=0; t=n; psd=u"', "present"
    ),
    "tags in another order": dmarc(
        "domainaware/checkdmarc#57",
        '"v=DMARC1; rua=mailto:dmarc@example.com; p=none"',
        "present",
        "spelled-otherwise",
        says="RFC 7489",
    ),
    "a semicolon at the end": dmarc("mail-in-a-box/mailinabox#2149", f'{DMARC[:-1]};"', "present"),
    "blanks around each sign": dmarc(
        "internetstandards/Internet.nl#1114", '"v = DMARC1 ;p = none ; rua = mailto:dmarc@example.com"', "present"
    ),
    "sp as p": dmarc("RFC 9989 section 4.7", f'{DMARC[:-1]}; sp=none; np=none"', "present"),
    "upper case": dmarc("rspamd/rspamd#3263", '"v=DMARC1; P=NONE; RUA=MAILTO:dmarc@EXAMPLE.com"', "present"),
    "removed tags at their defaults": dmarc(
        "RFC 9989 appendix C",
        f'{DMARC[:-1]}; pct=100; rf=afrf; ri=86400"',
        "present",
        "spelled-otherwise",
        says="removed pct, rf, ri",
    ),
    "an unknown tag": dmarc(
        "trailofbits/dmarc#9", f'{DMARC[:-1]}; x=1"', "present", "spelled-otherwise", says="ignore x"
    ),
    "a size limit at the report address": dmarc(
        "internetstandards/Internet.nl#1197", DMARC.replace('.com"', '.com!10m"'), "present"
    ),
    "a value that does not exist": dmarc(
        "RFC 9989 section 4.7", f'{DMARC[:-1]}; adkim=x"', "present", "spelled-otherwise", says="ignore adkim=x"
    ),
    "half of the mail": dmarc(
        "RFC 7489 section 6.3", f'{DMARC[:-1]}; pct=50"', "wrong", "value-differs", says="pct is 50, wanted is 100"
    ),
    "a stricter policy for subdomains": dmarc(
        "RFC 9989 section 4.7",
        f'{DMARC[:-1]}; sp=reject"',
        "wrong",
        "value-differs",
        says="sp is reject, wanted is none",
    ),
    "strict alignment": dmarc(
        "anomalyco/ion#846", f'{DMARC[:-1]}; aspf=s"', "wrong", "value-differs", says="aspf is s, wanted is r"
    ),
    "the policy twice": dmarc("RFC 6376 section 3.2", f'{DMARC[:-1]}; p=reject"', "wrong", "bad-syntax", says="twice"),
    "the version in lower case": dmarc(
        "RFC 9989 section 4.7", DMARC.replace("DMARC1", "dmarc1"), "wrong", "case-changed", says="case"
    ),
    "bytes outside of ASCII in a report address": dmarc(
        "RFC 6068 section 2", DMARC.replace("dmarc@", r"d\195\169marc@"), "wrong", "bad-syntax"
    ),
    "quoted by hand": dmarc("DNSControl/dnscontrol#1265", f'"\\"{DMARC[1:-1]}\\""', "wrong", "quotes-in-value"),
    "a second one, written otherwise": Case(
        "cisagov/trustymail#50",
        DMARC,
        f'{DMARC}\n_dmarc.mail 300 IN TXT "v = DMARC1; p=reject"',
        "dmarc",
        "wrong",
        ("several-policies",),
    ),
    "another TXT at the name": Case(
        "cisagov/trustymail#82", DMARC, f'{DMARC}\n_dmarc.mail 300 IN TXT "site-verification=1"', "dmarc", "present"
    ),
    "a CNAME to a service that has the record": Case(
        "internetstandards/Internet.nl#1197",
        f"_dmarc.mail 300 IN TXT {DMARC}",
        f"_dmarc.mail 300 IN CNAME policy.example.com.\npolicy 300 IN TXT {DMARC}",
        "dmarc",
        "present",
        ("policy-by-alias",),
        "policy.example.com",
    ),
    "at the domain itself": Case(
        "domainaware/checkdmarc#24",
        "_dmarc.mail 300 IN",
        "mail 300 IN",
        "dmarc",
        "absent",
        ("at-another-name",),
        "it is at mail.example.com",
    ),
    "the zone appended to the name": Case(
        "https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-verification.html",
        "_dmarc.mail 300",
        "_dmarc.mail.example.com 300",
        "dmarc",
        "absent",
        ("zone-appended-to-name",),
    ),
    "the address without mailto": dmarc(
        "virtualmin/virtualmin-gpl#60", DMARC.replace("mailto:", ""), "wrong", "bad-syntax", says="mailto:"
    ),
    "no address behind rua": dmarc(
        "internetstandards/Internet.nl#397", '"v=DMARC1; p=none; rua=;"', "wrong", "bad-syntax"
    ),
    "a second address behind a blank": dmarc(
        "rspamd/rspamd#4906",
        DMARC.replace('.com"', '.com, mailto:x@example.net"'),
        "wrong",
        "value-differs",
        says="rua is",
    ),
    "a blank in front of a semicolon": dmarc("rspamd/rspamd#5139", DMARC.replace("none;", "none ;"), "present"),
    "a colon in place of an equals sign": dmarc(
        "msimerson/mail-dmarc#39", f'{DMARC[:-1]}; fo:0; sp=none"', "present", "spelled-otherwise", says="ignore fo:0"
    ),
    "a value without a tag": dmarc(
        "msimerson/mail-dmarc#39", f'{DMARC[:-1]}; 0; adkim=r"', "present", "spelled-otherwise", says="ignore 0"
    ),
    "p with a slip": dmarc(
        "domainaware/checkdmarc#207", DMARC.replace("p=none", "p=jerect"), "wrong", "bad-syntax", says="p"
    ),
    "no p": dmarc("https://dmarcproblem.com/problems/", DMARC.replace("p=none; ", ""), "wrong", "bad-syntax", says="p"),
    "escaped semicolons": dmarc(
        "octodns/octodns#296, octodns/octodns-route53#55",
        DMARC.replace(";", r"\\;"),
        "wrong",
        "escape-in-value",
        says="without the backslashes",
    ),
    "two strings": dmarc("DNSControl/dnscontrol#992", DMARC.replace("dmarc@", 'dm" "arc@'), "present"),
    "the strings as two records": Case(
        "Crown-Commercial-Service/digitalmarketplace-aws#213",
        DMARC,
        DMARC.replace("dmarc@", 'dm"\n_dmarc.mail 300 IN TXT "arc@'),
        "dmarc",
        "wrong",
        ("split-into-records",),
    ),
    "two policies after a move": Case(
        "https://dmarcpal.com/learn/common-dmarc-record-mistakes-silently-break-enforcement",
        DMARC,
        f'{DMARC}\n_dmarc.mail 300 IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"',
        "dmarc",
        "wrong",
        ("several-policies",),
    ),
    "another TXT that is no text": Case(
        "domainaware/checkdmarc#231", DMARC, f'{DMARC}\n_dmarc.mail 300 IN TXT "SJ\\216FLY"', "dmarc", "present"
    ),
}
