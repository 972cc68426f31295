"""Credentials are kept out of every message, wherever botocore has them from: what signs, and what is sent in exchange."""

import os
from pathlib import Path
from typing import Any

from botocore.session import Session

from poolpost.settings import project_files as files
from poolpost.standards.redaction import remember

_GIVE_CREDENTIALS = ("sts", "sso", "sso-oidc", "signin")
"""Services that take one secret for another; elsewhere botocore's models also call names and addresses sensitive."""
_TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"  # noqa: S105 -- the variable's name


def keep_secret(session: Session) -> None:
    """Store the secrets of a session when it uses them, so that messages are redacted."""
    session.register("before-sign", _signed_with)
    for service in _GIVE_CREDENTIALS:
        session.register(f"before-parameter-build.{service}", _sent)
    if name := os.environ.get(_TOKEN_FILE):
        try:
            remember(files.read_text(Path(name)))
        except (OSError, ValueError):
            return  # botocore cannot read it either, and reports that


def _signed_with(request_signer: Any, **_: object) -> None:
    credentials = getattr(request_signer, "_credentials", None)
    if credentials is not None:
        frozen = credentials.get_frozen_credentials()
        remember(frozen.secret_key, frozen.token)


def _sent(params: dict[str, Any], model: Any, **_: object) -> None:
    members = model.input_shape.members if model.input_shape else {}
    remember(
        *(str(params[name]) for name, shape in members.items() if shape.metadata.get("sensitive") and name in params)
    )
