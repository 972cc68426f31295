"""What the simulation found, in poolpost and in itself, as the shortest schedules that broke an invariant then."""

from tests.simulation.schedule import AT_THE_WRITE, Disturbance, Move, Schedule

KEPT: dict[str, Schedule] = {
    "as wanted, and the configuration set is gone": (
        Move("deployed"),
        Move("configuration-set", "gone"),
        Move("apply"),
        Move("show"),
    ),
    "switched to a configuration set that is gone": (Move("configuration-set", "gone"), Move("apply")),
    "as wanted, and the identity is gone": (Move("deployed"), Move("identity", "gone"), Move("apply"), Move("show")),
    "ready, while the account is paused": (
        Move("deployed"),
        Move("sending", "paused"),
        Move("ready"),
        Move("apply"),
    ),
    "a pool that somebody reverted, and a deploy": (Move("deployed"), Move("amplify"), Move("deploy")),
    "reverted while a deploy is judged": (
        Move("deployed"),
        Move("deploy", "", (Disturbance(4, "console-email"),)),
    ),
    "a destroy while the pool sends": (Move("deployed"), Move("destroy")),
    "a destroy while another pool sends": (
        Move("deployed"),
        Move("neighbour", "sends"),
        Move("retire"),
        Move("destroy"),
    ),
    "a write cut off, and a deploy that has nothing to do": (
        Move("deployed"),
        Move("retire", "", (Disturbance(AT_THE_WRITE, "lost"),)),
        Move("deploy"),
    ),
    "an interrupted write, then a push by Amplify, then whatever is printed": (
        Move("apply", "", (Disturbance(AT_THE_WRITE, "kill-after"),)),
        Move("amplify", "with-email"),
        Move("settle"),
    ),
}
"""What was found -> the schedule. Explicit, since a seed means another schedule whenever a move is added."""

FALSE_ALARMS: dict[str, Schedule] = {
    "AWS refuses a write, and so loses nothing by it": (
        Move("apply", "", (Disturbance(AT_THE_WRITE, "drops", "UserPoolTags"), Disturbance(4, "dkim", "gone"))),
    ),
    "an apply saves the pool, and another runs from begin to end within it": (
        Move("amplify"),
        Move("apply", "", (Disturbance(5, "console", "Policies"), Disturbance(6, "another", "deploy"))),
        Move("amplify", "with-email"),
        Move("settle"),
    ),
}
"""What the simulation once took for a fault of poolpost -> the schedule."""
