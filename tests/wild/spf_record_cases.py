"""SPF records at MAIL FROM as people publish them: each differs from our export in one thing."""

from tests.wild.dns_case import SPF, Case, spf

INCLUDES = "".join(f'a{n} 300 IN TXT "v=spf1 ip4:192.0.2.{n} -all"\n' for n in range(12))
"""Domains with an SPF record each."""
FEW = " ".join(f"include:a{n}.example.com" for n in range(9))
MANY = " ".join(f"include:a{n}.example.com" for n in range(10))
NESTED = 'big 300 IN TXT "v=spf1 include:a0.example.com include:a1.example.com include:a2.example.com -all"\n'
MX = "".join(f"three 300 IN MX 10 mx{n}.example.com.\nmx{n} 300 IN A 192.0.2.5{n}\n" for n in range(1, 4))
"""A domain with three mail servers, none of them with an SPF record."""

CASES = {
    "-all": spf(
        "hashicorp/terraform-provider-aws#38413, #38242",
        SPF.replace("~all", "-all"),
        "present",
        "spf-of-other-terms",
        says="stricter",
    ),
    "?all": spf("RFC 7208 section 5.1", SPF.replace("~all", "?all"), "present", "spf-of-other-terms"),
    "no all": spf("MattKeeley/Spoofy#28", SPF.replace(" ~all", ""), "present", "spf-of-other-terms"),
    "a plus": spf("RFC 7208 section 4.6.2", SPF.replace("include", "+include"), "present"),
    "upper case": spf("domainaware/checkdmarc#42, zmap/zdns#253", '"V=SPF1  INCLUDE:AMAZONSES.com ~ALL"', "present"),
    "another sender": spf(
        "https://docs.aws.amazon.com/ses/latest/dg/mail-from.html",
        SPF.replace("~", "ip4:192.0.2.7 ~"),
        "present",
        "spf-of-other-terms",
        says="ip4:192.0.2.7",
    ),
    "ten lookups": spf(
        "RFC 7208 section 4.6.4",
        SPF.replace("~", f"{FEW} ~"),
        "present",
        "spf-of-other-terms",
        says="10 of 10 lookups",
        more=INCLUDES,
    ),
    "eleven lookups": spf(
        "RFC 7208 section 4.6.4",
        SPF.replace("~", f"{MANY} ~"),
        "wrong",
        "bad-syntax",
        "spf-does-not-pass",
        says="it takes 11 DNS lookups",
        more=INCLUDES,
    ),
    "the include that costs most": spf(
        "internetstandards/Internet.nl#1336",
        SPF.replace("~", f"include:big.example.com {FEW} ~"),
        "wrong",
        "bad-syntax",
        "spf-does-not-pass",
        says="include:big.example.com takes 4 of them",
        more=INCLUDES + NESTED,
    ),
    "SES by somebody's include": spf(
        "DNSControl/dnscontrol#784",
        '"v=spf1 include:all.example.com -all"',
        "present",
        "spf-of-other-terms",
        more='all 300 IN TXT "v=spf1 include:amazonses.com -all"\n',
    ),
    "redirect": spf(
        "RFC 7208 section 6.1",
        '"v=spf1 redirect=all.example.com"',
        "present",
        "spf-of-other-terms",
        more='all 300 IN TXT "v=spf1 include:amazonses.com -all"\n',
    ),
    "SES behind all": spf(
        "RFC 7208 section 5.1",
        '"v=spf1 -all include:amazonses.com"',
        "wrong",
        "bad-syntax",
        "spf-does-not-pass",
        says="after 'all'",
    ),
    "SES without its qualifier": spf(
        "rspamd/rspamd#831", SPF.replace("include", "~include"), "wrong", "spf-does-not-pass", says="softfail"
    ),
    "somebody else's only": spf(
        "https://docs.aws.amazon.com/ses/latest/dg/mail-from.html",
        '"v=spf1 ip4:192.0.2.7 -all"',
        "wrong",
        "spf-does-not-pass",
        says="is fail",
    ),
    "a network that holds SES": spf(
        "DNSControl/dnscontrol#187", '"v=spf1 ip4:199.255.192.0/22 -all"', "present", "spf-of-other-terms"
    ),
    "half of SES's network": spf(
        "DNSControl/dnscontrol#187", '"v=spf1 ip4:199.255.194.0/24 -all"', "wrong", "spf-does-not-pass"
    ),
    "numbers out of range": spf(
        "spf-tools/spf-tools#48",
        SPF.replace("~", "ip4:192.0.2.0/40 ~"),
        "wrong",
        "bad-syntax",
        "spf-does-not-pass",
        says="/40",
    ),
    "a zero-width space": spf(
        "https://support.dmarcer.net/kb/a/common-dns-mistakes",
        SPF.replace('"v', r'"\226\128\139v'),
        "wrong",
        "space-in-value",
        says="U+200B ZERO WIDTH SPACE",
    ),
    "no blank in front of all": spf(
        "domainaware/checkdmarc#209",
        SPF.replace(" ~all", "~all"),
        "wrong",
        "space-missing",
        says="a blank is missing",
    ),
    "include with a slip": spf(
        "globalcyberalliance/domain-security-scanner#20",
        SPF.replace("include", "inlude"),
        "wrong",
        "bad-syntax",
        "spf-does-not-pass",
        says="inlude",
    ),
    "include with a blank": spf(
        "MicrosoftDocs/dynamics-365-customer-engagement#2248",
        SPF.replace("include:", "include: "),
        "wrong",
        "space-in-value",
    ),
    "include with a dot": spf(
        "ValiMail/coppertone#57", SPF.replace("include:", "include."), "wrong", "bad-syntax", "spf-does-not-pass"
    ),
    "include with an equals sign": spf(
        "domainaware/checkdmarc#135",
        SPF.replace("include:", "include="),
        "wrong",
        "spf-does-not-pass",
        says="write 'include:amazonses.com'",
    ),
    "a semicolon at the end": spf(
        "trusteddomainproject/OpenDMARC#207", SPF.replace("~all", "~all;"), "wrong", "bad-syntax", "spf-does-not-pass"
    ),
    "a dash of a word processor": spf(
        "octodns/octodns#1126, internetstandards/toolbox-wiki#24",
        SPF.replace("~all", r"\226\128\147all"),
        "wrong",
        "bad-syntax",
        "spf-does-not-pass",
    ),
    "a blank in front": spf(
        "domainaware/checkdmarc#258",
        SPF.replace('"v', '" v'),
        "wrong",
        "space-in-value",
        says="begins with U+0020 SPACE",
    ),
    "two records": Case(
        "https://kb.hunto.ai/dmarc/reference/common-dmarc-mistakes-to-avoid/",
        SPF,
        f'{SPF}\nbounce.mail 300 IN TXT "v=spf1 -all"',
        "mail-from-spf",
        "wrong",
        ("several-policies",),
    ),
    "as a record of type SPF": Case("PowerDNS/pdns#159", f"TXT {SPF}", f"SPF {SPF}", "mail-from-spf", "absent"),
    "a large letter in a macro": spf(
        "domainaware/checkdmarc#257",
        SPF.replace("~all", "~all exp=%{S}.explain.example.com"),
        "present",
        "spf-of-other-terms",
        says="exp=",
    ),
    "a macro of the sender's address": spf(
        "MattKeeley/Spoofy#28",
        SPF.replace("~all", "exists:%{i}.spf.example.com ~all"),
        "present",
        "spf-of-other-terms",
        says="exists:%{i}.spf.example.com",
    ),
    "three hosts behind mx are one lookup": spf(
        "wttw/aboutmyemail#45, stalwartlabs/mail-auth#35",
        SPF.replace("~", "mx:three.example.com ~"),
        "present",
        "spf-of-other-terms",
        says="2 of 10 lookups",
        more=MX,
    ),
    "an include without SPF": spf(
        "hardenize/hardenize-public#19, Mika56/PHP-SPF-Check#31",
        SPF.replace("include", "include:mx1.example.com include"),
        "wrong",
        "spf-does-not-pass",
        says="mx1.example.com",
        more=MX,
    ),
    "an include with -all": spf(
        "Mika56/PHP-SPF-Check#1, cisagov/trustymail#109",
        SPF.replace("include", "include:a1.example.com include"),
        "present",
        "spf-of-other-terms",
        says="include:a1.example.com",
        more=INCLUDES,
    ),
    "an include whose record is broken": spf(
        "domainaware/checkdmarc#19",
        SPF.replace("~", "include:broken.example.com ~"),
        "wrong",
        "spf-does-not-pass",
        says="broken.example.com",
        more='broken 300 IN TXT "v=spf1 192.0.2.1 -all"\n',
    ),
    "another address refused first": spf(
        "trusteddomainproject/OpenDMARC#169",
        SPF.replace("include", "-ip4:192.0.2.9 include"),
        "present",
        "spf-of-other-terms",
    ),
    "three void lookups": spf(
        "sdgathman/pyspf#44, shevek/libspf2#24",
        SPF.replace("include", "a:v1.example.com a:v2.example.com a:v3.example.com include"),
        "wrong",
        "spf-does-not-pass",
        says="3 of its DNS lookups find nothing",
    ),
}
