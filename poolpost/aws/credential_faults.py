"""
What goes wrong before AWS answers: where the credentials should come from, and the command that gets them there.

One table for every source that botocore 1.43 has (environment, profiles, SSO old and new, `aws login`, credential_process,
web identity, roles with and without MFA, container and instance metadata). Its own words are kept; what they lack is the
profile, the key of the configuration that names a missing file, and the next command.
"""

import os
import sys
from collections.abc import Callable, Iterator
from types import TracebackType

from botocore import exceptions as b
from botocore.session import Session

_LOADERS = ("botocore/credentials.py", "botocore/tokens.py")
"""Modules of botocore that load credentials: what is raised below them is about credentials, whatever its type."""
CALLS = {
    "AssumeRole": "sts:AssumeRole",
    "AssumeRoleWithWebIdentity": "sts:AssumeRoleWithWebIdentity",
    "AssumeRoleWithSAML": "sts:AssumeRoleWithSAML",
    "GetRoleCredentials": "sso:GetRoleCredentials",
    "CreateToken": "sso-oauth:CreateToken",
    "CreateOAuth2Token": "signin:CreateOAuth2Token",
}
"""Operations that only get credentials -> the action: a refusal of theirs is not about the call that needed them."""
_EXPORT = "'eval \"$(aws configure export-credentials --format env)\"'"
_MFA = (
    "the role wants a code (mfa_serial), and here is no terminal to ask for it, or its session is over; let the AWS CLI get a "
    f"session: {_EXPORT}, then the same command again"
)
_REMEDIES: tuple[tuple[tuple[type[b.BotoCoreError], ...], str], ...] = (
    (
        (b.SSOError, b.TokenRetrievalError, b.NoAuthTokenError),
        "run 'aws sso login{profile}', then the same command again",
    ),
    ((b.LoginError,), "run 'aws login{profile}', then the same command again"),
    ((b.RefreshWithMFAUnsupportedError,), _MFA),
    ((b.PartialCredentialsError,), "add what is missing, or remove the rest of them"),
    ((b.CredentialRetrievalError, b.MetadataRetrievalError), "do what that says, then run the same command again"),
    ((b.MissingDependencyException,), f"let the AWS CLI get them: {_EXPORT}, then the same command again"),
    ((b.InvalidConfigError, b.UnknownCredentialError), "correct the profile in the AWS configuration"),
)
"""What to do after botocore's own exceptions about credentials; `{profile}` is the option that names the profile."""


def of_credentials(error: BaseException) -> bool:
    """Return whether an error was raised while botocore loaded credentials."""
    return any(file.replace("\\", "/").endswith(_LOADERS) for file in _files(error.__traceback__))


def credential_fault(error: Exception) -> str | None:
    """Return what is wrong with the credentials, and what to do; None where the error is about something else."""
    if isinstance(error, b.ProfileNotFound):
        known = ", ".join(sorted(Session().available_profiles)) or "none"
        return f"{error}; profiles that exist: {known}; set AWS_PROFILE to one of them"
    if isinstance(error, b.ConfigParseError | b.ConfigNotFound):
        why = error.kwargs.get("error")
        return f"{error}{f' ({_said(why)})' if why else ''}; correct that file"
    if isinstance(error, b.BotoCoreError):
        remedy = next((remedy for kinds, remedy in _REMEDIES if isinstance(error, kinds)), "")
        name = os.environ.get("AWS_PROFILE")
        remedy = remedy.replace("{profile}", f" --profile {name}" if name else "")
        return f"the credentials of {_profile()} could not be loaded: {_said(error)}; {remedy}" if remedy else None
    if not of_credentials(error):
        return None
    return f"the credentials of {_profile()} could not be loaded: {_what(error)}"


def ask_only_a_terminal(session: Session) -> None:
    """Let a role's code be asked for only where a person can type it; a job would wait, or show a broken prompt."""
    make = session._create_credential_resolver  # noqa: SLF001 -- botocore has no public way  # pyright: ignore[reportAttributeAccessIssue] -- the same

    def made() -> object:
        """Create the chain when it is first needed: it takes the region of the client that needs it."""
        resolver = make()
        provider = resolver.get_provider("assume-role")
        ask = provider._prompter  # noqa: SLF001 -- the same
        provider._prompter = lambda text: _asked(ask, text)  # noqa: SLF001 -- the same
        return resolver

    session.lazy_register_component("credential_provider", made)


def _asked(ask: Callable[[str], str], text: str) -> str:
    if not sys.stdin.isatty():
        raise EOFError
    return ask(text)


def _what(error: Exception) -> str:
    if isinstance(error, EOFError):
        return _MFA
    if isinstance(error, OSError):
        name = str(error.filename or "")
        where = "; ".join(_named_by(name))
        return f"{name or 'a file'}: {error.strerror or error}{f' ({where})' if where else ''}; correct the name, or create it"
    if isinstance(error, ValueError):  # json.JSONDecodeError, UnicodeDecodeError
        process = Session().get_scoped_config().get("credential_process")
        if process:
            return (
                f"what credential_process ({process}) printed is not its JSON ({error}); run it by hand, and correct it"
            )
        return f"{_said(error)}; correct the AWS configuration"
    return f"{type(error).__name__}: {error}; correct the AWS configuration"


def _named_by(value: str) -> Iterator[str]:
    """Yield the variables, and the keys of the profile, that name a file or a program."""
    for name in sorted(os.environ):
        if name.startswith("AWS_") and value and value in os.environ[name]:
            yield f"named by {name}"
    for key, setting in Session().get_scoped_config().items():
        if value and isinstance(setting, str) and value in setting:
            yield f"named by {key} of {_profile()}"


def _profile() -> str:
    name = os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE")
    return f"profile {name!r}" if name else "the default profile"


def _said(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")


def _files(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename
        trace = trace.tb_next
