"""`poolpost failover`: prepare the change by which the pool sends by its standby region, and back."""

from typing import Annotated

import typer

from poolpost.cli import changed_settings as shown
from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.cli.ask import confirm
from poolpost.cli.options import AsJson, Environment, Yes
from poolpost.errors import Stopped
from poolpost.review.setting_differences import all_differences
from poolpost.settings import Settings, load
from poolpost.settings.edit import GONE, edited
from poolpost.settings.edit_files import judged, read, write
from poolpost.settings.files import DIRECTORY

KEY = "aws.standby_region.use"


def failover(
    environment: Environment,
    *,
    back: Annotated[bool, typer.Option("--back", help="Prepare the way back to aws.region.")] = False,
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """
    Prepare the switch to the standby region: the pool's SourceArn and configuration set become those of the other SES region.

    Changes one key of environments/ENV.toml, shows the change, and asks. Nothing is read from AWS and nothing is written to the
    pool: the next steps, which it lists, do that. Exit codes: 0 written or nothing to change, 1 the environment has no standby
    region, or declined, 2 no such environment.

    Example: poolpost failover production
    """
    raise typer.Exit(run_failover(environment, back=back, yes=yes, json=json))


def run_failover(environment: str, *, back: bool, yes: bool, json: bool) -> int:
    """Edit the environment file so that the pool sends by the other region, and say what comes next."""
    settings = load(environment)
    _refuse(settings)
    path = DIRECTORY / f"{settings.name}.toml"
    before = read(path)
    changes_it = (settings.sender is settings) != back
    after = edited(before, {KEY: GONE if back else "sending"}) if changes_it else before
    made = judged(settings.name, after)
    changes = all_differences(settings, made)
    steps = _back(made) if back else _steps(made)
    if changes and not json:
        shown.table(changes, old="now", new="then")
        report.side_by_side(
            "EmailConfiguration", ("now", settings.email_configuration), ("then", made.email_configuration)
        )
    if after != before:
        if not yes:
            confirm(f"Write this to {path.as_posix()}")
        write(path, before, after)
    if json:
        report.as_json(
            {"sends_by": made.sender.aws.region, "changed": changes, "written": after != before, "next": steps}
        )
        return 0
    done = f"{path.as_posix()} written; the pool is as it was. Next:"
    console.console().print(done if changes_it else f"nothing to change: {path.as_posix()} says this already. Next:")
    report.lines(f"{number}. {step}" for number, step in enumerate(steps, 1))
    return 0


def _refuse(settings: Settings) -> None:
    standby = settings.aws.standby_region
    if standby is not None and standby.use != "leaving":
        return
    others = [region for region in settings.allowed_ses_regions if region != settings.aws.region]
    if standby is not None:
        msg = f"environment {settings.name} is leaving {standby.name} ({KEY} = 'leaving'): there is nothing to fail over to"
    elif settings.user_pool.sending == "COGNITO_DEFAULT":
        msg = f"environment {settings.name} sends by 'COGNITO_DEFAULT': Cognito chooses the region, so there is nothing to switch"
    elif not others:
        msg = f"a pool in {settings.pool_region} can send through {settings.aws.region} only, so there is nothing to fail over to"
    else:
        msg = (
            f"environment {settings.name} has no standby region; add [aws.standby_region] with a name of: {', '.join(others)}; "
            f"run 'cdktf deploy {settings.name}', and 'poolpost doctor {settings.name}' says when it is ready (docs/regions.md)"
        )
    raise Stopped(msg)


def _steps(settings: Settings) -> list[str]:
    """Return how the pool gets there while SES in `aws.region` refuses everything: no step of these asks it."""
    name = settings.name
    return [
        f"'poolpost pool ready {name}': would mail arrive by {settings.sender.aws.region}?",
        f"commit and merge environments/{name}.toml: a deploy of the file as it was would switch the pool back",
        f"'poolpost pool apply {name}': switches the pool, without Terraform, whose plan needs SES in {settings.aws.region}",
        f"'poolpost doctor {name} --send': proves that mail goes out by {settings.sender.aws.region}",
        f"once SES in {settings.aws.region} answers: 'cdktf deploy {name}', so that Terraform's state knows of the switch",
        f"once it sends as well: 'poolpost failover {name} --back'",
    ]


def _back(settings: Settings) -> list[str]:
    """Return how the pool gets back: SES in `aws.region` answers again, so the switch is a deploy like any other."""
    name = settings.name
    return [
        f"'poolpost pool ready {name}': would mail arrive by {settings.aws.region}?",
        f"commit environments/{name}.toml",
        f"'cdktf diff {name}': one step is replaced, the one that writes to the pool",
        f"'cdktf deploy {name}'",
        f"'poolpost doctor {name} --send'",
    ]
