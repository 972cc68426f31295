"""Files that were passed as a plan's JSON: how shells, editors and CI steps leave them."""

import codecs
import json
from dataclasses import dataclass

PLAN = (
    '{"format_version":"1.2","terraform_version":"1.14.0","planned_values":{},'
    '"output_changes":{"x":{"actions":["create"],"after":"Grüße"}},"resource_changes":[]}'
)
JSON = "`terraform show -json PLAN`"


@dataclass(frozen=True)
class Case:
    """
    A file that was passed as a plan's JSON.

    Attributes:
        source: where the fault was met.
        content: the file.
        says: a part of the refusal; '' for a plan that is read.
    """

    source: str
    content: bytes
    says: str = ""


def _text(source: str, text: str, says: str = "") -> Case:
    return Case(source, text.encode(), says)


CASES = {
    "UTF-8 with a mark": Case("anchore/grype#3505", codecs.BOM_UTF8 + PLAN.encode()),
    "UTF-16 of PowerShell 5": Case(
        "terraform-google-modules/terraform-example-foundation#659, open-policy-agent/opa#6096",
        codecs.BOM_UTF16_LE + PLAN.encode("utf-16-le"),
    ),
    "UTF-16 of jq's output in PowerShell": Case(
        "jqlang/jq#2351",
        codecs.BOM_UTF16_LE + json.dumps(json.loads(PLAN), indent=2).replace("\n", "\r\n").encode("utf-16-le"),
    ),
    "line breaks after it": _text("boltops-tools/terraspace#126", f"{PLAN}\n\n\n"),
    "indented": _text("bridgecrewio/checkov#2321", json.dumps(json.loads(PLAN), indent=2)),
    "format 1.0": _text("gruntwork-io/terratest#1043", PLAN.replace("1.2", "1.0", 1)),
    "format 1.1": _text("terraform-compliance/cli#621", PLAN.replace("1.2", "1.1", 1)),
    "format 0.2": _text(
        "terraform-compliance/cli#575", PLAN.replace("1.2", "0.2", 1), "plan with Terraform 1.1 or newer"
    ),
    "empty": _text("jason-johnson/azure-pipelines-tasks-terraform#275", "", "the plan is empty"),
    "wrapper's first line": _text(
        "cds-snc/terraform-plan#28, GoogleCloudPlatform/terraform-validator#230",
        f"[command]/opt/bin/terraform-bin show -json plan\n{PLAN}\n",
        "`terraform_wrapper: false`",
    ),
    "wrapper's last line": _text(
        "liatrio/terraform-change-pr-commenter#35",
        f"{PLAN}\n::debug::Terraform exited with code 0.\n",
        "other text follows the plan's JSON",
    ),
    "text for people": _text(
        "charleszipp/azure-pipelines-tasks-terraform#171",
        "\nTerraform used the selected providers to generate the following execution\nplan.\n",
        f"text for people; pass the output of {JSON}",
    ),
    "text for people, in colour": _text(
        "defunkt/gist#348", "\x1b[0m\x1b[1mNo changes.\x1b[0m Your infrastructure matches\n", "text for people"
    ),
    "log lines": _text(
        "hashicorp/terraform#29910",
        '{"@level":"info","@message":"Terraform 1.14.0","type":"version"}\n{"@level":"info","type":"change_summary"}\n',
        "the log lines of `terraform plan -json`",
    ),
    "one log line": _text(
        "hashicorp/terraform#29910",
        '{"@level":"error","type":"diagnostic"}\n',
        "the log lines of `terraform plan -json`",
    ),
    "a log line in front": _text(
        "infracost/infracost#1190",
        f"[INFO] Reading version\n{PLAN}",
        f"is not JSON (Expecting value: line 1 column 2 (char 1)); pass the output of {JSON}",
    ),
    "text after it": _text(
        "jason-johnson/azure-pipelines-tasks-terraform#61",
        f"{PLAN}More is needed\n",
        "other text follows the plan's JSON",
    ),
    "cut off": _text("hashicorp/setup-terraform#24", PLAN[:-20], "have a size limit"),
    "a state": _text(
        "hashicorp/terraform#30344",
        '{"format_version":"1.0","terraform_version":"1.14.0","values":{"root_module":{}}}',
        "a state and not a plan",
    ),
}
