"""
What a shell may hold that changes which state, plan, provider, account or endpoint a deploy uses: one table. Pure.

Sources: Terraform's page on environment variables and the names in its 1.11.4 binary; the pages of its S3 backend and of the
AWS provider; cdktf-cli 0.21, which takes each option of its own from CDKTF_<OPTION> as well.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from poolpost.standards.regions import AWS_ITSELF

Treatment = Literal["refuse", "clear", "show", "pass"]
"""
refuse: stop before anything runs. clear: what runs does not see it. show: go on, and say so. pass: say nothing, since it
changes none of these, or is judged elsewhere.
"""
_SHOWN = 60  # characters of a value
_OPTION = r"-(no-color|compact-warnings|concise|input=\w+|lock-timeout=\w+|parallelism=\d+)"


@dataclass(frozen=True, slots=True)
class Variable:
    """
    A row of the table; the first row whose name matches counts.

    Attributes:
        treatment: what poolpost does where the variable is set and not empty.
        name: of the variable; `*` stands for any characters.
        does: what it does; ends a sentence that starts with the name.
        harmless: values that pass: a regular expression of the whole value, '' for none.
        secret: its value is never shown.
    """

    treatment: Treatment
    name: str
    does: str
    harmless: str = ""
    secret: bool = False


VARIABLES: tuple[Variable, ...] = (
    # What cdktf and Terraform read besides their command line.
    # How S3 is called, not which state: other S3 than AWS's (MinIO, the embedded AWS) has no host name for a bucket.
    Variable(
        "refuse",
        "TF_CLI_ARGS_init",
        "adds arguments to Terraform's own",
        rf"\s*(({_OPTION}|-backend-config=use_path_style=true)\s*)*",
    ),
    Variable("refuse", "TF_CLI_ARGS*", "adds arguments to Terraform's own", rf"\s*({_OPTION}\s*)*"),
    Variable("show", "TERRAFORM_BINARY_NAME", "is what cdktf runs, past the gate", r"(.*/)?poolpost-terraform"),
    Variable("refuse", "TF_WORKSPACE", "chooses another state than [backend]", "default"),
    Variable("refuse", "TF_DATA_DIR", "says where Terraform remembers its backend, and so may choose another state"),
    Variable("refuse", "TF_FORCE_LOCAL_BACKEND", "puts a file in the place of the backend"),
    Variable("refuse", "TF_CLOUD_*", "chooses a state in HCP Terraform"),
    Variable("refuse", "TF_HTTP_*", "chooses a state behind HTTP"),
    Variable("refuse", "TF_ENABLE_PLUGGABLE_STATE_STORAGE", "lets a provider keep the state"),
    Variable("refuse", "TF_REATTACH_PROVIDERS", "puts a running process in the place of a provider"),
    Variable("refuse", "TF_DISABLE_PLUGIN_TLS", "is for people who develop providers"),
    Variable("refuse", "TERRAFORM_CONFIG", "is the old name of TF_CLI_CONFIG_FILE, and activation does not know it"),
    Variable("refuse", "TF_VAR_poolpost_*", "is set by the gate alone; in a shell it lets Terraform run past the gate"),
    Variable("pass", "TF_VAR_*", "sets a variable of the stack, such as the DKIM key; the plan shows it", secret=True),
    Variable("pass", "TF_CLI_CONFIG_FILE", "says where providers come from; dev_overrides in it are refused"),
    Variable("pass", "TF_TOKEN_*", "is a registry's password", secret=True),
    Variable("pass", "TF_PLUGIN_CACHE_*", "keeps providers on disk; the lock file has their hashes"),
    Variable("pass", "TF_PROVIDER_MIRROR", "says where 'make setup' looks for the AWS provider"),
    Variable("pass", "TF_REGISTRY_*", "says how long Terraform waits for a registry"),
    Variable("pass", "TF_STATE_PERSIST_INTERVAL", "says how often an apply writes the state down"),
    Variable("pass", "TF_APPEND_USER_AGENT", "names the caller to AWS; cdktf sets it"),
    Variable("pass", "TF_IN_AUTOMATION", "changes Terraform's words"),
    Variable("pass", "TF_INPUT", "lets Terraform ask, or not"),
    Variable("pass", "TF_LOG*", "writes a log"),
    Variable("pass", "TF_TEMP_LOG_PATH", "writes a log"),
    Variable("pass", "TF_IGNORE", "lists files that are not uploaded"),
    Variable("pass", "TF_ACC*", "is for tests of providers"),
    Variable("pass", "TF_SKIP_REMOTE_TESTS", "is for tests of Terraform"),
    Variable("pass", "TF_BUILD", "is how Azure Pipelines says that it runs"),
    Variable("show", "TF_*", "is not known to this poolpost"),
    # cdktf's own, and its options.
    Variable("refuse", "CDKTF_APP", "runs another program than main.py"),
    Variable("refuse", "CDKTF_OUTPUT", "takes the stacks from another directory"),
    Variable("refuse", "CDKTF_SKIP_SYNTH", "deploys what was synthesized before", "false"),
    Variable("refuse", "CDKTF_MIGRATE_STATE", "moves the state to another backend", "false"),
    Variable("refuse", "CDKTF_REFRESH_ONLY", "writes the state only", "false"),
    Variable("refuse", "CDKTF_VAR*", "sets variables of the stack"),
    Variable("refuse", "CDKTF_HCL", "writes the stacks in another syntax", "false"),
    Variable("refuse", "SYNTH_HCL_OUTPUT", "writes the stacks in another syntax", "false"),
    Variable("show", "CDKTF_AUTO_APPROVE", "answers the question before an apply", "false"),
    Variable("pass", "CDKTF_OUTDIR", "is how cdktf tells main.py where to write"),
    Variable("pass", "CDKTF_CONTEXT_JSON", "is what cdktf tells main.py; no stack reads it"),
    Variable("pass", "CDKTF_SKIP_PROVIDER_LOCK", "asks no registry for hashes; activation sets it beside a mirror"),
    Variable("pass", "CDKTF_DISABLE_PLUGIN_CACHE_ENV", "keeps no providers; activation sets it beside a mirror"),
    Variable("pass", "CDKTF_LOG_*", "writes a log"),
    Variable("pass", "CDKTF_HOME", "is where cdktf keeps its own files"),
    Variable("pass", "CDKTF_*PARALLELISM", "says how much runs at once"),
    Variable(
        "pass", "CDKTF_EXPERIMENTAL_PROVIDER_SCHEMA_CACHE_PATH", "keeps schemas for generated code; there is none"
    ),
    Variable("show", "CDKTF_*", "is not known to this poolpost; cdktf takes each of its options from such a variable"),
    # Whose account, and who answers. `allowed_account_ids` and sts:GetCallerIdentity hold the account to the file's.
    Variable("pass", "AWS_EC2_METADATA_SERVICE_ENDPOINT*", "is where credentials come from; the account is checked"),
    Variable("pass", "AWS_ENDPOINT_DISCOVERY_ENABLED", "asks AWS itself for its endpoints"),
    Variable("pass", "AWS_USE_*_ENDPOINT", "chooses among AWS's own endpoints"),
    Variable("pass", "AWS_STS_REGIONAL_ENDPOINTS", "chooses among AWS's own endpoints"),
    Variable("pass", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "leaves AWS's own endpoints"),
    Variable("show", "AWS_ENDPOINT_URL", "answers in place of AWS", AWS_ITSELF),
    Variable("refuse", "AWS_ENDPOINT_URL_*", "answers for one service in place of AWS", AWS_ITSELF),
    Variable("refuse", "AWS_*_ENDPOINT", "answers for one service in place of AWS", AWS_ITSELF),
    Variable("refuse", "AWS_SSE_CUSTOMER_KEY", "encrypts the state with a key that nobody else has", secret=True),
    Variable("pass", "AWS_*REGION", "changes nothing: the file names the regions of backend and providers"),
    Variable("pass", "AWS_*", "chooses credentials, whose account is checked, or how AWS is reached", secret=True),
    # Ours.
    Variable("clear", "POOLPOST_JUDGED", "tells a step which pool the gate has judged"),
    Variable("clear", "POOLPOST_PLANNED", "tells a step what the plan showed"),
    Variable("show", "POOLPOST_TERRAFORM", "is the Terraform that runs behind the gate"),
    Variable("pass", "POOLPOST_PASS", "lets a finding pass by name; the report quotes it"),
    Variable("pass", "POOLPOST_ACCEPT_UNKNOWN", "accepts members of the pool by name; a finding says so"),
    Variable("pass", "POOLPOST_UNPROVED", "lets settings pass without evidence; the report quotes it"),
    Variable("pass", "POOLPOST_BINDINGS", "chooses which copy of the AWS bindings is loaded"),
    Variable("pass", "POOLPOST_TRACEBACK", "shows the traceback of a bug as well"),
    Variable("show", "POOLPOST_*", "is not known to this poolpost"),
)
"""Every variable of Terraform, cdktf, AWS and poolpost; a test sets each, and one looks for names that are missing."""


def row_of(name: str) -> Variable | None:
    """Return the row that counts for a variable, None for one that is of no concern here."""
    return next((row for row in VARIABLES if fnmatchcase(name, row.name)), None)


def found(environ: Mapping[str, str], treatment: Treatment) -> Iterator[tuple[str, str]]:
    """List what is set and treated so: each name, and a sentence with its value, what it does and how it goes away."""
    everything = environ.get("AWS_ENDPOINT_URL")  # the same answer for all services is no mixture
    for name, value in sorted(environ.items()):
        row = row_of(name) if value else None
        if row is None or row.treatment != treatment or re.fullmatch(row.harmless, value):
            continue
        if row.does.startswith("answers for one service") and value == everything:
            continue
        shown = "" if row.secret else f" ({brief(value)})"
        yield name, f"{name}{shown} {row.does}; to go without it: unset {name}"


def brief(value: str) -> str:
    """Shorten a value, and take a password out of an address."""
    text = re.sub(r"//[^/@\s]*@", "//", value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
