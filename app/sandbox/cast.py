"""Who and what is there at the start: the people, and the channels with their members."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seat:
    """A person. Those of Config.seats can be sat down as; the others only fill channels.

    `team` is the id of the workspace somebody external belongs to; empty for those who belong here.
    A guest of several channels is restricted; a guest of one channel is ultra restricted as well.
    """

    key: str
    id: str
    dm: str
    name: str
    real_name: str
    title: str
    tz: str
    tz_label: str
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    team: str = ""
    is_bot: bool = False

    @property
    def is_guest(self) -> bool:
        return self.is_restricted or self.is_ultra_restricted

    @property
    def is_colleague(self) -> bool:
        """A full member of this workspace."""
        return not (self.is_guest or self.team or self.is_bot)


@dataclass(frozen=True)
class Channel:
    """A channel as it is now; `members` are user ids, without the app, which is in it where `bot` says so.

    An id may begin with C or G whatever the channel is: the flags say what it is.
    """

    id: str
    name: str
    members: tuple[str, ...] = ()
    bot: bool = True
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    is_pending_ext_shared: bool = False
    is_org_shared: bool = False
    is_general: bool = False
    posting_restricted: bool = False
    connected_team: str = ""
    previous_names: tuple[str, ...] = ()

    def open_to(self, seat: Seat) -> bool:
        """Whether this person can read it: its members, and a public one every colleague."""
        return seat.id in self.members or (not self.is_private and seat.is_colleague)

    @property
    def open_to_bot(self) -> bool:
        """Whether the app can know that it is there."""
        return self.bot or not self.is_private


def somebody(user_id: str, name: str, real_name: str, **flags: str | bool) -> Seat:
    """A person whom nobody sits down as."""
    given = {"title": "", "tz": STOCKHOLM[0], "tz_label": STOCKHOLM[1], **flags}
    return Seat(name, user_id, f"D{user_id[1:]}", name, real_name, **given)  # type: ignore[arg-type]


STOCKHOLM = ("Europe/Stockholm", "Central European Time")
PARTNER = "T0PARTNER"
ADA, DANA, SAM = "U0ADA0001", "U0DANA001", "U0SAM0001"
PIA, TICKETS = "U0PIA0001", "U0TICKETS"
SEATS = (
    Seat("ada", ADA, "D0ADA0001", "ada", "Ada Lindgren", "L4 engineer", *STOCKHOLM),
    Seat("dana", DANA, "D0DANA001", "dana", "Dana Okafor", "Ada's engineering manager", *STOCKHOLM),
    Seat("sam", SAM, "D0SAM0001", "sam", "Sam Rivera", "Guest, a consultant", *STOCKHOLM, is_restricted=True),
)
OTHERS = (
    somebody(PIA, "pia", "Pia Moreau", title="Works for a partner", team=PARTNER),
    somebody(TICKETS, "tickets", "Ticket Bot", is_bot=True),
)
CHANNELS = (
    Channel("C0GENERAL", "general", (ADA, DANA), is_general=True),
    Channel("G0ADADANA", "ada-and-dana", (ADA, DANA), is_private=True),
    Channel("C0NOTES01", "ada-1-1-notes", (ADA, DANA), bot=False, is_private=True),
    Channel(
        "C0PARTNER",
        "with-a-partner",
        (ADA, DANA, PIA),
        is_private=True,
        is_ext_shared=True,
        connected_team=PARTNER,
    ),
    Channel("C0TEAMSAM", "team-with-sam", (ADA, DANA, SAM, TICKETS), is_private=True),
    Channel("G0OLDPROJ", "old-project", (ADA, DANA), is_private=True, is_archived=True),
)
