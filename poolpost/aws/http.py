"""How much of an answer is read: a proxy could send gigabytes, and all of it would be in memory before anybody looks."""

from collections.abc import Iterator
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import HTTPClientError
from botocore.httpsession import URLLib3Session

LARGEST = 8 * 2**20
"""Bytes of an answer. The largest that poolpost asks for, a page of 300 DNS records, has about one MiB."""
REFUSAL = (
    300  # the lowest HTTP status that is none of success; botocore reads such a body whole, whatever was asked for
)


def bound_answers(client: Any) -> Any:
    """Let a botocore client read no answer further than LARGEST; returns the client."""
    endpoint = client._endpoint  # noqa: SLF001 -- botocore offers no public way
    endpoint.http_session = BoundedHttp(endpoint.http_session)
    return client


class BoundedHttp:
    """botocore's HTTP session, which stops reading an answer soon after LARGEST bytes; its parser refuses what is longer."""

    def __init__(self, http: URLLib3Session) -> None:
        """Wrap the session that sends."""
        self._http = http

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        """
        Send a request.

        Raises:
            HTTPClientError: no answer came, or it broke off; ConnectionError of botocore where nothing was sent.
        """
        streamed = request.stream_output
        request.stream_output = True  # botocore would read all of the body
        answer = self._http.send(request)
        if streamed and answer.status_code < REFUSAL:
            return answer  # its reader takes what it needs
        answer.raw = _Bounded(answer.raw)
        try:
            _ = answer.content
        except Exception as error:
            raise HTTPClientError(error=error) from error
        return answer

    def close(self) -> None:
        """Close its connections."""
        self._http.close()


class _Bounded:
    """The body of an answer as botocore reads it, chunk by chunk."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def stream(self) -> Iterator[bytes]:
        """Yield chunks until all is read, or more than LARGEST; then the connection is of no use any more."""
        size = 0
        for chunk in self._raw.stream():
            yield chunk
            size += len(chunk)
            if size > LARGEST:
                self._raw.close()
                return
