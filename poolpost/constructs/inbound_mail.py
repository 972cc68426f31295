"""Received mail: the bucket, the receipt rules and the rule set that holds them."""

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission
from cdktf_cdktf_provider_aws.ses_active_receipt_rule_set import SesActiveReceiptRuleSet
from cdktf_cdktf_provider_aws.ses_receipt_rule import (
    SesReceiptRule,
    SesReceiptRuleBounceAction,
    SesReceiptRuleLambdaAction,
    SesReceiptRuleS3Action,
    SesReceiptRuleSnsAction,
)
from cdktf_cdktf_provider_aws.ses_receipt_rule_set import SesReceiptRuleSet
from constructs import Construct

from poolpost.constructs.mail_bucket import MailBucket
from poolpost.constructs.naming import NEW_BEFORE_OLD, named
from poolpost.dns.terraform_text import literal
from poolpost.settings import Settings
from poolpost.settings.tables.inbound import BounceAction, Inbound, LambdaAction, ReceiptRule, S3Action, SnsAction
from poolpost.settings.terraform_names import slug


class InboundMail(Construct):
    """
    Rules in the order of the file, each after its predecessor; then the rule set is activated, if it is ours.

    Terraform destroys in the opposite order: MX record, activation, rules, and the bucket last.

    Attributes:
        resources: what must exist before the domain's MX record names SES.
    """

    def __init__(self, scope: Construct, *, settings: Settings, inbound: Inbound, after: ITerraformDependable) -> None:
        """
        Define what receives mail.

        Args:
            scope: the stack.
            settings: the environment.
            inbound: its table [inbound].
            after: the identity: SES refuses mail for a domain that it does not know.
        """
        super().__init__(scope, "inbound-mail")
        self._settings = settings
        self._inbound = inbound
        self._bucket = MailBucket(self, settings=settings, bucket=inbound.bucket) if inbound.bucket else None
        rule_set = self._rule_set()
        self.resources: list[ITerraformDependable] = []
        previous: SesReceiptRule | None = None
        for name, rule in inbound.rules.items():
            previous = self._rule(name, rule, rule_set=rule_set, previous=previous, after=after)
            self.resources.append(previous)
        if inbound.create_rule_set:
            active = SesActiveReceiptRuleSet(self, "active", rule_set_name=rule_set, depends_on=list(self.resources))
            self.resources.append(named(active, "inbound"))

    def _rule_set(self) -> str:
        """Return the rule set's name; where the stack creates it, as a reference."""
        if not self._inbound.create_rule_set:
            return self._inbound.rule_set
        created = SesReceiptRuleSet(self, "rule-set", rule_set_name=self._inbound.rule_set)
        return named(created, "inbound").rule_set_name

    def _rule(
        self,
        name: str,
        rule: ReceiptRule,
        *,
        rule_set: str,
        previous: SesReceiptRule | None,
        after: ITerraformDependable,
    ) -> SesReceiptRule:
        position = {kind: number for number, kind in enumerate(rule.actions, start=1)}
        needed: list[ITerraformDependable] = [after]
        if rule.s3 is not None and self._bucket is not None:
            needed += self._bucket.resources  # SES writes a test object when the rule is created
        if rule.lambda_ is not None:
            needed.append(self._permission(name, rule.lambda_))
        resource = SesReceiptRule(
            self,
            f"rule-{name}",
            name=self._settings.receipt_rule_name(name),
            rule_set_name=rule_set,
            after=previous.name if previous is not None else None,
            recipients=[literal(each) for each in self._inbound.recipients(rule)],
            enabled=rule.enabled,
            scan_enabled=rule.scan,
            tls_policy=rule.tls_policy.capitalize(),
            s3_action=[self._s3(rule.s3, position["s3"])] if rule.s3 else None,
            sns_action=[_sns(rule.sns, position["sns"])] if rule.sns else None,
            lambda_action=[_lambda(rule.lambda_, position["lambda"])] if rule.lambda_ else None,
            bounce_action=[_bounce(rule.bounce, position["bounce"])] if rule.bounce else None,
            lifecycle=NEW_BEFORE_OLD,  # a renamed rule set is filled before the old one is emptied
            depends_on=needed,
        )
        return named(resource, f"inbound_{slug(name)}")

    def _s3(self, action: S3Action, position: int) -> SesReceiptRuleS3Action:
        bucket = self._bucket.name if self._bucket is not None else ""
        return SesReceiptRuleS3Action(bucket_name=bucket, object_key_prefix=action.prefix or None, position=position)

    def _permission(self, name: str, action: LambdaAction) -> ITerraformDependable:
        permission = LambdaPermission(
            self,
            f"permission-{name}",
            action="lambda:InvokeFunction",
            function_name=literal(action.function_arn),
            principal="ses.amazonaws.com",
            source_account=self._settings.aws.account_id,
            source_arn=self._settings.receipt_rule_arn(name),
        )
        return named(permission, f"inbound_{slug(name)}")


def _sns(action: SnsAction, position: int) -> SesReceiptRuleSnsAction:
    return SesReceiptRuleSnsAction(topic_arn=literal(action.topic_arn), encoding=action.encoding, position=position)


def _lambda(action: LambdaAction, position: int) -> SesReceiptRuleLambdaAction:
    function = literal(action.function_arn)
    return SesReceiptRuleLambdaAction(function_arn=function, invocation_type=action.invocation, position=position)


def _bounce(action: BounceAction, position: int) -> SesReceiptRuleBounceAction:
    return SesReceiptRuleBounceAction(
        message=literal(action.message),
        sender=literal(action.sender.address),
        smtp_reply_code=action.smtp_reply_code,
        status_code=action.status_code,
        position=position,
    )
