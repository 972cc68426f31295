"""What an environment asks AWS: one class per service, all with the same credentials and clients."""

from typing import Self

from poolpost.aws.account import Account
from poolpost.aws.cloudtrail import CloudTrail
from poolpost.aws.cloudwatch import CloudWatch
from poolpost.aws.cognito import Cognito
from poolpost.aws.iam import Iam
from poolpost.aws.kms import Kms
from poolpost.aws.pool_children import PoolChildren
from poolpost.aws.route53 import Route53
from poolpost.aws.s3_mail import MailBucket
from poolpost.aws.ses import Ses
from poolpost.aws.ses_receiving import SesReceiving
from poolpost.aws.ses_templates import SesTemplates
from poolpost.aws.sns import Sns
from poolpost.settings import Settings


class Aws:
    """One environment's account and its services; a command creates one and passes it on."""

    def __init__(self, settings: Settings, account: Account | None = None) -> None:
        """Store the environment; makes no request. `account`: default, one of its own."""
        self.account = account or Account(settings)
        self.children = PoolChildren(self.account)
        self.cloudwatch = CloudWatch(self.account)
        self.cognito = Cognito(self.account)
        self.iam = Iam(self.account)
        self.kms = Kms(self.account)
        self.route53 = Route53(self.account)
        self.ses = Ses(self.account)
        self.receiving = SesReceiving(self.account)
        self.sns = Sns(self.account)
        self.templates = SesTemplates(self.account)

    def mail_bucket(self, name: str) -> MailBucket:
        """Return a bucket of received mail, as these credentials see it."""
        return MailBucket(self.account, name)

    def trail_of(self, region: str) -> CloudTrail:
        """Return CloudTrail in a region: the pool's may be another one than that of SES."""
        return CloudTrail(self.account, region)

    def about(self, settings: Settings) -> Self:
        """Return the same credentials and clients for an environment of the same account, e.g. with the id of its pool."""
        return self if settings is self.account.settings else type(self)(settings, self.account.about(settings))
