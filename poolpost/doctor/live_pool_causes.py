"""Causes that lie in what the live pool names: the pool itself, its identity, its configuration set, its From."""

from collections.abc import Iterator

from poolpost.doctor.cause import Explains, Question, Suspicion, cause
from poolpost.errors import Stopped
from poolpost.pool.differences import email_configuration
from poolpost.settings.second_region import source_arn
from poolpost.standards.domain_names import is_within

_EMAIL = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html"
_SETS = "https://docs.aws.amazon.com/ses/latest/dg/using-configuration-sets.html"


def always(_asked: Question) -> bool:
    """Return that a cause applies however the pool sends."""
    return True


def sends_by_ses(asked: Question) -> bool:
    """Return whether the live pool sends through SES of this account."""
    return email_configuration(asked.facts.pool).get("EmailSendingAccount") == "DEVELOPER"


def uses_identity(asked: Question) -> bool:
    """Return whether the live pool sends with an identity: also COGNITO_DEFAULT does, with a From of its own (REG8)."""
    return sends_by_ses(asked) or "SourceArn" in email_configuration(asked.facts.pool)


@cause("pool-is-not-there", Explains.all_mail, source=_EMAIL)
def pool_is_not_there(asked: Question) -> Iterator[Suspicion]:
    """Everything looks wrong: the file names a pool that is not there, or the credentials are of another account."""
    try:
        _ = asked.facts.right_account
        _ = asked.facts.pool
    except Stopped as error:
        yield (
            "likely",
            str(error),
            f"correct user_pool.id and aws.account_id of {asked.facts.settings.name}, or AWS_PROFILE",
        )


@cause("identity-is-not-the-files", Explains.all_mail, source=_EMAIL)
def identity_is_not_the_files(asked: Question) -> Iterator[Suspicion]:
    """Everything is set up, and nothing is sent: the pool uses another identity, or one of another region."""
    live, settings = email_configuration(asked.facts.pool), asked.facts.settings
    arn, wanted = live.get("SourceArn"), source_arn(settings)
    if not sends_by_ses(asked) or arn == wanted:
        return
    yield (
        "likely",
        f"the pool sends with {arn or 'no identity'}, not with {wanted}",
        f"'poolpost pool apply {settings.name}', or check that identity in SES",
    )


@cause("from-is-not-verified", Explains.all_mail, source=_EMAIL)
def from_is_not_verified(asked: Question) -> Iterator[Suspicion]:
    """SES rejects every mail: From is outside the identity that the pool sends with."""
    live = email_configuration(asked.facts.pool)
    sender, identity = live.get("From", ""), live.get("SourceArn", "").partition("identity/")[2]
    address = sender.rpartition("<")[2].rstrip(">")
    if sender and identity and address != identity and not is_within(address.rpartition("@")[2].lower(), identity):
        yield "likely", f"From is {address}, and the identity is {identity}", "correct user_pool.from, and deploy"


@cause("configuration-set-is-gone", Explains.all_mail, source=_SETS)
def configuration_set_is_gone(asked: Question) -> Iterator[Suspicion]:
    """Cognito's mails fail without a word: the pool names a configuration set that SES does not have."""
    facts = asked.facts
    name = email_configuration(facts.pool).get("ConfigurationSet", "")
    if name in {"", facts.settings.configuration_set.name} or not sends_by_ses(asked):
        return  # the file's own is checked by configuration-set-sends
    if facts.configuration_set_of(name) is None:
        yield (
            "likely",
            f"the pool sends through configuration set {name}, which SES in {facts.settings.aws.region} does not have",
            f"'{facts.settings.repair}' sets {facts.settings.configuration_set.name}, or create {name} again",
        )


CAUSES = (identity_is_not_the_files, from_is_not_verified, configuration_set_is_gone)
