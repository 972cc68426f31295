"""Only poolpost/aws has botocore clients: everything else calls a method with a name and a type."""

import ast
from collections.abc import Iterator

import pytest

from poolpost.aws.services import Aws
from tests.conftest import ROOT, MakeSettings


def client_calls(source: str) -> Iterator[int]:
    """Yield the lines that take a client of an account, or of botocore."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in {"client", "create_client"}:
            yield node.lineno


def test_no_other_package_takes_a_client() -> None:
    """A raw client has no types, no sentences for its errors, and any call: each call has a method in poolpost/aws."""
    outside = [
        path
        for path in (*ROOT.glob("poolpost/**/*.py"), *ROOT.glob("stacks/**/*.py"))
        if not path.relative_to(ROOT).as_posix().startswith(("poolpost/aws/", "poolpost/emulator/"))
    ]
    assert len(outside) > 150
    found = [f"{path.relative_to(ROOT)}:{line}" for path in outside for line in client_calls(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize("line", ['aws.account.client("sns", "eu-west-1")', "make = session.create_client"])
def test_a_client_elsewhere_would_be_found(line: str) -> None:
    """Counter-check."""
    assert list(client_calls(f"def topic(aws, session):\n    {line}\n")) == [2]


def test_all_services_are_of_one_account(settings: MakeSettings) -> None:
    """One session and one check of the account hold for every call of a command."""
    aws = Aws(settings())
    services = [each for name, each in vars(aws).items() if name != "account"]
    assert len(services) == 10
    assert all(vars(each)["_account"] is aws.account for each in services)


def test_another_environment_of_the_account_shares_session_and_clients(settings: MakeSettings) -> None:
    """A pool that its state names, and the file does not yet, is described without signing in again."""
    aws = Aws(settings())
    other = aws.about(settings().with_pool("eu-west-1_Other"))
    assert other.account.session is aws.account.session
    assert other.account.client("sts", "eu-west-1") is aws.account.client("sts", "eu-west-1")
    assert (other.account.settings.user_pool.id, aws.account.settings) == ("eu-west-1_Other", settings())
