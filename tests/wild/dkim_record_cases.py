"""DKIM records, and MAIL FROM's MX, as people publish them: each differs from our export in one thing."""

from tests.wild.dns_case import MX, dkim, mail_from_mx

TROUBLE = "https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-verification.html"
REPOST = "https://repost.aws/knowledge-center/ses-domain-stuck-pending-verification"
MAIL_FROM = "https://docs.aws.amazon.com/ses/latest/dg/mail-from.html"

CASES = {
    "proxied": dkim(
        "MicrosoftDocs/OfficeDocs-o365seccomp#950",
        "aaa._domainkey.mail 300 IN A 104.16.1.1\n",
        "wrong",
        "proxied-record",
        says="turn the proxy off",
    ),
    "proxied, IPv6": dkim(
        "MicrosoftDocs/OfficeDocs-o365seccomp#950",
        "aaa._domainkey.mail 300 IN AAAA 2606:4700::1\n",
        "wrong",
        "proxied-record",
        says="DNS only",
    ),
    "an address by a wildcard": dkim(
        "internetstandards/Internet.nl#1025", "*._domainkey.mail 300 IN A 192.0.2.9\n", "wrong", "answered-by-wildcard"
    ),
    "another CNAME by a wildcard": dkim(
        "internetstandards/Internet.nl#1025",
        "*._domainkey.mail 300 IN CNAME web.example.com.\n",
        "wrong",
        "answered-by-wildcard",
    ),
    "without _domainkey": dkim(
        TROUBLE,
        "aaa.mail 300 IN CNAME aaa.dkim.amazonses.com.\n",
        "absent",
        "at-another-name",
        says="it is at aaa.mail.example.com",
    ),
    "the key as TXT": dkim(
        "https://support.dmarcer.net/kb/a/common-dns-mistakes",
        'aaa._domainkey.mail 300 IN TXT "p=key"\n',
        "wrong",
        "other-record-in-the-way",
    ),
    "the name of the target as TXT": dkim(
        "https://support.higherlogic.com/hc/en-us/articles/360033054011-CNAME-Troubleshooting-for-DKIM",
        'aaa._domainkey.mail 300 IN TXT "aaa.dkim.amazonses.com"\n',
        "wrong",
        "other-record-in-the-way",
    ),
    "no underscore": dkim(
        TROUBLE,
        "aaa.domainkey.mail 300 IN CNAME aaa.dkim.amazonses.com.\n",
        "absent",
        "at-another-name",
        says="it is at aaa.domainkey.mail.example.com",
    ),
    "one of three is missing": dkim("PostHog/posthog#54603", "", "absent"),
    "the zone appended to the target": dkim(
        REPOST,
        "aaa._domainkey.mail 300 IN CNAME aaa.dkim.amazonses.com.example.com.\n",
        "wrong",
        "zone-appended-to-value",
        says="'aaa.dkim.amazonses.com.'",
    ),
    "the zone appended to the name": dkim(
        REPOST,
        "aaa._domainkey.mail.example.com 300 IN CNAME aaa.dkim.amazonses.com.\n",
        "absent",
        "zone-appended-to-name",
    ),
    "blanks in the target": dkim(
        REPOST,
        "aaa._domainkey.mail 300 IN CNAME \\032aaa.dkim.amazonses.com.\n",
        "wrong",
        "space-in-value",
        says="a blank or an invisible character",
    ),
    "a missing letter": dkim(
        REPOST,
        "aaa._domainkey.mail 300 IN CNAME aa.dkim.amazonses.com.\n",
        "wrong",
        "another-key",
        says="a slip, or the key",
    ),
    "the underscore of the name missing": dkim(
        REPOST,
        "aaa_domainkey.mail 300 IN CNAME aaa.dkim.amazonses.com.\n",
        "absent",
        "at-another-name",
    ),
    "several MX": mail_from_mx(
        MAIL_FROM, f"{MX}\nbounce.mail 300 IN MX 20 mail.example.net.", "wrong", "several-mx", says="keep only"
    ),
    "MX of another region": mail_from_mx(
        MAIL_FROM, MX.replace("eu-west-1", "us-east-1"), "wrong", "another-region", says="SES in another region"
    ),
    "the zone appended to MX": mail_from_mx(
        MAIL_FROM,
        f"{MX}example.com.",
        "wrong",
        "zone-appended-to-value",
        says="feedback-smtp.eu-west-1.amazonses.com.'",
    ),
}
