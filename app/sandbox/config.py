"""What the stand-in is told once: the app's manifest, its secrets, the people and channels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.sandbox.cast import CHANNELS, OTHERS, SEATS, Channel, Seat

__all__ = ["Channel", "Command", "Config", "Seat", "Shortcut"]


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
