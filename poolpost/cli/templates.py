"""`poolpost templates`: custom verification e-mails, which no Terraform resource of provider 5.100.0 makes."""

from typing import Annotated

import typer

from poolpost.cli.options import Environment, Json, Yes

templates = typer.Typer(help="Custom verification e-mail templates of the environment file.", no_args_is_help=True)


@templates.command(name="list")
def list_(environment: Environment, *, json: Json = False) -> None:
    """
    Compare the templates of the environment file with those in SES: same, differs, only in file, only live.

    Exit codes: 0 all of the file are live as they are, 1 one differs, is missing or cannot be used; 3 AWS could not
    be asked.

    Example: poolpost templates list production
    """
    from poolpost.verification.commands import list_templates

    raise typer.Exit(list_templates(environment, json=json))


@templates.command()
def apply(environment: Environment, *, yes: Yes = False, json: Json = False) -> None:
    """
    Create or update the templates that differ; shows them, and asks. Nothing is deleted.

    Sending them needs production access, and is left to the application (SendCustomVerificationEmail). Exit codes:
    0 as the file says, 1 a file cannot be used, SES refused or declined, 3 AWS could not be asked.

    Example: poolpost templates apply production
    """
    from poolpost.verification.commands import apply_templates

    raise typer.Exit(apply_templates(environment, yes=yes, json=json))


@templates.command()
def delete(
    environment: Environment,
    name: Annotated[str, typer.Argument(help="The template's name, as `templates list` shows it.", show_default=False)],
    *,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """
    Delete one template from SES, by name; asks.

    Exit codes: 0 deleted, 1 there is none of this name or declined, 3 AWS could not be asked.

    Example: poolpost templates delete production welcome
    """
    from poolpost.verification.commands import delete_template

    raise typer.Exit(delete_template(environment, name, yes=yes, json=json))
