"""A share in a channel of the stand-in, whoever reads it, and the ticks that send what follows."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from slack_sdk.web import WebClient
from sqlalchemy import Connection, func, select

from app.checkins.agenda import load_agendas
from app.db.engine import Database
from app.db.tables import outbox, share_parts, share_words, shares
from app.forms.model import Form
from app.forms.store import FormStore
from app.nudges.kinds import DIGEST, EM_REMINDER, NOTE, SHARE
from app.nudges.model import default_slot
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import MessageKind
from app.outbox.pace import Pace
from app.outbox.store import Outbox
from app.people import Person, enter, find
from app.reasons import Code, Reason, parse_reason
from app.sandbox.slack import StandIn
from app.sharing.after.kinds import ChannelPost
from app.sharing.after.rows import plan_part
from app.sharing.directory import SlackDirectory
from app.sharing.model import Mark, PartState, Post, Reader, Share, SharedItem, ShareState, Snapshot
from app.sharing.readers.digest import Digest
from app.sharing.readers.gate import Gate, Pressed
from app.sharing.readers.note import Note
from app.sharing.readers.reminder import EmReminder, plan_reminder
from app.sharing.readers.screens import AUTHOR, ITEM, TO, WORDS, NotedPage, Page, WordPage
from app.sharing.readers.service import ReadingService
from app.sharing.readers.word import What
from app.sharing.store import ShareStore
from app.slack.channels import Channels
from app.slack.client import Messages, Posting, delivery_client, interactive_client
from app.users import SlackProfile, SlackUser
from app.work import Workplace
from app.worker import build_ticker
from tests.checkins.desk import Hands
from tests.support.work import RING, work_of

TEAM = "T0SANDBOX"
ADA, DANA, SAM = (SlackUser("", TEAM, id_) for id_ in ("U0ADA0001", "U0DANA001", "U0SAM0001"))
PIA = SlackUser("", "T0PARTNER", "U0PIA0001")
TWO, TEAM_SAM = "G0ADADANA", "C0TEAMSAM"
"""Ada and Dana; and the two with a guest and an app."""
POST_TS = "1790000000.000100"


def utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


MONDAY = utc(2026, 11, 23, 14)
"""Three in the afternoon in Stockholm."""
READERS = (
    Reader(ADA.user_id, "Ada"),
    Reader(DANA.user_id, "Dana"),
    Reader(SAM.user_id, "Sam", Mark.GUEST),
    Reader("U0TICKETS", "tickets", Mark.APP),
    Reader("U0BOT0001", "Followthrough", Mark.APP),
)
ITEMS = (
    SharedItem("section:scope", "Owning the SECRET outcome"),
    SharedItem("mirror:done", "Done means merged"),
    SharedItem("bet:7", "Checkout in one page"),
)


class World:
    """`service` is the real one, and so is everything that it needs. `zones`: what Slack says of people."""

    def __init__(self, database: Database, standin: StandIn) -> None:
        self.database = database
        self.standin = standin
        self.clock = Hands(MONDAY)
        self.zones: dict[str, str | None] = {}
        self._slept = 0.0
        directory = SlackDirectory(lambda: Channels(self._client()))
        self.workplace = Workplace(database, RING, self.clock)
        self.service = self.service_with(directory)
        posts = ChannelPost(self.workplace, directory, 25)
        kinds: Mapping[str, MessageKind] = {SHARE: posts, DIGEST: Digest(), NOTE: Note()}
        self.ticker = build_ticker(
            self.workplace,
            Posting(delivery_client(standin.config.token, standin.api_url)),
            {EM_REMINDER: EmReminder(self.workplace, directory, 25)},
            load_agendas,
            read_profile=self._profile,
            messages=lambda: Messages(self._client()),
            answers=kinds,
            pace=Pace(lambda: time.time() + self._slept),
            sleep=self._sleep,
        )

    def service_with(self, directory: SlackDirectory) -> ReadingService:
        """One that asks Slack in this way."""
        return ReadingService(self.workplace, Gate(self.workplace, directory, 25))

    def _client(self) -> WebClient:
        return interactive_client(self.standin.config.token, self.standin.api_url)

    def _sleep(self, seconds: float) -> None:
        """Time passes for the pace."""
        self._slept += seconds

    def _profile(self, user_id: str) -> SlackProfile | None:
        return SlackProfile(self.zones[user_id], False) if user_id in self.zones else None

    def share(
        self,
        channel: str = TEAM_SAM,
        *,
        em: str = DANA.user_id,
        ts: str | None = POST_TS,
        author: SlackUser = ADA,
    ) -> Share:
        """Ada's, with a post that arrived; without a `ts` nobody knows whether it did."""
        now = self.clock.now()
        with self.database.write() as connection:
            work = self.workplace.work_for(connection, enter(connection, author, now))
            form, store = work.get(FormStore).open("share", "", {}), work.get(ShareStore)
            snapshot = Snapshot(f"name of {channel}", "Ada", "Dana", READERS, ITEMS, (Post("text", "[]"),))
            share = store.draft(form.id, channel, em, snapshot)
            part = store.approve(share)[0]
            plan_part(work, share, part, work.person.id)
            message_id = store.parts(share.id)[0].message_id or 0
            if ts:
                Outbox(work).cancel(message_id, Reason(Code.FOUND))
                store.change_part(part.id, state=PartState.SENT, ts=ts)
                store.change(share.id, state=ShareState.POSTED, posted_at=now)
                plan_reminder(work, store.find(share.token))
            else:
                Outbox(work).pass_over(message_id, Reason(Code.SENDER_GONE))
                store.change_part(part.id, state=PartState.UNCLEAR)
                store.change(share.id, state=ShareState.UNCLEAR)
            return store.find(share.token)

    def change(self, share: Share, **values: object) -> None:
        with self.database.write() as connection:
            connection.execute(shares.update().where(shares.c.id == share.id).values(**values))

    def move_post(self, share: Share, ts: str) -> None:
        """Its post stands there."""
        with self.database.write() as connection:
            of_post = (share_parts.c.share_id == share.id, share_parts.c.place == 0)
            connection.execute(share_parts.update().where(*of_post).values(ts=ts))

    def press(self, who: SlackUser, what: What, share: Share, ts: str = POST_TS) -> Page:
        pressed = Pressed(share.token, share.channel_id, ts)
        return self.service.read(who, pressed) if what is What.READ else self.service.open(who, what, pressed)

    def say(self, who: SlackUser, what: What, share: Share, words: str = "", /, **fields: str) -> NotedPage:
        """Through the modal, to its end."""
        page = self.press(who, what, share)
        assert isinstance(page, WordPage), page
        noted = self.service.submit(who, page.form_id, said(words, page, **fields))
        assert isinstance(noted, NotedPage), noted
        return noted

    def person(self, who: SlackUser) -> Person:
        with self.database.read() as connection:
            found = find(connection, who)
            assert found is not None
            return found

    def lives(self, who: SlackUser, zone: str) -> None:
        """Somebody with a rhythm of their own: from nine to five, messages at ten."""
        with self.database.write() as connection:
            person = enter(connection, who, self.clock.now())
            store = work_of(connection, person).get(NotificationSettingsStore)
            store.ensure(default_slot(MONDAY.date()))
            store.profile_read(zone, False, self.clock.now())
        self.zones[who.user_id] = zone

    def do(self, deed: Callable[[Connection], object]) -> None:
        with self.database.write() as connection:
            deed(connection)

    def words(self) -> list[tuple[str, int, bool, bool]]:
        """What, about which item, by the EM, for the thread."""
        with self.database.read() as connection:
            rows = connection.execute(select(share_words).order_by(share_words.c.id))
            return [(row.what, row.item, row.by_em, row.in_thread) for row in rows]

    def posts(self) -> list[Post]:
        """Words that are parts of a share."""
        with self.database.read() as connection:
            sealed = func.coalesce(share_parts.c.sealed_text, outbox.c.payload)
            joined = share_parts.outerjoin(outbox, outbox.c.id == share_parts.c.message_id)
            found = connection.scalars(
                select(sealed).select_from(joined).where(share_parts.c.word_id.is_not(None))
            )
            return [Post(**json.loads(RING.open(each, self.person(ADA).owner))) for each in found]

    def rows(self, kind: str) -> list[tuple[str, Reason | None, datetime]]:
        """State, reason and when it is due."""
        with self.database.read() as connection:
            found = connection.execute(outbox.select().where(outbox.c.kind == kind).order_by(outbox.c.due_at))
            return [(row.state, parse_reason(row.reason), row.due_at) for row in found]

    def tick(self, **later: float) -> None:
        """That much later."""
        self.clock.pass_(**later)
        self._sleep(timedelta(**later).total_seconds() + 2)
        self.ticker.run()

    def dm(self, seat: str) -> list[str]:
        """Their messages from the bot, as JSON."""
        return [
            f"{message.text} {json.dumps(message.blocks, ensure_ascii=False)}"
            for message in self.standin.open_window(seat).messages()
        ]


class Meanwhile(SlackDirectory):
    """Asking Slack whether somebody is in the channel takes time, in which somebody else does something."""

    def __init__(self, world: World, deed: Callable[[], object]) -> None:
        super().__init__(lambda: Channels(world._client()))
        self._deed = deed
        self.was_asked = False

    def is_member(self, channel_id: str, user_id: str) -> bool | None:
        answer = super().is_member(channel_id, user_id)
        self._deed()
        self.was_asked = True
        return answer


def said(words: str, page: WordPage, /, **fields: str) -> Form:
    """The modal's submission."""
    item = {ITEM: str(page.options[0].number)} if page.options else {}
    return Form({WORDS: words, TO: AUTHOR, **item, **fields})
