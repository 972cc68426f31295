"""Settings that keep ministack inside this process."""

import os
from collections.abc import Mapping


def environment(port: int) -> Mapping[str, str]:
    """Return the settings that ministack reads at import.

    Our address in the URLs it makes, nothing stored, nothing started.
    """
    return {
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_ACCOUNT_ID": "000000000000",
        "MINISTACK_REGION": "us-east-1",
        "LOG_LEVEL": "ERROR",
        "AUTH": "false",
        "SERVICES": "",
        "PERSIST_STATE": "0",
        "S3_PERSIST": "0",
        "LOCALSTACK_PERSISTENCE": "0",
        "USE_SSL": "0",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "DOCKER_HOST": "unix:///no-docker-for-the-embedded-aws.sock",
    }


def configure(port: int) -> None:
    """Set them for this process; must come before anything imports ministack, hence a separate module."""
    os.environ.update(environment(port))
