"""`poolpost rollback` in a project with a history."""

from poolpost.cli.rollback import run_rollback
from tests.scenes.project import Project


def run(to: str, *, environment: str = "production", yes: bool = True, json_: bool = False) -> int:
    """Do what `poolpost rollback production --to ...` does."""
    return run_rollback(environment, to=to, yes=yes, json=json_)


def plainly(project: Project) -> str:
    """Make production one without texts, templates and a DMARC plan, which some changes would have to follow."""
    text = project.file("production").read_text()
    for start, end in (("# The plan none", "[configuration_set]"), ("# What Cognito", "# What `poolpost access")):
        text = text[: text.index(start)] + text[text.index(end) :]
    text = text[: text.index("# A verification e-mail")].replace(
        "expected_daily_mail = 2000", "expected_daily_mail = 20"
    )
    project.file("production").write_text(text)
    return text
