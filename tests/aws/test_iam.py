"""The role by which Cognito sends: there or not."""

from poolpost.aws.iam import SERVICE_LINKED_ROLE
from tests.scenes.place import Place


def test_the_role_is_found_or_none(place: Place) -> None:
    """That there is none is an answer of AWS, not a failure."""
    iam = place.reader(place.settings).iam
    assert (iam.service_linked_role() or {})["RoleName"] == SERVICE_LINKED_ROLE
    place.server.reset()
    assert iam.service_linked_role() is None
