"""A share that was approved, with the real sender, the real deletions and the stand-in: time is virtual."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from slack_sdk import WebClient
from sqlalchemy import Connection, select, update

from app.checkins.agenda import load_agendas
from app.db.crypto import KeyRing
from app.db.engine import Database
from app.db.tables import outbox, share_words
from app.forms.store import FormStore
from app.nudges.kinds import EM_REMINDER, NOTE, RECEIPT, SHARE
from app.outbox.model import PostTarget, Skipped, State
from app.outbox.pace import A_MINUTE, Pace
from app.outbox.states import Transition
from app.outbox.store import Outbox
from app.people import enter, find
from app.sandbox.messages import SlackMessage as Message
from app.sandbox.slack import StandIn
from app.sharing.after.course import held
from app.sharing.after.kinds import ChannelPost, Receipt
from app.sharing.after.proving import SlackProof
from app.sharing.after.question import in_question, question
from app.sharing.after.removing import Removal
from app.sharing.after.rows import plan_part
from app.sharing.after.service import AfterService
from app.sharing.directory import SlackDirectory
from app.sharing.model import Mark, Post, Reader, Share, SharedItem, SharePart, Snapshot
from app.sharing.names import READ
from app.sharing.store import ShareStore
from app.slack.blocks import Block
from app.slack.channels import Channels
from app.slack.client import Messages, Posted, Posting, delivery_client, interactive_client
from app.users import SlackUser
from app.work import Work, Workplace
from app.worker import Pass, build_ticker
from tests.support.screens import strings
from tests.support.work import RING, work_of

TEAM, CHANNEL = "T0SANDBOX", "G0ADADANA"
ADA, DANA = SlackUser("", TEAM, "U0ADA0001"), SlackUser("", TEAM, "U0DANA001")
ITEMS = (
    SharedItem("section:own", "Own it"),
    SharedItem("section:propose", "Propose"),
    SharedItem("bet:1", "Export"),
)
READERS = (
    Reader("U0ADA0001", "Ada Lindgren"),
    Reader("U0DANA001", "Dana Okafor"),
    Reader("U0BOT0001", "Followthrough", Mark.APP),
)
UNPACED = dict.fromkeys(A_MINUTE, 60_000)


@dataclass
class Clock:
    """The sandbox's time, for everything: what sleeps moves it, and something may happen meanwhile."""

    standin: StandIn
    slept: float = 0.0
    meanwhile: Callable[[], object] = lambda: None

    def now(self) -> datetime:
        return self.standin.now()

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.standin.advance(seconds)
        self.meanwhile()

    def monotonic(self) -> float:
        return self.now().timestamp()


@dataclass
class After:
    """What a process is made of; another one on the same database is a restart."""

    database: Database
    standin: StandIn
    most: int = 25

    def __post_init__(self) -> None:
        self.clock = Clock(self.standin)
        self.workplace = Workplace(self.database, RING, self.clock)
        self.directory = SlackDirectory(lambda: Channels(self._client()))
        pace = Pace(self.clock.monotonic, UNPACED)
        self.removal = Removal(self.workplace, self._messages, pace, self.clock.sleep)
        self.kind = ChannelPost(self.workplace, self.directory, self.most)
        self.ticker = build_ticker(
            self.workplace,
            Posting(delivery_client(self.standin.config.token, self.standin.api_url, 2.0)),
            {},
            load_agendas,
            read_profile=lambda _user_id: None,
            messages=self._messages,
            answers={SHARE: self.kind, RECEIPT: Receipt(self.most)},
            chores=(self.removal,),
            pace=pace,
            monotonic=self.clock.monotonic,
            sleep=self.clock.sleep,
        )
        proof = SlackProof(self._messages)
        self.service = AfterService(self.workplace, self.directory, proof, self.most)

    def _client(self) -> WebClient:
        return interactive_client(self.standin.config.token, self.standin.api_url)

    def _messages(self) -> Messages:
        return Messages(self._client())

    # Before

    def share(self, messages: int = 1) -> str:
        """Post was pressed by Ada; its token."""
        return approved(self.database, RING, self.clock.now(), messages)

    def word(self, token: str, text: str = "I would add this.") -> SharePart:
        """Dana's words for the thread, planned as hers."""
        now = self.clock.now()
        with self.database.write() as connection:
            dana = enter(connection, DANA, now)
            store = self._store(connection)
            share = store.find(token)
            made = connection.execute(
                share_words.insert().values(
                    share_id=share.id,
                    person_id=dana.id,
                    key=f"{dana.id}-{now}",
                    what="add",
                    item=0,
                    by_em=True,
                    in_thread=True,
                    sealed_text=b"",
                    made_at=now,
                )
            )
            assert made.inserted_primary_key is not None
            place = 10_000 + made.inserted_primary_key[0]
            post = Post(text, json.dumps(_blocks(9, "")), named=tuple(one.user_id for one in READERS))
            store.add_part(share.id, place, post, place - 10_000)
            part = store.parts(share.id)[-1]
            plan_part(self.workplace.work_for(connection, dana), share, part, dana.id)
        return self.parts(token)[-1]

    # Acting

    def tick(self, times: int = 1) -> Pass:
        """Ten seconds later, each."""
        for _ in range(times):
            self.standin.advance(10)
            done = self.ticker.run()
        return done

    def posted(self, messages: int = 1) -> str:
        """A share that arrived whole, and its receipt."""
        token = self.share(messages)
        self.tick(2)
        return token

    def unclear(self, messages: int = 1, fault: str = "cut_after") -> str:
        """A share whose post got no answer."""
        token = self.share(messages)
        if fault == "cut_after":
            self.standin.faults.add("chat.postMessage", "cut_after", times=1)
            self.ticker.run()
        else:
            self.kill_while_sending(token)
        self.tick()
        return token

    def kill_while_sending(self, token: str) -> None:
        """Claimed by a process that never came back; its lease is over."""
        with self.database.write() as connection:
            part = next(part for part in self._of(connection, token) if part.state.value == "waiting")
            now = self.clock.now() - timedelta(minutes=5)
            connection.execute(
                update(outbox)
                .where(outbox.c.id == part.message_id)
                .values(state=State.SENDING, claim="gone", since=now, try_at=None)
            )
        self.tick()
        self.standin.advance(120)
        self.tick()

    def claim(self, message_id: int) -> None:
        """A sender has it, and is posting."""
        with self.database.write() as connection:
            values = {"state": State.SENDING, "claim": "here", "since": self.clock.now(), "try_at": None}
            connection.execute(update(outbox).where(outbox.c.id == message_id).values(**values))

    def settle_sent(self, message_id: int) -> None:
        """And now it is there."""
        setup = self.ticker._setup
        with self.database.write() as connection:
            message = Outbox(work_of(connection)).message(message_id)
            work = setup.work_for(connection, message)
            place, rendered = self.kind.place(work, message), self.kind.render(work, message)
            assert isinstance(place, PostTarget)
            assert isinstance(rendered, Skipped), "asked again just before the post, it would not go out"
        posted = setup.posting.post(place.channel_id, message.delivery_id, "message 0", ())
        assert isinstance(posted, Posted)
        with self.database.write() as connection:
            change = Transition(State.SENT, ts=posted.ts)
            assert setup.settle(connection, message, "here", change, place.channel_id)

    # Looking

    def found(self, token: str) -> Share:
        with self.database.read() as connection:
            return self._store(connection).find(token)

    def parts(self, token: str) -> tuple[SharePart, ...]:
        with self.database.read() as connection:
            return self._of(connection, token)

    def question(self, token: str) -> str:
        """What the buttons carry that say whether a message is there."""
        share, parts = self.found(token), self.parts(token)
        part = in_question(share, parts)
        assert part is not None
        return question(share, part)

    def states(self, token: str) -> str:
        """ "posted: sent sent" """
        return f"{self.found(token).state}: {' '.join(part.state for part in self.parts(token))}"

    def there(self) -> list[Message]:
        """What stands in the channel, replies too."""
        return [each for each in self.standin.open_window("dana").messages("#ada-and-dana") if each.blocks]

    def texts(self) -> list[str]:
        return [each.text for each in self.there()]

    def link(self, message: Message) -> str:
        """As Slack's menu copies it."""
        thread = f"?thread_ts={message.thread_ts}&cid={CHANNEL}" if message.thread_ts else ""
        return f"https://sandbox.slack.com/archives/{CHANNEL}/p{message.ts.replace('.', '')}{thread}"

    def receipt(self) -> str:
        """The newest receipt as it stands in Ada's DM."""
        message = self.standin.open_window("ada").messages()[-1]
        return "\n".join([message.text, *strings(message.blocks)])

    def buttons(self) -> list[str]:
        message = self.standin.open_window("ada").messages()[-1]
        blocks = [block for block in message.blocks if block["type"] == "actions"]
        return [each["text"]["text"] for block in blocks for each in block["elements"]]

    def notes(self) -> list[int]:
        """Of which parts somebody gets a note."""
        return self._planned(NOTE)

    def followed(self) -> list[int]:
        """Of which shares the EM is to be reminded: that begins when a post is there, as the watch does."""
        return self._planned(EM_REMINDER)

    def _planned(self, kind: str) -> list[int]:
        with self.database.read() as connection:
            return list(connection.scalars(select(outbox.c.n).where(outbox.c.kind == kind)))

    def seen(self, connection: Connection, share: Share, ts: str, channel_id: str = CHANNEL) -> bool:
        """Whether a press there proves it to be the share's post."""
        return held(self._work(connection), share.id).seen(channel_id, ts)

    def deleted(self) -> int:
        return sum(call.method == "chat.delete" for call in self.standin.calls)

    def form(self, connection: Connection) -> str:
        """A modal that Ada opened."""
        ada = enter(connection, ADA, self.clock.now())
        return self.workplace.work_for(connection, ada).get(FormStore).open("share", "", {}).id

    def _work(self, connection: Connection) -> Work:
        person = find(connection, ADA)
        assert person is not None
        return self.workplace.work_for(connection, person)

    def _store(self, connection: Connection) -> ShareStore:
        return self._work(connection).get(ShareStore)

    def _of(self, connection: Connection, token: str) -> tuple[SharePart, ...]:
        store = self._store(connection)
        return store.parts(store.find(token).id)


def approved(database: Database, ring: KeyRing, now: datetime, messages: int = 1) -> str:
    """Ada pressed Post: so many messages, the first of them planned. The share's token."""
    snapshot = Snapshot("ada-and-dana", "Ada", "Dana", READERS, ITEMS)
    with database.write() as connection:
        work = work_of(connection, enter(connection, ADA, now), now, ring=ring)
        form, store = work.get(FormStore).open("share", "", {}), work.get(ShareStore)
        share = store.draft(form.id, CHANNEL, DANA.user_id, snapshot)
        share = store.change(share.id, snapshot=replace(snapshot, posts=_posts(messages, share.token)))
        parts = store.approve(share)
        plan_part(work, store.find(share.token), parts[0], work.person.id)
    return share.token


def _posts(count: int, token: str) -> tuple[Post, ...]:
    return tuple(Post(f"message {n}", json.dumps(_blocks(n, token))) for n in range(count))


def _blocks(n: int, token: str) -> list[Block]:
    words = {"type": "section", "text": {"type": "plain_text", "text": f"words {n}"}}
    if n:
        return [words]
    label = {"type": "plain_text", "text": "I have read this"}
    button = {"type": "button", "action_id": READ, "value": token, "text": label}
    return [words, {"type": "actions", "elements": [button]}]
