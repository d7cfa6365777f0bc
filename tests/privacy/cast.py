"""Who is there: a seat for every role, and the channel where it all happens."""

from dataclasses import replace
from enum import Enum

from app.sandbox.seed import ADA, DANA, OTHERS, PARTNER, PIA, SAM, Channel, Seat, somebody
from app.sandbox.seed import SEATS as USUAL

TEAM = "T0SANDBOX"
ELSEWHERE = "T0ELSEWHERE"
"""Another workspace, with the same user ids in it."""

ERIN, MO, JOE, TESS = "U0ERIN001", "U0MO00001", "U0JOE0001", "U0TESS001"
HERE = "G0ADADANA"
SHARED = "C0ADADANA"
"""Its id once it is shared outside."""
PLACE = "quokka-and-ada"
"""What it is called: a word that stands nowhere else."""


class Role(Enum):
    """What somebody is to Ada, whose things these are."""

    OWNER = "owner"
    EM = "named EM"
    FORMER_EM = "EM who left"
    MEMBER = "another member"
    NEWCOMER = "a member who joined later"
    GUEST = "guest"
    EXTERNAL = "external person"
    STRANGER = "stranger of the workspace"
    ELSEWHERE = "another workspace"
    OPERATOR = "operator"


ROLES = {
    ADA: Role.OWNER,
    DANA: Role.EM,
    ERIN: Role.FORMER_EM,
    MO: Role.MEMBER,
    JOE: Role.NEWCOMER,
    SAM: Role.GUEST,
    PIA: Role.EXTERNAL,
    TESS: Role.STRANGER,
}
KEYS = {
    Role.OWNER: "ada",
    Role.EM: "dana",
    Role.FORMER_EM: "erin",
    Role.MEMBER: "mo",
    Role.NEWCOMER: "joe",
    Role.GUEST: "sam",
    Role.EXTERNAL: "pia",
    Role.STRANGER: "tess",
}
"""The seat of each role that has one."""

_PIA = next(replace(each, team=PARTNER) for each in OTHERS if each.id == PIA)
SEATS: tuple[Seat, ...] = (
    *USUAL,
    somebody(ERIN, "erin", "Erin Abara"),
    somebody(MO, "mo", "Mo Haddad"),
    somebody(JOE, "joe", "Joe Tanaka"),
    somebody(TESS, "tess", "Tess Virtanen"),
    _PIA,
)
NAMES = (*(each.real_name.split()[-1] for each in SEATS), PLACE)
"""Names of people and channels: ids are all that a log may hold."""

CHANNELS = (
    Channel("C0GENERAL", "general", (ADA, DANA, MO), is_general=True),
    Channel(HERE, PLACE, (ADA, DANA, ERIN, MO, SAM), is_private=True),
)


def role(team: str, user: str) -> Role:
    """Whoever acts in another workspace is somebody else, whatever their id."""
    return ROLES[user] if team == TEAM else Role.ELSEWHERE
