"""Settings of the whole account and region, created only if the environment asks for them."""

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.iam_service_linked_role import IamServiceLinkedRole
from cdktf_cdktf_provider_aws.sesv2_account_suppression_attributes import Sesv2AccountSuppressionAttributes
from constructs import Construct

from poolpost.constructs.naming import named
from poolpost.settings import Settings


class AccountSettings(Construct):
    """
    The account-level suppression list and the role by which Cognito sends.

    Attributes:
        resources: what must exist before the pool is switched: the role, which Cognito would otherwise create itself.
    """

    def __init__(self, scope: Construct, *, settings: Settings) -> None:
        """Define what [account] sets; nothing without it."""
        super().__init__(scope, "account-settings")
        self.resources: list[ITerraformDependable] = []
        reasons = settings.account.suppressed_reasons
        if reasons is not None:
            suppression = Sesv2AccountSuppressionAttributes(self, "suppression", suppressed_reasons=list(reasons))
            named(suppression, "account")
        if settings.account.service_linked_role:
            role = IamServiceLinkedRole(self, "role", aws_service_name="email.cognito-idp.amazonaws.com")
            self.resources.append(named(role, "cognito_email"))
