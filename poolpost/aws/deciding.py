"""
The members of AWS's answers that decide something here: an answer without one of them is not used.

Only members that AWS always sends, as its API references and their samples show. A call that is not in the table fails a test
(tests/aws/test_answers.py).
"""

_IDENTITY = ("VerifiedForSendingStatus", "DkimAttributes")
_SUBSCRIPTIONS = tuple(f"Subscriptions[].{member}" for member in ("SubscriptionArn", "Protocol", "Endpoint"))
_TEMPLATE = ("TemplateName", "FromEmailAddress", "TemplateSubject", "TemplateContent")
_CREDENTIALS = ("Credentials.AccessKeyId", "Credentials.SecretAccessKey", "Credentials.SessionToken")

DECIDES: dict[str, tuple[str, ...]] = {
    "AssumeRole": _CREDENTIALS,
    "AssumeRoleWithWebIdentity": _CREDENTIALS,
    "CreateCustomVerificationEmailTemplate": (),
    "CreateQueue": ("QueueUrl",),
    "DeleteCustomVerificationEmailTemplate": (),
    "DeleteQueue": (),
    "DescribeActiveReceiptRuleSet": ("Metadata?.Name", "Rules?[].Name"),
    "DescribeAlarms": ("MetricAlarms[].AlarmName",),
    "DescribeKey": ("KeyMetadata.Arn", "KeyMetadata.KeyState"),
    "DescribeIdentityProvider": ("IdentityProvider.ProviderType",),
    "DescribeReceiptRuleSet": ("Metadata.Name", "Rules?[].Name"),
    "DescribeRiskConfiguration": ("RiskConfiguration",),
    "DescribeTrails": ("trailList", "trailList[].Name", "trailList[].TrailARN", "trailList[].HomeRegion"),
    "DescribeUserPool": (),
    "DescribeUserPoolClient": ("UserPoolClient.ClientId",),
    "DescribeUserPoolDomain": ("DomainDescription",),
    "GetAccount": ("ProductionAccessEnabled", "SendingEnabled"),
    "GetBucketEncryption": ("ServerSideEncryptionConfiguration.Rules",),
    "GetBucketPolicy": ("Policy",),
    "GetCallerIdentity": ("Account", "Arn"),
    "GetConfigurationSet": ("ConfigurationSetName",),
    "GetConfigurationSetEventDestinations": tuple(
        f"EventDestinations[].{member}" for member in ("Name", "Enabled", "MatchingEventTypes")
    ),
    "GetCustomVerificationEmailTemplate": _TEMPLATE,
    "GetEmailIdentity": _IDENTITY,
    "GetEventSelectors": (),
    "GetFunctionConfiguration": ("FunctionArn",),
    "GetHostedZone": ("HostedZone.Id", "HostedZone.Name"),
    "GetKeyPolicy": ("Policy",),
    "GetMetricStatistics": ("Datapoints[].Timestamp", "Datapoints[].Average"),
    "GetLogDeliveryConfiguration": (
        *("LogDeliveryConfiguration", "LogDeliveryConfiguration.LogConfigurations[].EventSource"),
        "LogDeliveryConfiguration.LogConfigurations[].LogLevel",
    ),
    "GetQueueAttributes": ("Attributes.CreatedTimestamp",),
    "GetQueueUrl": ("QueueUrl",),
    "GetRole": ("Role.Arn",),
    "GetRoleCredentials": ("roleCredentials.accessKeyId", "roleCredentials.secretAccessKey"),
    "GetSuppressedDestination": ("SuppressedDestination.Reason",),
    "GetTopicAttributes": ("Attributes.TopicArn", "Attributes.Policy"),
    "GetTrailStatus": ("IsLogging",),
    "GetUICustomization": ("UICustomization",),
    "GetUserPoolMfaConfig": (),
    "ListCustomVerificationEmailTemplates": ("CustomVerificationEmailTemplates[].TemplateName",),
    "ListGroups": ("Groups[].GroupName",),
    "ListHostedZones": ("HostedZones[].Id", "HostedZones[].Name", "IsTruncated"),
    "ListIdentityProviders": ("Providers[].ProviderName", "Providers[].ProviderType"),
    "GetObject": (),
    "ListObjectsV2": ("IsTruncated", "Contents?[].Key"),
    "ListQueues": (),
    "ListResourceServers": ("ResourceServers[].Identifier",),
    "ListResourceRecordSets": (
        *("ResourceRecordSets[].Name", "ResourceRecordSets[].Type", "IsTruncated"),
        *("ResourceRecordSets[].ResourceRecords?[].Value", "ResourceRecordSets[].AliasTarget?.DNSName"),
    ),
    "ListSubscriptionsByTopic": _SUBSCRIPTIONS,
    "ListUserPoolClients": ("UserPoolClients[].ClientId",),
    "ListUserPoolReplicas": tuple(f"UserPoolReplicas[].{member}" for member in ("RegionName", "Role", "Status")),
    "ListUserPools": ("UserPools[].Id", "UserPools[].Name"),
    "LookupEvents": ("Events", "Events[].CloudTrailEvent"),
    "PutAccountDetails": (),
    "ReceiveMessage": ("Messages?[].Body",),
    "SendEmail": ("MessageId",),
    "Subscribe": ("SubscriptionArn",),
    "Unsubscribe": (),
    "UpdateCustomVerificationEmailTemplate": (),
}
"""Operation -> paths of such members; `[]` is each item of a list, `?` a member that may be absent."""
