"""What the stand-in begins with: its people and channels, the app's manifest and secrets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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
CREATED = 1_700_000_000
"""When every channel was made."""

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


@dataclass(frozen=True)
class Command:
    """A slash command of the manifest."""

    command: str
    description: str
    usage_hint: str


@dataclass(frozen=True)
class Shortcut:
    """A shortcut of the manifest: global, or one that starts from a message."""

    name: str
    callback_id: str
    description: str


@dataclass(frozen=True)
class Config:
    """The workspace as it was set up; nothing in it changes while the stand-in runs.

    `seats` are the people somebody can sit down as, `others` the rest; `channels` are as they begin.

    `patience`, `trigger_life` and `history_lag` are seconds; a new message is not listed by
    conversations.history and conversations.replies before the lag is over. With `hears_itself` the bot
    also gets the events of its own messages, as in Slack. Some Slack clients leave inputs that report nothing
    out of the state altogether: `leaves_out_untouched` makes every window one of those.
    """

    manifest: Mapping[str, Any]
    token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    patience: float = 3.0
    trigger_life: float = 3.0
    leaves_out_untouched: bool = False
    history_lag: float = 0.0
    hears_itself: bool = False
    team_id: str = "T0SANDBOX"
    team_name: str = "Northwind"
    team_domain: str = "northwind"
    app_id: str = "A0SANDBOX"
    bot_id: str = "B0SANDBOX"
    bot_user: str = "U0BOT0001"
    verification_token: str = "sandbox-verification"  # noqa: S105 - Slack still sends this field; nobody should use it
    seats: tuple[Seat, ...] = SEATS
    others: tuple[Seat, ...] = OTHERS
    channels: tuple[Channel, ...] = CHANNELS

    @property
    def app_name(self) -> str:
        """The bot's name as people see it."""
        bot_user = self._features.get("bot_user") or {}
        information = self.manifest.get("display_information") or {}
        return str(bot_user.get("display_name") or information.get("name") or "App")

    @property
    def scopes(self) -> tuple[str, ...]:
        """The bot scopes the manifest asks for."""
        oauth = self.manifest.get("oauth_config") or {}
        return tuple((oauth.get("scopes") or {}).get("bot") or ())

    @property
    def bot_events(self) -> tuple[str, ...]:
        """The events the manifest subscribes to."""
        settings = self.manifest.get("settings") or {}
        return tuple((settings.get("event_subscriptions") or {}).get("bot_events") or ())

    @property
    def messages_tab(self) -> bool:
        """Whether the app's direct messages are switched on; without them nobody can be written to."""
        return (self._features.get("app_home") or {}).get("messages_tab_enabled") is not False

    @property
    def commands(self) -> tuple[Command, ...]:
        """The slash commands of the manifest."""
        return tuple(
            Command(each["command"], each.get("description", ""), each.get("usage_hint", ""))
            for each in self._features.get("slash_commands") or ()
        )

    @property
    def shortcuts(self) -> tuple[Shortcut, ...]:
        """The global shortcuts of the manifest."""
        return self._shortcuts("global")

    @property
    def message_shortcuts(self) -> tuple[Shortcut, ...]:
        """The shortcuts of the manifest that start from a message."""
        return self._shortcuts("message")

    def _shortcuts(self, kind: str) -> tuple[Shortcut, ...]:
        return tuple(
            Shortcut(each["name"], each["callback_id"], each.get("description", ""))
            for each in self._features.get("shortcuts") or ()
            if each.get("type") == kind
        )

    @property
    def _features(self) -> Mapping[str, Any]:
        features = self.manifest.get("features") or {}
        return features if isinstance(features, Mapping) else {}

    def seat(self, key: str) -> Seat:
        """The seat with this key or user id."""
        for seat in self.seats:
            if key in (seat.key, seat.id):
                return seat
        raise LookupError(f"nobody here is called {key}; there are {', '.join(s.key for s in self.seats)}")
