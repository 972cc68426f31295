"""What others do: pool owners at the console, Amplify, who runs SES and DNS. None looks at what poolpost thinks."""

from collections.abc import Callable

from poolpost.emulator import cognito, errors
from tests.simulation.process import Json, Version
from tests.simulation.settings import environment, pool_of
from tests.simulation.world import World


def cognito_defaults(member: str) -> Json:
    """Return what AWS has in place of a member that is not set."""
    defaults = cognito.pool_members.defaults()
    return {member: defaults[member]} if member in defaults else {}


def put_in_order(world: World) -> None:
    """Let the owners of account, domain and pool bring back what mail needs."""
    world.tell("somebody puts the account in order")
    world.account = world.settings.aws.account_id
    _identity(world, "back")
    world.make_configuration_set()
    world.publish(dkim=True, mail_from=True)
    world.here.ses_account = world.here.ses_account | {"ProductionAccessEnabled": True, "SendingEnabled": True}
    _recreate_pool(world, "")
    happen(world, "enable", "")
    world.tick += 1
    world.ses_changed()


def happen(world: World, kind: str, what: str) -> None:
    """Let somebody do something; without a pool there is nothing to do to it."""
    world.tell(f"somebody: {kind} {what}".rstrip())
    if kind in _TO_POOL:
        pool = world.here.pools.get(world.pool_id)
        if pool is None:
            return
        _TO_POOL[kind](world, dict(pool), what)
        world.changed(kind)
        if kind in _MEANT:
            _remember_as_meant(world)
    else:
        _TO_ACCOUNT[kind](world, what)
        world.tick += 1
        world.ses_changed()


def _remember_as_meant(world: World) -> None:
    before, after = world.history[-2].settings, world.now.settings
    for path in before.keys() | after.keys():
        if before.get(path) == after.get(path):
            continue
        value = after.get(path, "")
        world.wanted[path] = value
        world.chosen.setdefault(path, {""}).add(value)
        world.unreported.pop(path, None)


def _put(world: World, pool: Json) -> None:
    cognito.touch(pool)
    world.here.pools[world.pool_id] = pool


def _console(world: World, pool: Json, what: str) -> None:
    """Change one setting, as the console does: it sends everything that it knows."""
    if what == "LambdaConfig":
        pool[what] = pool.get(what, {}) | {"PreSignUp": f"arn:aws:lambda:eu-west-1:0:function:v{world.tick}"}
    elif what == "Policies":
        password = pool["Policies"]["PasswordPolicy"] | {"MinimumLength": 20 + world.tick % 50}
        pool[what] = pool["Policies"] | {"PasswordPolicy": password}
    elif what == "UserPoolTags":
        pool[what] = pool.get(what, {}) | {"owner": f"v{world.tick}"}
    elif what == "UserPoolAddOns":
        pool[what] = {"AdvancedSecurityMode": "ENFORCED"}
    else:
        pool[what] = "INACTIVE" if pool.get(what) == "ACTIVE" else "ACTIVE"
    _put(world, pool)


def _console_removes(world: World, pool: Json, what: str) -> None:
    pool.pop(what, None)
    _put(world, pool | cognito_defaults(what))


def _console_email(world: World, pool: Json, _what: str) -> None:
    _put(world, pool | {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}})


def _factors(world: World, pool: Json, _what: str) -> None:
    passkeys = {"WebAuthnConfiguration": {"UserVerification": f"required{world.tick}"}}
    world.here.mfa[world.pool_id] = world.here.mfa[world.pool_id] | passkeys
    _put(world, pool)


def _users(world: World, pool: Json, _what: str) -> None:
    pool["EstimatedNumberOfUsers"] += 1
    world.here.pools[world.pool_id] = pool


def _amplify(world: World, pool: Json, what: str) -> None:
    """Send a template's UpdateUserPool, which is all that Amplify knows of the pool."""
    email = pool.get("EmailConfiguration", {}) if what == "with-email" else {"EmailSendingAccount": "COGNITO_DEFAULT"}
    body = {"UserPoolId": world.pool_id, "AutoVerifiedAttributes": ["email"], "MfaConfiguration": "OPTIONAL"}
    try:
        cognito.update_user_pool(world.here, body | {"EmailConfiguration": email})
    except errors.AwsError:
        world.tell("refused")


def _future_member(world: World, pool: Json, what: str) -> None:
    inner = pool.get("LambdaConfig", {}) | {"FutureTrigger": "arn:future"}
    _put(world, pool | ({"FutureThing": {"Mode": "ON"}} if what == "FutureThing" else {"LambdaConfig": inner}))


def _disable(world: World, pool: Json, _what: str) -> None:
    _put(world, pool | {"Status": "Disabled"})


def _enable(world: World, pool: Json, _what: str) -> None:
    pool.pop("Status", None)
    _put(world, pool)


def _delete_pool(world: World, _pool: Json, _what: str) -> None:
    del world.here.pools[world.pool_id]
    del world.here.mfa[world.pool_id]


def _recreate_pool(world: World, _what: str) -> None:
    """Make a pool anew, as its owner does after a deletion: it gets another id, and the file names that."""
    if world.now.pool is not None:
        return
    world.settings = environment(f"eu-west-1_Again{world.tick}")
    world.put(Version(pool_of(world.pool_id), {"MfaConfiguration": "OPTIONAL"}, "its owner"))
    world.wanted = dict(world.now.settings)
    world.chosen = {path: {value} for path, value in world.wanted.items()}
    world.unreported = {}
    world.known = False


def _identity(world: World, what: str) -> None:
    if what == "gone":
        world.here.identities.pop(world.settings.domain.name, None)
    elif world.settings.domain.name not in world.here.identities:
        world.make_identity()


def _configuration_set(world: World, what: str) -> None:
    if what == "gone":
        world.here.configuration_sets.pop(world.settings.configuration_set.name, None)
    else:
        world.make_configuration_set()


def _account(member: str, good: str) -> Callable[[World, str], None]:
    def change(world: World, what: str) -> None:
        world.here.ses_account = world.here.ses_account | {member: what == good}

    return change


def _neighbour(world: World, what: str) -> None:
    """Let another pool send by the identity, or no longer."""
    email = world.settings.email_configuration if what == "sends" else {"EmailSendingAccount": "COGNITO_DEFAULT"}
    world.neighbour = world.neighbour | {"EmailConfiguration": email}


def _credentials(world: World, what: str) -> None:
    world.account = "999999999999" if what == "other" else world.settings.aws.account_id


_TO_POOL: dict[str, Callable[[World, Json, str], None]] = {
    "console": _console,
    "console-removes": _console_removes,
    "console-email": _console_email,
    "factors": _factors,
    "users": _users,
    "amplify": _amplify,
    "future-member": _future_member,
    "disable": _disable,
    "enable": _enable,
    "delete-pool": _delete_pool,
}
_MEANT = {"console", "console-removes", "future-member", "disable", "enable"}
"""What the pool's owner means to do; the others do damage, or change nothing that counts."""
_TO_ACCOUNT: dict[str, Callable[[World, str], None]] = {
    "recreate-pool": _recreate_pool,
    "identity": _identity,
    "configuration-set": _configuration_set,
    "dkim": lambda world, what: world.publish(dkim=what == "back"),
    "mail-from": lambda world, what: world.publish(mail_from=what == "back"),
    "sandbox": _account("ProductionAccessEnabled", "out"),
    "sending": _account("SendingEnabled", "resumed"),
    "credentials": _credentials,
    "neighbour": _neighbour,
}
