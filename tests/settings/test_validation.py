"""Every mistake of a file at once, and none twice."""

from tests.scenes.mistakes import lines_of


def test_every_mistake_is_told_at_once() -> None:
    """Field mistakes of three sections and two rules about sound sections come in one run."""
    lines = lines_of(
        ("aws.acount_id", "1"),
        ("dns.ttl", 5),
        ("domain.name", "www.example.com"),
        ("configuration_set.tls_policy", "MAYBE"),
        ("user_pool.from", "a@example.org"),
    )
    keys = [line.split(": ")[1] for line in lines]
    assert keys == [
        "aws.acount_id",
        "dns.ttl",
        "configuration_set.tls_policy",
        "domain.name",
        "user_pool.from",
    ]
    assert all(line.startswith("environments/local.toml: ") for line in lines)


def test_a_typo_in_one_key_does_not_hide_a_rule_of_its_section() -> None:
    """An unknown key is told together with what is wrong about the section without it."""
    lines = lines_of(("dns.dmarc.colour", "red"), ("dns.dmarc.aspf", "s"))
    assert [line.split(": ")[1] for line in lines] == ["dns.dmarc.colour", "dns.dmarc.aspf"]


def test_a_mistake_is_not_told_twice_over() -> None:
    """Neither as a list that is too short, nor by rules about sections that could not be read."""
    assert lines_of(("events.sns.event_types", ["bounce"])) == [
        "environments/local.toml: events.sns.event_types.0: 'bounce' is not allowed; allowed: 'SEND', 'REJECT', 'BOUNCE', "
        "'COMPLAINT', 'DELIVERY', 'OPEN', 'CLICK', 'RENDERING_FAILURE', 'DELIVERY_DELAY' or 'SUBSCRIPTION'"
    ]
