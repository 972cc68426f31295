"""JSON as AWS or Terraform sent it."""

from typing import Any

Json = dict[str, Any]
