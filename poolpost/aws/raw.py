"""Answers of Cognito that are read as AWS sent them, with every member: the bytes that the boundary handed on."""

from typing import Any

from poolpost.aws.answers import BODY
from poolpost.aws.user_pool_members import misshapen, without_nulls
from poolpost.errors import CannotDecide
from poolpost.standards.json_text import loads
from poolpost.standards.raw import Json
from poolpost.standards.safe_text import bounded


def raw_answer(operation: str, answer: Json) -> Json:
    """
    Return the body of an answer as JSON; a member that is null is an absent one.

    Raises:
        CannotDecide: it is no JSON object.
    """
    try:
        found = loads(answer[BODY])
    except ValueError as error:
        msg = f"cognito-idp:{operation} was answered with a body that is not JSON ({error}); run it again"
        raise CannotDecide(msg) from error
    if not isinstance(found, dict):
        msg = f"cognito-idp:{operation} was answered with a body that is not a JSON object; run it again"
        raise CannotDecide(msg)
    return without_nulls(found)


def raw_pool(answer: Json, pool_id: str) -> Json:
    """
    Return the UserPool of DescribeUserPool's answer: every member that AWS sent.

    Raises:
        CannotDecide: it is no user pool, not the one that was asked for, or one with a member that would be reset if it were
            sent back.
    """
    pool: Any = raw_answer("DescribeUserPool", answer).get("UserPool")
    wrong = misshapen(pool) if isinstance(pool, dict) and {"Id", "Name"} <= pool.keys() else ["UserPool"]
    if wrong:
        msg = (
            f"DescribeUserPool was answered with something in {', '.join(wrong)} that no user pool has, so it cannot be "
            "checked or sent back; inspect it with 'aws cognito-idp describe-user-pool'"
        )
        raise CannotDecide(msg)
    if pool["Id"] != pool_id:
        msg = (
            f"DescribeUserPool was asked for user pool {pool_id} and answered with {bounded(str(pool['Id']), 80)!a}, so the "
            "pool was not checked; run it again, and check what is between this machine and AWS (AWS_ENDPOINT_URL, a proxy)"
        )
        raise CannotDecide(msg)
    return pool
