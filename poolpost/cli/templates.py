"""`poolpost templates`: custom verification e-mails, which no Terraform resource of provider 5.100.0 makes."""

from typing import Annotated

import typer

from poolpost.aws.services import Aws
from poolpost.aws.ses_templates import SesTemplates
from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.cli.ask import confirm
from poolpost.cli.options import AsJson, Environment, Yes
from poolpost.errors import CannotDecide, Stopped
from poolpost.ses.verification_templates import Compared, compared, findings, wanted
from poolpost.settings import Settings, load
from poolpost.standards.raw import Json

templates = typer.Typer(help="Custom verification e-mail templates of the environment file.", no_args_is_help=True)


@templates.command(name="list")
def list_(environment: Environment, *, json: AsJson = False) -> None:
    """
    Compare the templates of the environment file with those in SES: same, differs, only in file, only live.

    Exit codes: 0 all of the file are live as they are, 1 one differs, is missing or cannot be used; 3 AWS could not
    be asked.

    Example: poolpost templates list production
    """
    raise typer.Exit(list_templates(environment, json=json))


@templates.command()
def apply(environment: Environment, *, yes: Yes = False, json: AsJson = False) -> None:
    """
    Create or update the templates that differ; shows them, and asks. Nothing is deleted.

    Sending them needs production access, and is left to the application (SendCustomVerificationEmail). Exit codes:
    0 as the file says, 1 a file cannot be used, SES refused or declined, 3 AWS could not be asked.

    Example: poolpost templates apply production
    """
    raise typer.Exit(apply_templates(environment, yes=yes, json=json))


@templates.command()
def delete(
    environment: Environment,
    name: Annotated[str, typer.Argument(help="The template's name, as `templates list` shows it.", show_default=False)],
    *,
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """
    Delete one template from SES, by name; asks.

    Exit codes: 0 deleted, 1 there is none of this name or declined, 3 AWS could not be asked.

    Example: poolpost templates delete production welcome
    """
    raise typer.Exit(delete_template(environment, name, yes=yes, json=json))


def list_templates(environment: str, *, json: bool) -> int:
    """Show each template of the file next to the live one; live ones that the file does not name are no mistake."""
    settings = load(environment)
    in_file = _wanted(settings)
    shown = compared(in_file, _live(_ses(settings)))
    if json:
        report.as_json(shown)
    elif shown:
        report.rows(
            ("Template", "State", "Differs in"), [(one.name, one.state, ", ".join(one.members)) for one in shown]
        )
    else:
        console.console().print(f"no custom verification templates, in the file and in SES of {settings.aws.region}")
    return 1 if _to_write(shown) else 0


def apply_templates(environment: str, *, yes: bool, json: bool) -> int:
    """Create or update what differs, after asking, and read it again."""
    settings = load(environment)
    in_file = _wanted(settings)
    ses = _ses(settings)
    todo = _to_write(compared(in_file, _live(ses)))
    if todo and not yes:
        _ask(settings, todo)
    for one in todo:
        ses.put_template(in_file[one.name], create=one.state == "only in file")
    _check(ses, {one.name: in_file[one.name] for one in todo})
    if json:
        report.as_json({"written": todo})
    elif todo:
        console.console().print(f"written to SES in {ses.region}: {', '.join(one.name for one in todo)}")
    else:
        console.console().print(f"the templates in SES of {ses.region} are as the file says; nothing was written")
    return 0


def delete_template(environment: str, name: str, *, yes: bool, json: bool) -> int:
    """Remove one template by name, after asking."""
    settings = load(environment)
    ses = _ses(settings)
    names = ses.template_names()
    if name not in names:
        msg = f"SES in {ses.region} has no template {name!r}; there are: {', '.join(names) or 'none'}; nothing was deleted"
        raise Stopped(msg)
    if name in settings.verification_templates:
        report.note(f"{name} is in environments/{environment}.toml: the next 'templates apply' makes it again")
    if not yes:
        question = f"Delete template {name} from SES in {ses.region} of account {settings.aws.account_id}"
        confirm(question, otherwise="nothing was deleted")
    ses.delete_template(name)
    if json:
        report.as_json({"deleted": name})
    else:
        console.console().print(f"template {name} deleted from SES in {ses.region}")
    return 0


def _wanted(settings: Settings) -> dict[str, Json]:
    """Read the files, and say what is worth a warning."""
    in_file = wanted(settings)
    report.remarks((one for one in findings(settings) if one.level == "warn"), error=True)
    return in_file


def _ses(settings: Settings) -> SesTemplates:
    aws = Aws(settings)
    aws.account.check()
    return aws.templates


def _live(ses: SesTemplates) -> dict[str, Json]:
    """Get every template with its content: the list holds none. SES takes one call a second; botocore waits."""
    found = {name: ses.template(name) for name in ses.template_names()}
    return {name: template for name, template in found.items() if template is not None}


def _to_write(shown: list[Compared]) -> list[Compared]:
    return [one for one in shown if one.state in {"differs", "only in file"}]


def _ask(settings: Settings, todo: list[Compared]) -> None:
    for one in todo:
        what = "create" if one.state == "only in file" else f"update {', '.join(one.members)}"
        report.note(f"  {one.name}: {what}")
    confirm(f"Write this to SES in {settings.aws.region} of account {settings.aws.account_id}")


def _check(ses: SesTemplates, written: dict[str, Json]) -> None:
    """
    Look at what was written.

    Raises:
        CannotDecide: SES shows something else: somebody else writes too, or SES changed the content.
    """
    live = {name: template for name in written if (template := ses.template(name)) is not None}
    other = [one for one in compared(written, live) if one.state != "same"]
    if other:
        names = ", ".join(f"{one.name} ({', '.join(one.members) or one.state})" for one in other)
        msg = (
            f"SES shows other content than was written: {names}; check with 'poolpost templates list', and find out who else "
            "writes"
        )
        raise CannotDecide(msg)
