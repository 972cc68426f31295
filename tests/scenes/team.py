"""A team's repository with two environments, each in an account of its own, on the embedded AWS and a DNS server."""

import json
import os
import subprocess
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import botocore.session

from poolpost.dns.formats import as_rows, to_bind
from poolpost.dns.records import records
from poolpost.emulator import scratch_project
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.project.toolchain import toolchain_environment
from poolpost.settings import validated
from tests.scenes.dns_world import Named
from tests.scenes.place import WORLD

REGION = "eu-west-1"
ACCOUNTS = {"staging": "111111111111", "production": "222222222222"}
DOMAINS = {"staging": "mail.staging.example.com", "production": "mail.example.com"}
POOLS = {"staging": f"{REGION}_Staging1", "production": f"{REGION}_Product1"}
IGNORED = ".venv\n.cache\ncdktf.out\nbuild\n.poolpost\n*.tfstate*\n"


def environment_file(name: str, *, sender: str, promotes_from: str = "") -> str:
    """Return an environment file; `sender` is the display name of From, which is promoted."""
    promotes = f'promotes_from = "{promotes_from}"\n' if promotes_from else ""
    return f"""{promotes}
[aws]
account_id = "{ACCOUNTS[name]}"
region = "{REGION}"

[backend]
type = "local"

[domain]
name = "{DOMAINS[name]}"

[dns]
provider = "external"

[dns.dmarc]
p = "none"
rua = ["mailto:dmarc@{DOMAINS[name]}"]

[configuration_set]
name = "sign-in"

[events.sns]
topic_name = "sign-in-mail"

[alarms]

[user_pool]
id = "{POOLS[name]}"
from = "{sender} <no-reply@{DOMAINS[name]}>" # what users see
"""


@dataclass(frozen=True, slots=True)
class Said:
    """A command that ended: its exit code, and everything that it said, in one line."""

    code: int
    text: str


@dataclass
class Team:
    """The repository, and everything that it works on."""

    aws: EmbeddedAws
    project: Path
    named: Named
    environments: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def begin(self) -> None:
        """Make the repository, the pools and the DNS records: their DKIM tokens are known beforehand here."""
        scratch_project.make(self.project, [])
        zone = WORLD
        published: dict[tuple[str, str], list[str]] = {}
        for name, account in ACCOUNTS.items():
            base = toolchain_environment(self.aws.full_environment()) | {"AWS_ACCESS_KEY_ID": account}
            self.environments[name] = base
            self.write(name, environment_file(name, sender="Example", promotes_from=_source(name)))
            pool = production_pool(POOLS[name]) | {
                "Arn": f"arn:aws:cognito-idp:{REGION}:{account}:userpool/{POOLS[name]}"
            }
            self.aws.put_pool(REGION, pool, production_mfa(), account=account)
            settings = validated(Path(f"environments/{name}.toml"), tomllib.loads(self.file(name).read_text("utf-8")))
            needed = records(settings, self._tokens(name))
            zone += to_bind(settings, needed)
            for row in as_rows(needed):
                values = {"MX": f"{row['priority']} {row['value']}", "TXT": f'"{row["value"]}"'}
                published.setdefault((row["name"], row["type"]), []).append(values.get(row["type"], row["value"]))
        self.aws.external_dns(published)
        self.named.directory.mkdir()
        self.named.write("com", zone + "\n")
        self.named.start()
        self.named.settle("com")
        (self.project / ".gitignore").write_text(IGNORED, encoding="utf-8")
        self.git("init", "-q", "-b", "main")
        self.commit("Two environments")

    def file(self, name: str) -> Path:
        """Return where an environment's file lies."""
        return self.project / "environments" / f"{name}.toml"

    def write(self, name: str, text: str) -> None:
        """Write an environment's file."""
        self.file(name).write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Change an environment's file as a person does."""
        text = self.file(name).read_text("utf-8")
        assert old in text, text
        self.write(name, text.replace(old, new))

    def commit(self, subject: str) -> None:
        """Commit everything."""
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", subject)

    def git(self, *arguments: str) -> None:
        """Run git as somebody."""
        person = {
            f"GIT_{role}_{what}": "team@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        subprocess.run(["git", *arguments], cwd=self.project, env=os.environ | person, check=True, capture_output=True)

    def run(self, name: str, *command: str) -> Said:
        """Run a command with an environment's credentials."""
        done = subprocess.run(
            command,
            cwd=self.project,
            env=self.environments[name],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return Said(done.returncode, " ".join((done.stdout + done.stderr).replace("│", " ").split()))

    def script(self, script: str, name: str, *arguments: str) -> Said:
        """Run what a make target runs: `make plan ENV=staging` is `script("plan_file", "staging")`."""
        return self.run(name, "python", "-m", f"poolpost.project.{script}", name, *arguments)

    def poolpost(self, command: str, name: str, *arguments: str) -> Said:
        """Run one of our commands about an environment."""
        return self.run(name, "poolpost", command, name, *arguments)

    def evidence(self, name: str) -> Said:
        """Run `make evidence`, which asks our DNS server."""
        return self.poolpost("evidence", name, "--nameserver", f"127.0.0.1:{self.named.port}")

    def digest(self, name: str) -> str:
        """Return the digest of the plan that the last report was about."""
        reviewed = json.loads((self.project / f"build/report/{name}.reviewed.json").read_text("utf-8"))
        return str(reviewed["digest"])

    def live(self, name: str) -> dict[str, Any]:
        """Look at an environment's pool behind everybody's back."""
        return self.aws.pool(REGION, POOLS[name], account=ACCOUNTS[name])

    def client(self, service: str, name: str) -> Any:
        """Return a client with an environment's credentials."""
        session = botocore.session.Session()
        session.set_credentials(ACCOUNTS[name], "test")
        return session.create_client(service, REGION, endpoint_url=self.aws.url)

    def _tokens(self, name: str) -> list[str]:
        """Make the domain's identity for a moment: the embedded AWS always makes the same DKIM tokens."""
        ses = self.client("sesv2", name)
        tokens = ses.create_email_identity(EmailIdentity=DOMAINS[name])["DkimAttributes"]["Tokens"]
        ses.delete_email_identity(EmailIdentity=DOMAINS[name])
        return list(tokens)


def _source(name: str) -> str:
    return "staging" if name == "production" else ""
