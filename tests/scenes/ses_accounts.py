"""What GetAccount says of an account in production, and of one in the sandbox."""

from typing import Any

HEALTHY: dict[str, Any] = {
    "ProductionAccessEnabled": True,
    "EnforcementStatus": "HEALTHY",
    "SendingEnabled": True,
    "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 7.0},
}
SANDBOX = HEALTHY | {"ProductionAccessEnabled": False, "SendQuota": {"Max24HourSend": 200.0, "MaxSendRate": 1.0}}
