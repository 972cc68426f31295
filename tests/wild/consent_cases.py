"""How owners of another domain agree to receive DMARC reports about ours, as they publish it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """
    Records of one report domain.

    Attributes:
        source: where the form was met.
        records: what its zone has; `{host}` is the report domain.
        agrees: whether receivers send reports there.
    """

    source: str
    records: str
    agrees: bool = True


NAME = "example.com._report._dmarc.{host}. IN"
OTHERS = "target.{host}. IN TXT"

CASES = {
    "as the standard has it": Case(
        "domainaware/checkdmarc#23, internetstandards/Internet.nl#349", f'{NAME} TXT "v=DMARC1"'
    ),
    "a semicolon at the end": Case(
        "internetstandards/Internet.nl#1959, domainaware/checkdmarc#170", f'{NAME} TXT "v=DMARC1;"'
    ),
    "for everybody, by a wildcard": Case(
        "internetstandards/Internet.nl#618, trusteddomainproject/OpenDMARC#261",
        '*._report._dmarc.{host}. IN TXT "v=DMARC1"',
    ),
    "by a CNAME": Case("internetstandards/Internet.nl#444", f'{NAME} CNAME target.{{host}}.\n{OTHERS} "v=DMARC1;"'),
    "not at all": Case("wintermeyer/vutuv#801, hardenize/hardenize-public#26", "", agrees=False),
    "only for another domain": Case(
        "RFC 9990 section 4", 'other.example._report._dmarc.{host}. IN TXT "v=DMARC1"', agrees=False
    ),
    "a policy of its own is no consent": Case(
        "RFC 9990 section 4", '_dmarc.{host}. IN TXT "v=DMARC1; p=reject"', agrees=False
    ),
}
