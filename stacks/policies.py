"""IAM policy documents as text: the same statements always give the same bytes."""

import json
from typing import Any


def policy_document(*statements: dict[str, Any]) -> str:
    """Render a policy document of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
