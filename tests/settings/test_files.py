"""Reading environment files: every mistake at once, each with file, key, value and what is allowed."""

from pathlib import Path
from typing import Any

import pytest

from poolpost.errors import Stopped, UsageError
from poolpost.settings import EnvironmentFileError, load, load_all, names, validated
from poolpost.settings.files import some_names
from tests.conftest import ROOT, MakeSettings, changed


def _message(*changes: tuple[str, Any]) -> list[str]:
    with pytest.raises(EnvironmentFileError) as caught:
        validated(*changed(*changes))
    return str(caught.value).splitlines()


def test_every_mistake_is_told_at_once() -> None:
    """Field mistakes of three sections and two rules about sound sections come in one run."""
    lines = _message(
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


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("aws.regon", "x"), "aws.regon: unknown key; did you mean 'region'?; allowed: account_id, region"),
        (("aws.account_id", "12"), "aws.account_id: '12' is not an AWS account id; allowed are 12 digits in quotes"),
        (("aws.account_id", 123456789012), "aws.account_id: 123456789012 is not allowed; allowed is a text in quotes"),
        (("aws.account_id", None), "aws.account_id: is missing: The only account that may be touched"),
        (("dns.dmarc.p", "nome"), "dns.dmarc.p: 'nome' is not allowed; allowed: 'none', 'quarantine' or 'reject'"),
        (("backend", {"type": "gcs"}), "backend: type 'gcs' is not allowed; allowed: 'local', 's3'"),
        (
            ("backend", {"type": "s3", "bucket": "my-bucket", "region": "eu-west-1"}),
            "backend.key: is missing: Object key",
        ),
        (("backend", {}), "backend: is missing the key 'type'; allowed: 'local', 's3'"),
        (("user_pool.from", "Example"), "user_pool.from: 'Example' is not an e-mail address"),
        (
            ("user_pool.from", 5),
            "user_pool.from: 5 is not a From such as 'Example <no-reply@mail.example.com>' in quotes",
        ),
        (
            ("user_pool.reply_to", "A <a@example.com>"),
            "user_pool.reply_to: 'A <a@example.com>' is not an e-mail address",
        ),
        (
            ("user_pool.id", "production"),
            "user_pool.id: 'production' is not a user pool id; allowed is 'region_suffix'",
        ),
        (("configuration_set.name", "bad name!!"), "configuration_set.name: 'bad name!!' is not an SES name"),
        (("domain.mail_from.label", "_x"), "domain.mail_from.label: '_x' is not a MAIL FROM label"),
        (("domain.name", "not a domain !!"), "domain.name: 'not a domain !!' is not a domain name"),
        (
            ("events.sns.topic_name", "x.fifo"),
            "events.sns.topic_name: 'x.fifo' is not the name of a standard SNS topic",
        ),
        (("events.sns.event_types", []), "events.sns.event_types: [] is too short; allowed: at least 1"),
        (
            ("events.sns.event_types", ["BOUNCED"]),
            "events.sns.event_types.0: 'BOUNCED' is not allowed; allowed: 'SEND'",
        ),
        (("aws.tags", {"aws:x": "y"}), "aws.tags.aws:x: 'aws:x' is not a tag key"),
        (
            ("configuration_set.max_delivery_seconds", 60),
            "configuration_set.max_delivery_seconds: 60 is not allowed; allowed: at least 300",
        ),
        (("name", "x"), "name: unknown key; the file's name is the environment's name"),
        (("user_pool.mode", "import"), "user_pool.mode: 'import' is not allowed; allowed: "),
        (
            ("events.sns.kms", "alias/aws/sns"),
            "events.sns.kms: 'alias/aws/sns' is not allowed; allowed: 'none' or 'create'",
        ),
        (("events.sns.kms", "alias/aws/sns"), "events.sns.kms: 'alias/aws/sns' is not a KMS key ARN"),
        (("aws.sandbox", "yes"), "aws.sandbox: 'yes' is not allowed; allowed is true or false"),
        (("aws", "x"), "aws: 'x' is not allowed; allowed is a table"),
        (("dns.zones", "example.com"), "dns.zones: 'example.com' is not allowed; allowed is a list such as"),
        (("user_pool.wait_minutes", 1.5), "user_pool.wait_minutes: 1.5 is not allowed; allowed is a whole number"),
        (("alarms.bounce_rate", 5), "alarms.bounce_rate: 5 is not allowed; allowed: less than 1"),
        (("alarms.bounce_rate", 0), "alarms.bounce_rate: 0 is not allowed; allowed: more than 0"),
        (("user_pool.wait_minutes", 61), "user_pool.wait_minutes: 61 is not allowed; allowed: at most 60"),
        (("domain", None), "domain: is missing: The SES domain identity that mail is sent with."),
    ],
)
def test_a_mistake_names_key_value_and_what_is_allowed(change: tuple[str, Any], expected: str) -> None:
    """The message is enough to mend the file without opening the documentation."""
    lines = _message(change)
    assert any(line.startswith(f"environments/local.toml: {expected}") for line in lines), lines


def test_a_typo_in_one_key_does_not_hide_a_rule_of_its_section() -> None:
    """An unknown key is told together with what is wrong about the section without it."""
    lines = _message(("dns.dmarc.colour", "red"), ("dns.dmarc.aspf", "s"))
    assert [line.split(": ")[1] for line in lines] == ["dns.dmarc.colour", "dns.dmarc.aspf"]


@pytest.mark.parametrize("key", ["what (ever)", "a[0]", "domain.a(b)"])
def test_an_unknown_key_with_brackets_is_named(key: str) -> None:
    """Pydantic puts brackets into a path of its own; those of the file's key are the file's."""
    lines = _message((key, 1))
    assert [line.split(": ")[1] for line in lines] == [key]


def test_a_mistake_is_not_told_twice_over() -> None:
    """Neither as a list that is too short, nor by rules about sections that could not be read."""
    assert _message(("events.sns.event_types", ["bounce"])) == [
        "environments/local.toml: events.sns.event_types.0: 'bounce' is not allowed; allowed: 'SEND', 'REJECT', 'BOUNCE', "
        "'COMPLAINT', 'DELIVERY', 'OPEN', 'CLICK', 'RENDERING_FAILURE', 'DELIVERY_DELAY' or 'SUBSCRIPTION'"
    ]


def test_an_unknown_environment_lists_those_that_exist(tmp_path: Path) -> None:
    """Exit code 2, and the names to choose from."""
    (tmp_path / "staging.toml").write_text("")
    with pytest.raises(UsageError, match=r"no environment 'stagin'.*there are: staging"):
        load("stagin", tmp_path)


@pytest.mark.parametrize(
    ("state", "said"), [(True, "terraform.gone.tfstate is still here: "), (False, "if its file was deleted: ")]
)
def test_a_deleted_environment_says_who_knows_what_is_left(
    state: bool, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its resources are still paid for and send mail; plan, gate and retire only ever see that there is no file."""
    monkeypatch.chdir(tmp_path)
    if state:
        Path("terraform.gone.tfstate").write_text("{}")
    with pytest.raises(UsageError, match=f"{said}'poolpost check' says what is left of it, and what to do$"):
        load("gone", tmp_path)


def test_a_file_that_is_not_toml_says_where(tmp_path: Path) -> None:
    """Line and column come from the parser, and the line is shown."""
    (tmp_path / "x.toml").write_text("[aws]\nregion == 1\n")
    with pytest.raises(EnvironmentFileError, match=r"x\.toml: not TOML: .*line 2, column 9\): region == 1$"):
        load("x", tmp_path)
    (tmp_path / "x.toml").write_text("[aws")
    with pytest.raises(EnvironmentFileError, match=r"at end of document\)$"):
        load("x", tmp_path)


def test_a_path_names_an_environment_of_this_project_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As shells complete it; the file of another project is not taken for ours of the same name."""
    monkeypatch.chdir(ROOT)
    assert load("environments/staging.toml") == load("./environments/staging.toml") == load("staging")
    with pytest.raises(UsageError, match=r"other/staging\.toml is not in .*/environments; run this in the project"):
        load(str(tmp_path / "other/staging.toml"))


def test_from_a_directory_below_it_says_where_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both for all environments and for one."""
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/staging.toml").write_text("")
    (tmp_path / "docs/pictures").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "docs/pictures")
    for look in (some_names, lambda: load("staging")):
        with pytest.raises(UsageError, match=f"run this in {tmp_path}(;|$)"):
            look()


@pytest.mark.parametrize("name", ["Staging", "my_env", "1st"])
def test_a_name_that_cannot_name_a_stack_is_refused(name: str, tmp_path: Path) -> None:
    """The file's name becomes a Terraform path and a stack's name."""
    (tmp_path / f"{name}.toml").write_text("")
    with pytest.raises(EnvironmentFileError, match="cannot name a stack"):
        load(name, tmp_path)


def test_all_files_are_judged_before_anything_stops(tmp_path: Path) -> None:
    """Synthesis reads every file: the mistakes of all come together."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text("[aws]\n")
    with pytest.raises(Stopped) as caught:
        load_all(tmp_path)
    assert {line.split(":")[0].rpartition("/")[2] for line in str(caught.value).splitlines()} == {"a.toml", "b.toml"}


def test_no_environment_at_all_is_told(tmp_path: Path) -> None:
    """An empty directory is a mistake of the user's, not an empty success."""
    with pytest.raises(UsageError, match="no environment"):
        load_all(tmp_path)


def test_shipped_environments_are_sound() -> None:
    """The four examples are valid, and named as the README says."""
    directory = ROOT / "environments"
    assert names(directory) == ["dev", "local", "production", "staging"]
    assert [settings.name for settings in load_all(directory)] == names(directory)


def test_settings_cannot_change_after_loading(settings: MakeSettings) -> None:
    """What was reviewed is what is used."""
    made = settings()
    with pytest.raises(ValueError, match="frozen"):
        made.aws.region = "us-east-1"
