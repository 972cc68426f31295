"""
Cognito user pools: what is read as AWS sent it, and the one write, a signed request of our own.

Answers are taken as raw JSON. A parsed botocore response drops members that botocore does not model, and its request
serializer refuses them: both would lose settings of a pool that is newer than the installed botocore.
"""

import json
from functools import cached_property
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ConnectionError as AwsConnectionError
from botocore.exceptions import NoCredentialsError
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from poolpost.aws.account import USER_AGENT, Account
from poolpost.aws.errors import AnswerLost, Lost, Refused, explained, refused, sent_once
from poolpost.aws.http import BoundedHttp
from poolpost.aws.raw import raw_answer, raw_pool
from poolpost.errors import CannotDecide
from poolpost.standards.pool_replicas import LiveReplica
from poolpost.standards.raw import Json
from poolpost.standards.redaction import remember

_WRITE_TIMEOUTS = (10, 60)  # seconds to connect, to answer
_PAGES, _PRIMARY = 10, "PRIMARY"
_TARGET = "AWSCognitoIdentityProviderService.UpdateUserPool"


def _replica(answer: Json) -> LiveReplica:
    return LiveReplica(region=answer["RegionName"], status=answer["Status"])


class Cognito:
    """
    The environment's user pool, and the pools of its name.

    Every method raises CannotDecide when AWS could not be asked, and Stopped when its answer is a no.
    """

    def __init__(self, account: Account) -> None:
        """Store the account; makes no request."""
        self._account = account
        self._settings = account.settings

    def user_pool(self) -> Json:
        """Describe the pool: the raw UserPool object, every member that AWS sent."""
        return raw_pool(self._raw("DescribeUserPool", "describe_user_pool"), self._settings.user_pool.id)

    def namesakes(self) -> tuple[str, ...]:
        """Return the ids of the pools with the name of the one that is to be created."""
        create = self._settings.user_pool.create
        with explained("cognito-idp:ListUserPools"):
            pages = self._cognito.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 60})
            listed = [(pool["Id"], pool["Name"]) for page in pages for pool in page["UserPools"]]
        return tuple(pool_id for pool_id, name in listed if create is not None and name == create.name)

    def mfa_configuration(self) -> Json:
        """Get the pool's MFA configuration, which DescribeUserPool does not hold: the raw answer."""
        return raw_answer("GetUserPoolMfaConfig", self._raw("GetUserPoolMfaConfig", "get_user_pool_mfa_config"))

    def replicas(self) -> tuple[LiveReplica, ...]:
        """
        List the pool's secondary replicas; () where the pool has none, or cannot have any.

        Raises:
            CannotDecide: AWS could not be asked, or the credentials may not ask.
        """
        found: list[LiveReplica] = []
        token: Json = {}
        with explained("cognito-idp:ListUserPoolReplicas", missing=self._no_pool()):
            for _ in range(_PAGES):
                try:
                    page = self._cognito.list_user_pool_replicas(UserPoolId=self._settings.user_pool.id, **token)
                except self._cognito.exceptions.OperationNotEnabledException:
                    return ()  # "not available in the current region or for the current user pool configuration"
                found += [_replica(each) for each in page.get("UserPoolReplicas", []) if each["Role"] != _PRIMARY]
                if not page.get("NextToken"):
                    return tuple(found)
                token = {"NextToken": page["NextToken"]}
        msg = f"cognito-idp:ListUserPoolReplicas does not end after {_PAGES} pages; run it again"
        raise CannotDecide(msg)

    def update_user_pool(self, body: Json) -> None:
        """
        Send one UpdateUserPool, once.

        Raises:
            AnswerLost: the request went out and the answer did not come back.
            Stopped: AWS refused; nothing was changed.
            CannotDecide: AWS refused for now (too many requests, credentials expired); nothing was changed.
        """
        answer = self._send(self._signed(json.dumps(body).encode()))
        refused(answer.status_code, answer.text)

    @cached_property
    def _cognito(self) -> Any:
        with explained("cognito-idp"):
            return self._account.client("cognito-idp", self._settings.pool_region)

    def _raw(self, operation: str, method: str) -> Json:
        """Call a read whose answer is taken as AWS sent it."""
        with explained(f"cognito-idp:{operation}", missing=self._no_pool()):
            return getattr(self._cognito, method)(UserPoolId=self._settings.user_pool.id)

    def _no_pool(self) -> str:
        settings = self._settings
        if settings.replica is not None:
            return (
                f"user pool {settings.user_pool.id} has no replica in {settings.replica}; create it ('aws cognito-idp "
                f"create-user-pool-replica --user-pool-id {settings.user_pool.id} --region-name {settings.replica}'), or remove "
                f'[user_pool.replicas."{settings.replica}"] from environments/{settings.name}.toml'
            )
        return (
            f"there is no user pool {settings.user_pool.id} in account {settings.aws.account_id}; "
            f"correct user_pool.id in environments/{settings.name}.toml"
        )

    def _signed(self, body: bytes) -> AWSRequest:
        with explained("cognito-idp:UpdateUserPool"):
            credentials = self._account.session.get_credentials()
            if credentials is None:
                raise NoCredentialsError
            frozen = credentials.get_frozen_credentials()
            remember(frozen.secret_key, frozen.token)
            headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": _TARGET, "User-Agent": USER_AGENT}
            request = AWSRequest("POST", self._cognito.meta.endpoint_url, data=body, headers=headers)
            SigV4Auth(frozen, "cognito-idp", self._settings.pool_region).add_auth(request)
            return request

    def _send(self, request: AWSRequest) -> Any:
        url = self._cognito.meta.endpoint_url
        http = URLLib3Session(
            verify=self._account.session.get_config_variable("ca_bundle") or True,
            proxies=get_environ_proxies(url),
            timeout=_WRITE_TIMEOUTS,  # pyright: ignore[reportArgumentType] -- the stub lacks botocore's pair
        )
        try:
            sent = sent_once(lambda: BoundedHttp(http).send(request.prepare()))
        except AwsConnectionError as error:
            msg = (
                f"AWS could not be reached for cognito-idp:UpdateUserPool ({error}); nothing was changed; run it again"
            )
            raise CannotDecide(msg) from error
        if isinstance(sent, Lost):
            raise AnswerLost(sent.reason)
        if isinstance(sent, Refused):  # this session returns each refusal as an answer, which `refused` reads
            raise sent.error
        return sent.answer
