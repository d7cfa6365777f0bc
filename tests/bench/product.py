"""The one file of the bench that knows the product from inside. What is renamed there is renamed here."""

import io
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Engine,
    Integer,
    LargeBinary,
    String,
    Table,
    create_engine,
    event,
    func,
    insert,
    select,
    update,
)

from app.bolt import make_bolt
from app.bootstrap import build
from app.config import Settings
from app.db.crypto import generate_key
from app.db.tables import Moment, metadata
from app.outbox.pace import A_MINUTE
from app.web import HttpServer, RequestVerifier, Web, to_json
from tests.bench.payloads import PREFIX, SECRET, Block, command, headers, submission, typed

KEY = generate_key()
TOKEN = "xoxb-bench"

TUESDAY = datetime(2026, 11, 17, 9, tzinfo=UTC)
SLOT = datetime(2026, 11, 18, 10, tzinfo=UTC)
"""Somebody who shipped on a Thursday is asked on Wednesdays at ten."""
SHIPPED_ON = (TUESDAY - timedelta(days=13)).date()

OUTBOX = metadata.tables["outbox"]
SETTINGS = next(table for table in metadata.tables.values() if "plan_at" in table.c)
"""How somebody wants to be written to, and when their plan is to be looked at again."""
DMS = metadata.tables["dms"]
PEOPLE = metadata.tables["people"]
CALLERS = 5
NOT_STATEMENTS = ("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")


def environment(database_url: str, slack_url: str) -> dict[str, str]:
    """The settings of `followthrough serve`."""
    return {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack_url,
        "ENCRYPTION_KEYS": KEY,
        "DATABASE_URL": database_url,
        "COMMAND_PREFIX": PREFIX,
    }


def serve_bare(port: int, slack_url: str) -> None:
    """The same server, verification and Bolt; a view that is submitted is acked, and nothing else is done."""
    bolt = make_bolt(TOKEN, slack_url)
    bolt.view(re.compile(""))(lambda ack: ack())
    HttpServer(Web(bolt, RequestVerifier([SECRET.encode()])), "127.0.0.1", port).run()


def verify_and_parse(body: bytes, signed: dict[str, str]) -> object:
    """What no framework can go below: the signature checked, the payload read."""
    verifier = RequestVerifier([SECRET.encode()])
    verifier.verify(signed["X-Slack-Request-Timestamp"], signed["X-Slack-Signature"], body)
    return json.loads(to_json(signed["Content-Type"], body))


def unpaced() -> None:
    """No pause between two calls of Slack's API, in this process: what is left is our own work."""
    A_MINUTE.update(dict.fromkeys(A_MINUTE, 60_000_000))


class Hand:
    """A clock that stands where it was put."""

    def __init__(self) -> None:
        self.at = TUESDAY

    def now(self) -> datetime:
        return self.at


class Bench:
    """The product in this process, without a server. `view_of` asks Slack for a view."""

    def __init__(self, database_url: str, slack_url: str, view_of: Callable[[str], Block]) -> None:
        self.clock = Hand()
        self._view_of = view_of
        settings = Settings(
            _env_file=None,
            slack_bot_token=SecretStr(TOKEN),
            slack_signing_secret=[SecretStr(SECRET)],
            slack_api_url=slack_url,
            database_url=SecretStr(database_url),
            encryption_keys=[SecretStr(KEY)],
            command_prefix=PREFIX,
        )
        self._product = build(settings, self.clock)
        self._plain = create_engine(database_url)

    @property
    def engine(self) -> Engine:
        return self._product.database.engine

    def close(self) -> None:
        self._product.database.dispose()
        self._plain.dispose()

    def tick(self) -> None:
        """One pass, through all that is due."""
        self._product.ticker.run()

    def post(self, body: bytes) -> dict[str, Any]:
        """One request of Slack's, with what goes on after its answer."""
        signed = headers(body)
        status: list[str] = []
        environ = {
            "PATH_INFO": "/slack/events",
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": signed.pop("Content-Type"),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **{"HTTP_" + name.upper().replace("-", "_"): value for name, value in signed.items()},
        }

        def start_response(line: str, _headers: object) -> Callable[[bytes], object]:
            status.append(line)
            return lambda _body: None

        sent: Any = self._product.web(environ, start_response)
        answer = b"".join(sent)
        if hasattr(sent, "close"):
            sent.close()
        assert status[0].startswith("200"), (status, answer)
        return dict(json.loads(answer or b"{}"))

    def open(self, user_id: str, name: str) -> Block:
        """The view that a command opens."""
        self.post(command(user_id, name, f"{user_id}.{name}"))
        return self._view_of(f"{user_id}.{name}")

    def submit(self, user_id: str, view: Block) -> Block | None:
        """The view that takes its place."""
        answer = self.post(submission(user_id, view, {"shipped_on": SHIPPED_ON}))
        assert "errors" not in answer, answer
        return answer.get("view")

    def autosave(self, user_id: str, view: Block) -> None:
        """All inputs typed into, and one event with them, as the last keystroke sends it."""
        assert not self.post(typed(user_id, view))

    def settle_in(self, count: int, first: int = 1) -> list[str]:
        """So many people with a fresh profile, one launch each, and a DM that is known."""
        users = [f"U{number:07d}" for number in range(first, first + count)]
        for user in users:
            self.submit(user, self.open(user, "launch"))
        with self._plain.begin() as connection:
            known = select(DMS.c.person_id)
            rows = select(PEOPLE.c.id, "D" + PEOPLE.c.slack_user_id).where(PEOPLE.c.id.not_in(known))
            connection.execute(insert(DMS).from_select(["person_id", "channel_id"], rows))
        return users

    def make_due(self, at: datetime, users: Sequence[str]) -> None:
        """It is this moment, nothing is planned, and the plans of these people alone are due."""
        self.clock.at = at
        theirs = SETTINGS.c.person_id.in_(select(PEOPLE.c.id).where(PEOPLE.c.slack_user_id.in_(users)))
        with self._plain.begin() as connection:
            connection.execute(OUTBOX.delete().where(OUTBOX.c.state == "pending"))
            connection.execute(update(SETTINGS).values(profile_read_at=at, plan_at=None))
            connection.execute(update(SETTINGS).where(theirs).values(plan_at=at))

    def counted(self, state: str) -> int:
        """Messages in this state."""
        with self._plain.begin() as connection:
            found = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.state == state)
            return int(connection.scalar(found) or 0)

    def store_rows(self, rows: int, people: int) -> None:
        """So many messages sent long ago, half a percent more planned for later, of so many people."""
        before, later = self.clock.at - timedelta(days=9), self.clock.at + timedelta(days=1)
        with self._plain.begin() as connection:
            if connection.dialect.name == "postgresql":  # no check of every foreign key
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            _add(connection, PEOPLE, people, lambda n: {"workspace_id": 1, "slack_user_id": f"W{n}"})
            _add(connection, SETTINGS, people, lambda n: {"person_id": FIRST + n, "plan_at": later})
            _add(connection, OUTBOX, people, lambda n: _message(n, before, "sent"))
            for copy in range(1, rows // people):
                _copy(connection, people, copy)
            made = rows // people * people
            _add(
                connection, OUTBOX, rows // 200, lambda n: {**_message(n, later, "pending"), **_new(made + n)}
            )
        with self._plain.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            vacuum = connection.dialect.name == "postgresql"
            connection.exec_driver_sql("VACUUM ANALYZE" if vacuum else "ANALYZE")


_LEAST = {Boolean: False, String: "", Integer: 0, Date: TUESDAY.date(), LargeBinary: b"", Moment: TUESDAY}
FIRST = 1_000_000
"""Ids of rows that no person of the bench made."""
BATCH = 20_000


def _message(n: int, at: datetime, state: str) -> dict[str, object]:
    """The first of a person."""
    sent = {"channel_id": "D1", "message_ts": str(n), "sent_at": at}
    return {
        "workspace_id": 1,
        "person_id": FIRST + n,
        "kind": "checkin",
        "week": "2026-W01",
        "n": 1,
        "due_at": at,
        "not_after": at,
        "state": state,
        **_new(n),
        **({"try_at": at} if state == "pending" else sent),
    }


def _new(n: int) -> dict[str, object]:
    """What no two messages share."""
    return {"id": FIRST + n, "n": 1 + n, "key": f"bench:{n}", "delivery_id": f"{n:032x}"}


def _copy(connection: Connection, count: int, copy: int) -> None:
    """The first so many messages once more, inside the database: a million rows go through no driver."""
    new: dict[str, Any] = {"id": OUTBOX.c.id + copy * count, "n": OUTBOX.c.n + copy * count}
    if "key" in OUTBOX.c:
        new["key"] = OUTBOX.c.key + f":{copy}"
    columns = [new.get(column.name, column) for column in OUTBOX.c]
    rows = select(*columns).where(OUTBOX.c.id.between(FIRST, FIRST + count - 1))
    connection.execute(insert(OUTBOX).from_select([column.name for column in OUTBOX.c], rows))


def _add(connection: Connection, table: Table, count: int, row: Callable[[int], dict[str, object]]) -> None:
    """Rows with these values, where the table has such columns; others get the least they may have."""
    least = {column.name: _least(column) for column in table.c if _needs_one(column)}
    for first in range(0, count, BATCH):
        rows = []
        for n in range(first, min(first + BATCH, count)):
            known = {"id": FIRST + n, **row(n)}
            rows.append(least | {name: value for name, value in known.items() if name in table.c})
        connection.execute(insert(table), rows)


def _needs_one(column: Column[Any]) -> bool:
    return not column.nullable and column.default is None and column.server_default is None


def _least(column: Column[Any]) -> object:
    for kind, least in _LEAST.items():
        if isinstance(column.type, kind):
            return least
    raise NotImplementedError(f"{column} has a type that the bench has no value for")


@dataclass(frozen=True)
class Statement:
    """One that was sent to the database. `by`: the product's functions that led to it, the nearest first."""

    sql: str
    by: tuple[str, ...]


@contextmanager
def statements(engine: Engine) -> Iterator[list[Statement]]:
    """What is sent to the database inside the block, transactions and pragmas aside."""
    sent: list[Statement] = []

    def note(_connection: object, _cursor: object, sql: str, *_more: object) -> None:
        if not sql.startswith(NOT_STATEMENTS):
            sent.append(Statement(" ".join(sql.split()), _callers()))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _callers() -> tuple[str, ...]:
    frame = sys._getframe(1)
    names: list[str] = []
    while frame.f_back is not None and len(names) < CALLERS:
        frame = frame.f_back
        _, ours, file = frame.f_code.co_filename.rpartition("/app/")
        if ours and not file.startswith("db/"):
            names.append(f"{file}:{frame.f_lineno} {frame.f_code.co_qualname}")
    return tuple(names)
