"""Endpoints that an AWS profile names: like AWS_ENDPOINT_URL, they answer in place of AWS. Reads AWS's own two files."""

import re
from collections.abc import Iterator, Mapping
from configparser import Error, RawConfigParser
from pathlib import Path

from poolpost.errors import CannotDecide
from poolpost.gate.shell_variables import Treatment, brief
from poolpost.standards.regions import is_awss

_ENDPOINT = re.compile(r"endpoint_url\s*=\s*(\S+)")
_IGNORED = ("ignore_configured_endpoint_urls", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
"""Member of a profile, and variable, by which AWS's tools leave such endpoints out."""


def endpoints(environ: Mapping[str, str]) -> Iterator[tuple[Treatment, str]]:
    """
    Yield how each endpoint of the profile in use is treated, and a sentence about it.

    One for all services is shown; one for a service alone is refused, since state and pool would be of two worlds.
    AWS_ENDPOINT_URL counts more than both (AWS SDKs and tools reference, service-specific endpoints).

    Raises:
        CannotDecide: a file of AWS's configuration cannot be read.
    """
    profile = environ.get("AWS_PROFILE") or environ.get("AWS_DEFAULT_PROFILE") or "default"
    if environ.get("AWS_ENDPOINT_URL") or environ.get(_IGNORED[1], "").lower() == "true":
        return
    sections = _sections(environ)
    named = sections.get(profile, {})
    if named.get(_IGNORED[0], "").lower() == "true":
        return
    where = f"AWS profile {profile!r}"
    if (url := named.get("endpoint_url")) and not is_awss(url):
        yield "show", f"endpoint_url of {where} ({brief(url)}) answers in place of AWS; to go without it: take it out"
    for service, text in sections.get(f"services {named.get('services', '')}", {}).items():
        for each in _ENDPOINT.findall(text):
            if not is_awss(each) and each != url:
                yield (
                    "refuse",
                    f"endpoint_url of {service} in {where} ({brief(each)}) answers for one service in place of AWS; to go "
                    "without it: take it out",
                )


def _sections(environ: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the members of each profile and each [services NAME]; of credentials and configuration the former count."""
    home = Path(environ.get("HOME", "/nonexistent")) / ".aws"
    found: dict[str, dict[str, str]] = {}
    for variable, usual in (("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials")):
        file = Path(environ.get(variable) or home / usual).expanduser()
        parser = RawConfigParser(default_section="", strict=False)
        try:
            parser.read_string(file.read_text(encoding="utf-8") if file.is_file() else "")
        except (OSError, ValueError, Error) as error:
            msg = f"AWS's configuration {file} cannot be read, so nobody knows who answers: {type(error).__name__}; correct it"
            raise CannotDecide(msg) from error
        for name in parser.sections():
            found.setdefault(name.removeprefix("profile ").strip(), {}).update(parser.items(name))
    return found
