"""Pools with any members, and the most damaging update."""

from typing import Any

from hypothesis import strategies as st

from poolpost.aws import user_pool_members as pool_members

NEW = {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:000000000000:identity/x.example"}
TEXT = st.text(min_size=1, max_size=8)
VALUES = st.one_of(TEXT, st.booleans(), st.integers(0, 99), st.lists(TEXT, max_size=3))


def pools() -> st.SearchStrategy[dict[str, Any]]:
    """Generate pools with any settable members, nested ones with any of their own."""

    def filled(shape: Any) -> st.SearchStrategy[Any]:
        if not shape:
            return VALUES
        return st.fixed_dictionaries({}, optional={name: filled(inner) for name, inner in shape.items()})

    members = {
        name: filled(shape) for name, shape in pool_members.SETTABLE.items() if name not in {"Name", "UserPoolTags"}
    }
    members["UserPoolTags"] = st.dictionaries(TEXT, TEXT, max_size=3)
    return st.fixed_dictionaries({"Id": st.just("eu-west-1_x"), "Name": TEXT}, optional=members)


def worst_case_update(pool: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """Do what AWS could do at worst: forget every settable member that the body lacks."""
    names = {new: old for old, new in pool_members.RENAMED.items()}
    kept = {
        member: value for member, value in pool.items() if member in pool_members.READ_ONLY | pool_members.CREATE_ONLY
    }
    return kept | {names.get(member, member): value for member, value in body.items() if member != "UserPoolId"}
