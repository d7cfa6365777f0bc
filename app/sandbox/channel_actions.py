"""What happens to channels while the sandbox runs: whoever does it, the app hears of it."""

from app.sandbox import events
from app.sandbox.bot import Bot
from app.sandbox.seed import PARTNER, Channel, Seat
from app.sandbox.workspace import Workspace


class ChannelActions:
    """Channels are named by id, name or "#name"; people by key, id or name.

    Every method blocks until the app answered the events, if it is in the channel, has the scope and
    subscribes to them. LookupError for what is not there, ValueError for what changes nothing.
    """

    def __init__(self, workspace: Workspace, bot: Bot) -> None:
        self.workspace = workspace
        self._bot = bot

    def join(self, channel: str, who: str, inviter: str | None = None) -> None:
        """Somebody comes in, invited or by themselves."""
        held, person = self._here(channel), self.workspace.people.here(who)
        if person.id in held.members:
            raise ValueError(f"{person.real_name} is already in {held.name}")
        held = self.workspace.channels.add(held, person.id)
        self._tell(held, events.member_joined(self.workspace, held, person.id, self._person(inviter)))

    def leave(self, channel: str, who: str) -> None:
        """Somebody goes, or is removed: the app hears no difference."""
        held, person = self._here(channel), self.workspace.people.here(who)
        if person.id not in held.members:
            raise ValueError(f"{person.real_name} is not in {held.name}")
        held = self.workspace.channels.drop(held, person.id)
        self._tell(held, events.member_left(self.workspace, held, person.id))

    def invite_bot(self, channel: str, inviter: str | None = None) -> None:
        """The app comes in; it hears of itself as of anybody."""
        held = self._here(channel)
        if held.bot:
            raise ValueError(f"{self.workspace.config.app_name} is already in {held.name}")
        held = self.workspace.channels.change(held, bot=True)
        bot_user = self.workspace.config.bot_user
        self._tell(held, events.member_joined(self.workspace, held, bot_user, self._person(inviter)))

    def remove_bot(self, channel: str, actor: str | None = None) -> None:
        """The app is removed; the last it hears is channel_left or group_left, and member_left_channel."""
        held = self._here(channel)
        if not held.bot:
            raise ValueError(f"{self.workspace.config.app_name} is not in {held.name}")
        gone = self.workspace.channels.change(held, bot=False)
        self._tell(held, events.app_left(self.workspace, gone, self._person(actor)))
        self._tell(held, events.member_left(self.workspace, gone, self.workspace.config.bot_user))

    def archive(self, channel: str, actor: str = "ada") -> None:
        self._archived(channel, actor, now=True)

    def unarchive(self, channel: str, actor: str = "ada") -> None:
        self._archived(channel, actor, now=False)

    def rename(self, channel: str, name: str) -> None:
        """The id stays."""
        held = self._here(channel)
        if self.workspace.channels.named(name):
            raise ValueError(f"the name {name} is taken")
        names = (*held.previous_names, held.name)
        held = self.workspace.channels.change(held, name=name, previous_names=names)
        self._tell(held, events.channel_renamed(self.workspace, held))

    def change_id(self, channel: str, new: str | None = None) -> str:
        """The channel has another id, to which its messages have moved; the old one is not found any more.

        As Slack does it to a private channel that somebody begins to share outside: G... becomes C...
        """
        held = self._here(channel)
        new = new or (f"C{held.id[1:]}" if held.id.startswith("G") else self.workspace.ids.id("C"))
        if self.workspace.channels.get(new):
            raise ValueError(f"the id {new} is taken")
        moved = self.workspace.channels.change(held, id=new)
        self.workspace.channel_moved(held.id, new)
        self._tell(moved, events.channel_id_changed(self.workspace, held.id, new), scope="")
        return new

    def share_outside(self, channel: str, *, pending: bool = False) -> str:
        """Share with a partner's workspace; the channel's id then, which changes where it began with G.

        `pending`: the invitation is out, nobody has taken it yet; share again to have it taken.
        """
        held = self._here(channel)
        if held.is_ext_shared:
            raise ValueError(f"{held.name} is shared outside already")
        if held.is_private and held.id.startswith("G"):
            held = self._here(self.change_id(held.id))
        flags = {"is_pending_ext_shared": pending, "is_ext_shared": not pending}
        held = self.workspace.channels.change(held, **flags, connected_team="" if pending else PARTNER)
        self._tell(held, None if pending else events.channel_shared(self.workspace, held, PARTNER))
        return held.id

    def unshare(self, channel: str) -> None:
        """The partner's workspace is disconnected, and its people are gone with it."""
        held = self._here(channel)
        outside = {each.id for each in self.workspace.people.all() if each.team}
        inside = tuple(each for each in held.members if each not in outside)
        team, flags = held.connected_team or PARTNER, {"is_ext_shared": False, "is_pending_ext_shared": False}
        held = self.workspace.channels.change(held, **flags, connected_team="", members=inside)
        self._tell(held, events.channel_unshared(self.workspace, held, team))

    def make_public(self, channel: str) -> None:
        """A private channel becomes public; no event says so to an app that may not read the messages."""
        self._tell(self.workspace.channels.change(self._here(channel), is_private=False), None)

    def make_private(self, channel: str) -> None:
        self._tell(self.workspace.channels.change(self._here(channel), is_private=True), None)

    def restrict_posting(self, channel: str, *, restricted: bool = True) -> None:
        """Only some may write there, the app not among them."""
        self._tell(self.workspace.channels.change(self._here(channel), posting_restricted=restricted), None)

    def fill(self, channel: str, number: int) -> list[str]:
        """Made-up colleagues come in until `number` people are there, the app not counted; their ids.

        They were always there: no events.
        """
        held = self._here(channel)
        new = [each.id for each in self.workspace.people.invent(max(0, number - len(held.members)))]
        self._tell(self.workspace.channels.change(held, members=(*held.members, *new)), None)
        return new

    def _archived(self, channel: str, actor: str, *, now: bool) -> None:
        held, person = self._here(channel), self.workspace.people.here(actor)
        if held.is_archived == now:
            raise ValueError(f"{held.name} is {'already' if now else 'not'} archived")
        held = self.workspace.channels.change(held, is_archived=now)
        self._tell(held, events.channel_archived(self.workspace, held, person))

    def _here(self, channel: str) -> Channel:
        return self.workspace.channels.here(channel)

    def _person(self, name: str | None) -> Seat | None:
        return self.workspace.people.here(name) if name else None

    def _tell(self, channel: Channel, event: events.Event | None, scope: str | None = None) -> None:
        """Pages hear of every change, the app of what it may know."""
        self.workspace.event_stream.publish("channels")
        needed = scope if scope is not None else "groups:read" if channel.is_private else "channels:read"
        if event and channel.bot and (not needed or needed in self.workspace.config.scopes):
            events.deliver(self.workspace, self._bot, event)


BUILT_IN = {
    "/invite": ("Invite somebody, or the app, to this channel", "@somebody"),
    "/remove": ("Remove somebody, or the app, from this channel", "@somebody"),
    "/leave": ("Leave this channel", ""),
}
"""The slash commands that are Slack's own, with what they do and what is typed after them."""


def run_built_in(actions: ChannelActions, seat: Seat, channel: str, name: str, text: str) -> str:
    """Carry out a command of Slack's own; the sentence with which Slack refuses, empty where it was done."""
    held = actions.workspace.channels.get(channel)
    if held is None:
        return f"`{name}` does not work in direct messages."
    if refusal := why_not(seat, held, name):
        return refusal
    config, text = actions.workspace.config, text.strip()
    is_app = text.removeprefix("@").casefold() in (config.app_name.casefold(), config.bot_user.casefold())
    try:
        match name:
            case "/invite" if is_app:
                actions.invite_bot(channel, seat.id)
            case "/invite":
                actions.join(channel, text, seat.id)
            case "/remove" if is_app:
                actions.remove_bot(channel, seat.id)
            case "/remove":
                actions.leave(channel, text)
            case _:
                actions.leave(channel, seat.id)
    except (LookupError, ValueError) as error:
        return f"{str(error)[:1].upper()}{str(error)[1:]}."
    return ""


def why_not(seat: Seat, channel: Channel, name: str) -> str:
    """Why this person may not do this here; empty where they may."""
    if seat.id not in channel.members:
        return f"You are not in {channel.name}."
    if channel.is_archived and name != "/leave":
        return f"{channel.name} is archived."
    if seat.is_guest and name != "/leave":
        return "Guests cannot choose who is in a channel."
    return ""
