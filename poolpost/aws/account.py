"""
The only module that talks to AWS: reads through botocore, and the one write as a signed request of our own.

Cognito's answers are taken as raw JSON. A parsed botocore response drops members that botocore does not model, and
its request serializer refuses them: both would lose settings of a pool that is newer than the installed botocore.
"""

import json
from functools import cached_property, partial
from threading import Lock
from typing import Any

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import ConnectionError as AwsConnectionError
from botocore.exceptions import HTTPClientError, NoCredentialsError, SSLError
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from poolpost.aws.answers import guard
from poolpost.aws.errors import AnswerLost, explained, refused
from poolpost.aws.http import BoundedHttp
from poolpost.aws.raw import raw_answer, raw_pool
from poolpost.errors import CannotDecide, Stopped
from poolpost.settings import Settings
from poolpost.settings.signing import easy_tokens
from poolpost.standards.raw import Json
from poolpost.standards.redaction import remember

_READS = Config(retries={"mode": "standard", "total_max_attempts": 5}, connect_timeout=10, read_timeout=30)
_WRITE_TIMEOUTS = (10, 60)  # seconds to connect, to answer
__all__ = ["AnswerLost", "Aws"]

_TARGET = "AWSCognitoIdentityProviderService.UpdateUserPool"


class Aws:
    """
    One environment's account: its credentials, its SES region and its pool's region.

    Every method raises CannotDecide when AWS could not be asked, and Stopped when its answer is a no.
    """

    def __init__(self, settings: Settings) -> None:
        """Remember the environment; nothing is asked before the first call."""
        self._settings = settings
        self._clients: dict[tuple[str, str, int | None], Any] = {}
        self._making = Lock()

    def check_account(self) -> None:
        """
        Make sure that the credentials are of the environment's account, before anything else.

        Raises:
            Stopped: they are of another account.
        """
        wanted = self._settings.aws.account_id
        with explained("sts:GetCallerIdentity"):
            identity = self.client("sts", self._settings.aws.region).get_caller_identity()
        if identity["Account"] != wanted:
            msg = (
                f"the credentials are of account {identity['Account']} ({identity['Arn']}), but environment "
                f"{self._settings.name!r} is account {wanted}; choose the right AWS_PROFILE or role"
            )
            raise Stopped(msg)

    def user_pool(self) -> Json:
        """Describe the pool: the raw UserPool object, every member that AWS sent."""
        return raw_pool(self._raw("DescribeUserPool", "describe_user_pool"), self._settings.user_pool.id)

    def namesakes(self) -> tuple[str, ...]:
        """Give the ids of the pools that have the name of the one that is to be made, () when there is none."""
        create = self._settings.user_pool.create
        with explained("cognito-idp:ListUserPools"):
            pages = self._cognito.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 60})
            listed = [(pool["Id"], pool["Name"]) for page in pages for pool in page["UserPools"]]
        return tuple(pool_id for pool_id, name in listed if create is not None and name == create.name)

    def mfa_configuration(self) -> Json:
        """Get the pool's MFA configuration, which DescribeUserPool does not hold: the raw answer."""
        return raw_answer("GetUserPoolMfaConfig", self._raw("GetUserPoolMfaConfig", "get_user_pool_mfa_config"))

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

    def email_identity(self) -> Json | None:
        """Get the domain identity from SES, None when it does not exist yet."""
        with explained("ses:GetEmailIdentity"):
            try:
                return self._ses.get_email_identity(EmailIdentity=self._settings.domain.name)
            except self._ses.exceptions.NotFoundException:
                return None

    def has_configuration_set(self) -> bool:
        """Tell whether SES has the configuration set that the pool is to send through; true where it is to use none."""
        name = self._settings.email_configuration.get("ConfigurationSet")
        if name is None:
            return True
        with explained("ses:GetConfigurationSet"):
            try:
                self._ses.get_configuration_set(ConfigurationSetName=name)
            except self._ses.exceptions.NotFoundException:
                return False
            return True

    def ses_account(self) -> Json:
        """Get sandbox, sending and enforcement status of the SES region."""
        with explained("ses:GetAccount"):
            return self._ses.get_account()

    def dkim_tokens(self) -> tuple[str, ...]:
        """Return the Easy DKIM tokens of the deployed identity, () before the first deploy or where it signs otherwise."""
        return easy_tokens(self.email_identity())

    @cached_property
    def _session(self) -> botocore.session.Session:
        base = guard(botocore.session.Session())
        role_arn = self._settings.aws.role_arn
        if role_arn is None:
            return base
        if base.get_credentials() is None:  # botocore would crash later, where it signs AssumeRole
            raise NoCredentialsError
        fetcher = AssumeRoleCredentialFetcher(
            client_creator=partial(base.create_client, region_name=self._settings.aws.region),
            source_credentials=base.get_credentials(),
            role_arn=role_arn,
            extra_args={"RoleSessionName": "poolpost"},
        )
        assumed = guard(botocore.session.Session())
        credentials = DeferredRefreshableCredentials(method="assume-role", refresh_using=fetcher.fetch_credentials)
        assumed._credentials = credentials  # noqa: SLF001 -- botocore offers no public way  # pyright: ignore[reportAttributeAccessIssue] -- the same
        return assumed

    def client(self, service: str, region: str, *, attempts: int | None = None) -> Any:
        """Give the botocore client of a service; `attempts=1` for a write that must not be repeated."""
        config = _READS if attempts is None else _READS.merge(Config(retries={"total_max_attempts": attempts}))
        with self._making:  # making a client is not thread-safe, using one is
            key = (service, region, attempts)
            if key not in self._clients:
                try:
                    self._clients[key] = self._session.create_client(service, region_name=region, config=config)
                except ValueError as error:  # botocore's word for an AWS_ENDPOINT_URL that is no URL
                    msg = f"{service} cannot be called: {error}; AWS_ENDPOINT_URL must be a URL such as http://127.0.0.1:4566"
                    raise CannotDecide(msg) from error
            return self._clients[key]

    @cached_property
    def _ses(self) -> Any:
        with explained("ses"):
            return self.client("sesv2", self._settings.aws.region)

    @cached_property
    def _cognito(self) -> Any:
        with explained("cognito-idp"):
            return self.client("cognito-idp", self._settings.pool_region)

    def _raw(self, operation: str, method: str) -> Json:
        """Call a read whose answer is taken as AWS sent it."""
        with explained(f"cognito-idp:{operation}", missing=self._no_pool()):
            return getattr(self._cognito, method)(UserPoolId=self._settings.user_pool.id)

    def _no_pool(self) -> str:
        settings = self._settings
        return (
            f"there is no user pool {settings.user_pool.id} in account {settings.aws.account_id}; "
            f"correct user_pool.id in environments/{settings.name}.toml"
        )

    def _signed(self, body: bytes) -> AWSRequest:
        with explained("cognito-idp:UpdateUserPool"):
            credentials = self._session.get_credentials()
            if credentials is None:
                raise NoCredentialsError
            frozen = credentials.get_frozen_credentials()
            remember(frozen.secret_key, frozen.token)
            headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": _TARGET}
            request = AWSRequest("POST", self._cognito.meta.endpoint_url, data=body, headers=headers)
            SigV4Auth(frozen, "cognito-idp", self._settings.pool_region).add_auth(request)
            return request

    def _send(self, request: AWSRequest) -> Any:
        url = self._cognito.meta.endpoint_url
        http = URLLib3Session(
            verify=self._session.get_config_variable("ca_bundle") or True,
            proxies=get_environ_proxies(url),
            timeout=_WRITE_TIMEOUTS,  # pyright: ignore[reportArgumentType] -- the stub lacks botocore's pair
        )
        try:
            return BoundedHttp(http).send(request.prepare())
        except SSLError as error:  # also in the middle of the answer, when the request was received
            raise AnswerLost(str(error)) from error
        except AwsConnectionError as error:
            msg = (
                f"AWS could not be reached for cognito-idp:UpdateUserPool ({error}); nothing was changed; run it again"
            )
            raise CannotDecide(msg) from error
        except HTTPClientError as error:
            raise AnswerLost(str(error)) from error
