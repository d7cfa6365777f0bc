"""One message, and how Slack writes it in answers, events and payloads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.sandbox.config import Config

SLACKBOT = "USLACKBOT"
TOMBSTONE = "tombstone"


@dataclass(frozen=True)
class Message:
    """One message. `only_for` names the user an ephemeral message is shown to.

    A `tombstone` stands where a message was deleted whose thread goes on.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    only_for: str | None = None
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    edited_ts: str | None = None
    is_error: bool = False
    subtype: str | None = None

    @property
    def ephemeral(self) -> bool:
        return self.only_for is not None

    @property
    def edited(self) -> bool:
        return self.edited_ts is not None

    def link(self, config: Config) -> str:
        """Its address, as the menu of a message copies it; a reply's names its thread too."""
        place = f"archives/{self.channel}/p{self.ts.replace('.', '')}"
        thread = f"?thread_ts={self.thread_ts}&cid={self.channel}" if self.thread_ts else ""
        return f"https://{config.team_domain}.slack.com/{place}{thread}"

    def payload(self, config: Config, *, metadata: bool = True) -> dict[str, Any]:
        """The message as Slack sends it; its metadata only where somebody may see it."""
        data: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        data["team"] = config.team_id
        if self.user == config.bot_user:
            data |= {"bot_id": config.bot_id, "app_id": config.app_id}
        elif self.subtype is None:
            data |= {"client_msg_id": f"sandbox-{self.ts}"}
        optional = {
            "blocks": self.blocks or self._as_typed(config),
            "thread_ts": self.thread_ts,
            "metadata": self.metadata if metadata else None,
            "subtype": self.subtype,
            "edited": {"user": self.user, "ts": self.edited_ts} if self.edited_ts else None,
        }
        return data | {name: value for name, value in optional.items() if value}

    def _as_typed(self, config: Config) -> list[dict[str, Any]]:
        """What people write reaches apps as rich text too."""
        if self.user == config.bot_user or self.subtype or not self.text:
            return []
        piece = {"type": "text", "text": unescape(self.text)}
        section = {"type": "rich_text_section", "elements": [piece]}
        return [{"type": "rich_text", "block_id": f"b{self.ts[-6:]}", "elements": [section]}]


def thread_fields(message: Message, parent: Message | None, replies: Sequence[Message]) -> dict[str, Any]:
    """What Slack adds to a message that begins a thread, and to one that stands in it."""
    if message.thread_ts:
        return {"parent_user_id": parent.user} if parent else {}
    if not replies:
        return {}
    authors = list(dict.fromkeys(each.user for each in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(authors),
        "reply_users": authors,
        "latest_reply": replies[-1].ts,
    }


def escape(text: str) -> str:
    """The three characters Slack escapes in what people type."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The text as it was typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
