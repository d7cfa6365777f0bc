"""Ada's shares, the bot that hears of their channels, and its ticks."""

import json
import time
from datetime import UTC, datetime, timedelta

from slack_sdk.web import WebClient

from app.checkins.agenda import load_agendas
from app.db.engine import Database
from app.db.tables import outbox, share_news, shares, watches
from app.forms.store import FormStore
from app.nudges.kinds import WATCH
from app.outbox.pace import A_MINUTE, Pace
from app.people import enter
from app.sandbox.slack import StandIn, Window
from app.sharing.directory import SlackDirectory
from app.sharing.model import Mark, Post, Reader, Share, ShareState, Snapshot
from app.sharing.store import ShareStore
from app.sharing.watch.message import WatchMessage
from app.sharing.watch.watching import LOOK, Watch, WatchService, watch
from app.slack.channels import Channels
from app.slack.client import Messages, Posting, delivery_client, interactive_client
from app.users import SlackUser
from app.work import Workplace
from app.worker import build_ticker
from tests.checkins.desk import Hands
from tests.support.work import RING

TEAM = "T0SANDBOX"
ADA, DANA, SAM, PIA, BOT = "U0ADA0001", "U0DANA001", "U0SAM0001", "U0PIA0001", "U0BOT0001"
PRIVATE, OTHER = "G0ADADANA", "C0TEAMSAM"
DAY = timedelta(days=1)
READERS = (Reader(ADA, "ada"), Reader(DANA, "dana"), Reader(BOT, "Followthrough", Mark.APP))
MONDAY = datetime(2026, 11, 23, 14, tzinfo=UTC)


class World:
    """Ada's shares, the bot that hears of their channels, and its ticks."""

    def __init__(self, database: Database, standin: StandIn) -> None:
        self.database = database
        self.standin = standin
        self.clock = Hands(MONDAY)
        self.directory = SlackDirectory(lambda: Channels(self._client()))
        self.workplace = Workplace(database, RING, self.clock)
        self.service = WatchService(self.workplace, self.directory)
        quick = Pace(time.time, {LOOK: 60_000})
        self.watch = Watch(self.workplace, self.directory, quick, sleep=lambda _seconds: None)
        token = standin.config.token
        self.ticker = build_ticker(
            self.workplace,
            Posting(delivery_client(token, standin.api_url)),
            {},
            load_agendas,
            read_profile=lambda _user_id: None,
            messages=lambda: Messages(self._client()),
            answers={WATCH: WatchMessage()},
            chores=(self.watch,),
            pace=Pace(time.time, dict.fromkeys(A_MINUTE, 60_000)),
            sleep=lambda _seconds: None,
        )

    def _client(self) -> WebClient:
        return interactive_client(self.standin.config.token, self.standin.api_url)

    def share(
        self, channel: str = PRIVATE, state: ShareState = ShareState.POSTED, author: str = ADA, **more: str
    ) -> Share:
        """One that arrived, and is watched."""
        now = self.clock.now()
        with self.database.write() as connection:
            person = enter(connection, SlackUser("", more.get("team", TEAM), author), now)
            work = self.workplace.work_for(connection, person)
            form, store = work.get(FormStore).open("share", "", {}), work.get(ShareStore)
            snapshot = Snapshot(f"name of {channel}", "Ada", "Dana", READERS, posts=(Post("text", "[]"),))
            share = store.draft(form.id, channel, "", snapshot)
            store.approve(share)
            posted = None if more.get("posted") == "no" else now
            store.change(share.id, state=state, posted_at=posted)
            watch(work, share)
            return store.find(share.token)

    def set_state(self, share: Share, **values: object) -> None:
        with self.database.write() as connection:
            connection.execute(shares.update().where(shares.c.id == share.id).values(**values))

    def news(self) -> set[tuple[int, str, str]]:
        with self.database.read() as connection:
            return {(row.share_id, row.what, row.who) for row in connection.execute(share_news.select())}

    def planned(self) -> list[tuple[str, datetime]]:
        with self.database.read() as connection:
            rows = connection.execute(outbox.select().where(outbox.c.kind == WATCH).order_by(outbox.c.id))
            return [(row.state, row.due_at) for row in rows]

    def watched(self) -> list[tuple[str, datetime]]:
        with self.database.read() as connection:
            return [(row.channel_id, row.check_at) for row in connection.execute(watches.select())]

    def told(self) -> list[str]:
        """What stands in Ada's DM, as JSON, after a tick."""
        self.ticker.run()
        return [json.dumps(message.blocks) for message in self.ada.messages()]

    @property
    def ada(self) -> Window:
        return self.standin.open_window("ada")

    def calls(self, method: str) -> int:
        return sum(call.method == method for call in self.standin.calls)
