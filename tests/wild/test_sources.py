"""The corpus of what real people have: each case has a public source, and what is tested elsewhere is named."""

import re
from collections import Counter
from typing import Protocol

import pytest

from tests.conftest import ROOT
from tests.wild import (
    call_error_cases,
    consent_cases,
    credential_cases,
    dkim_record_cases,
    dmarc_record_cases,
    environment_cases,
    error_cases,
    plan_cases,
    report_cases,
    spf_record_cases,
)

THREAD = r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+#[0-9]+"
PAGE = r"https://[^\s,]+"
STANDARD = r"RFC [0-9]{4} (?:section [0-9.]+|appendix [A-Z](?:\.[0-9]+)*)"
SOURCE = re.compile(rf"(?:{THREAD}|{PAGE}|{STANDARD})(?:, (?:{THREAD}|#[0-9]+|{PAGE}))*")
"""Threads of one or several repositories (`owner/name#1, #2`), a page, or the section of a standard."""
AT_LEAST = 280
"""A case that goes has another in its place."""


class Sourced(Protocol):
    """A case of any kind."""

    @property
    def source(self) -> str:
        """Return where it was met."""
        ...


KINDS: dict[str, dict[str, Sourced]] = {
    "report": {**report_cases.CASES},
    "DMARC record": {**dmarc_record_cases.CASES},
    "SPF record": {**spf_record_cases.CASES},
    "DKIM or MX record": {**dkim_record_cases.CASES},
    "consent to reports": {**consent_cases.CASES},
    "error": {**error_cases.CASES, **call_error_cases.CASES},
    "environment file": {**environment_cases.CASES},
    "plan": {**plan_cases.CASES},
    "credentials": {**credential_cases.CASES},
}
SOURCES = {
    **{f"{kind}: {name}": case.source for kind, cases in KINDS.items() for name, case in cases.items()},
    **{f"report again: {name}": source for name, (source, _, _) in report_cases.AGAIN.items()},
    "tags": environment_cases.TAGS_SOURCE,
}
ELSEWHERE = {
    "one bad report among many": (
        "domainaware/parsedmarc#587",
        "tests/cli/test_dmarc.py::test_one_bad_file_among_many_does_not_keep_a_step_from_being_due",
    ),
    "links that SES rewrites": (
        "usdigitalresponse/usdr-gost#2996, hail-hq/hail#101",
        "tests/doctor/checks/test_links.py::test_a_check_says_what_is_so",
    ),
    "an update that resets what it leaves out": (
        "aws/aws-cli#3302, #6484, #6698, #6839, serverless/serverless#6499, aws/aws-cdk#33282",
        "tests/pool/test_safety_matrix.py::test_without_the_merge_the_same_matrix_loses_settings",
    ),
    "the machine's clock is wrong": (
        "aws/aws-cdk#22759, webiny/webiny-js#612",
        "tests/aws/test_errors.py::test_a_clock_that_is_wrong_is_named",
    ),
    "a proxy that opens TLS": (
        "aws/aws-cdk#21328",
        "tests/aws/test_errors.py::test_an_error_without_an_answer_of_aws_is_a_sentence",
    ),
    "an endpoint left over in the shell": (
        "localstack/awscli-local#76, hashicorp/terraform-provider-aws#32649",
        "tests/aws/test_account.py::test_an_endpoint_that_is_not_awss_is_named",
    ),
    "a key that does not let SES or CloudWatch into the topic": (
        "aws/aws-cdk#11121, awslabs/landing-zone-accelerator-on-aws#31",
        "tests/doctor/checks/test_topic.py::test_a_check_says_what_is_so",
    ),
    "an adopted identity that signs otherwise": (
        "hashicorp/terraform-provider-aws#43205",
        "tests/gate/rules/test_adoption.py::test_how_an_adopted_identity_signs_is_not_changed_unasked",
    ),
    "a terminal without the signs": (
        "codeflash-ai/codeflash#55, janik6n/enex2md#4",
        "tests/standards/test_safe_text.py::test_our_own_signs_have_words_where_they_cannot_be_shown",
    ),
    "a topic with another name": (
        "hashicorp/terraform-provider-aws#9645",
        "tests/review/test_mail_changes.py::test_a_replaced_subscription_must_be_confirmed_again",
    ),
    "variables that change every plan": (
        "cloudposse/atmos#1206",
        "tests/gate/test_shell.py::test_arguments_that_change_the_plan_are_refused",
    ),
    "another Terraform in the shell": (
        "opentofu/opentofu#1150, hashicorp/terraform-cdk#1562",
        "tests/project/test_toolchain.py::test_the_gate_takes_the_place_of_any_other_terraform",
    ),
    "line ends of Windows, written back": (
        "python-poetry/tomlkit#200",
        "tests/settings/test_edit_files.py::test_a_file_keeps_its_line_ends",
    ),
    "another robot's comment": (
        "ai-dynamo/aiperf#831",
        "tests/project/test_github_posts.py::test_only_our_own_comment_is_replaced",
    ),
    "a plan file called tfplan.json": (
        "hashicorp/terraform#31762",
        "tests/cli/test_plan_input.py::test_a_plan_file_is_one_whatever_its_name_is",
    ),
    "an SPF record to merge that receivers refuse": (
        "spf-tools/spf-tools#48, domainaware/checkdmarc#52, #217, EvotecIT/DomainDetective#427",
        "tests/standards/test_spf.py::test_a_record_that_receivers_reject_is_refused",
    ),
    "SPF with -all, as the provider's example had it": (
        "hashicorp/terraform-provider-aws#38413, #38242",
        "tests/wild/test_dns.py::test_a_record_of_the_wild_is_called_what_it_is",
    ),
}
"""Cases that need more than a table of this directory: source, and the test that has them."""


def test_every_case_has_a_public_source() -> None:
    """A thread, a page or a section, so that anybody can read what it was met as."""
    without = {name: source for name, source in SOURCES.items() if not SOURCE.fullmatch(source)}
    assert without == {}


def test_the_corpus_does_not_shrink() -> None:
    """Over all kinds, none of which is empty."""
    kinds = Counter(name.partition(":")[0] for name in SOURCES)
    assert sum(kinds.values()) >= AT_LEAST, kinds
    assert min(kinds.values()) > 0


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_is_tested_elsewhere_is(name: str) -> None:
    """Once, by the test that is named."""
    source, test = ELSEWHERE[name]
    path, _, function = test.partition("::")
    assert SOURCE.fullmatch(source)
    assert len(re.findall(rf"^ *def {function}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)) == 1
