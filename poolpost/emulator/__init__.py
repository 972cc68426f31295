"""The embedded AWS: ministack plus what it lacks, in one process on 127.0.0.1.

Terraform, boto3 and raw HTTP reach it through the standard ``AWS_ENDPOINT_URL`` variable. It exists to catch
us: where the documentation leaves AWS's behaviour open, it does the more damaging thing.

Answered here
    Cognito user pools (`cognito.py`), their risk configurations and log delivery (`cognito_children.py`); SES v2
    identities, configuration sets, event destinations, account, suppression list, custom verification templates, tags,
    and sending of simple and raw mail with the mailbox simulator and its events to SNS (`ses*.py`).
    CloudTrail's event history of Cognito and SES (`cloudtrail.py`).
Put right in what ministack answers
    Cognito's service-linked roles have their real names (`service_linked_roles.py`); e-mail and https subscriptions
    wait for confirmation (`sns_subscriptions.py`); SNS delivers to loopback only, and to queues only that let the topic
    in; sending by SES v1 and by templates knows our identities.
Added to what ministack has
    The hosted zones answer DNS, on the UDP port of the same number (`dns_server.py`).
Handed to ministack untouched
    App clients, identity providers, groups, resource servers and domains of our pools,
    SNS, SQS, KMS, IAM, STS, Route 53, Firehose, EventBridge, CloudWatch, Logs, Lambda, Secrets Manager,
    SES v1, SES v2 templates, and everything else.

Worse than AWS, on purpose
    * UpdateUserPool resets or removes every member that the request omits, including those that AWS was
      measured to keep (Policies, MfaConfiguration, UserAttributeUpdateSettings). Only create-only members,
      UserPoolTier, the name, AWS's own ``aws:`` tags and the factors of SetUserPoolMfaConfig survive. `merge`
      mode turns this off, to prove that a test can tell the difference.
    * A member that is sent replaces the stored one whole; sub-members are never merged.
    * Read-only and create-only members in UpdateUserPool are refused; AWS ignores some of them.
    * SetUserPoolMfaConfig replaces everything: a bare call turns MFA off and drops all factors.

As in AWS, because deploys depend on it
    * SES identities start PENDING and become SUCCESS only while the right records are in the emulated Route
      53 (or in the external DNS that a test sets); every status is worked out when it is read.
    * Cognito refuses an e-mail configuration whose identity, region, configuration set or identity policy is
      not in order.
    * SES refuses an SNS event destination whose topic or key policy does not let it publish.

Not emulated
    Users of a pool; delivery of mail (an address that SES knows nothing about counts as
    delivered); events to other destinations than SNS; who may call what (no IAM evaluation of callers).
"""
