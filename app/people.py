"""Who is speaking: one person in one workspace, found, made and locked."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, Executable, and_, bindparam, select, update

from app.db.crypto import Owner
from app.db.engine import insert_new
from app.db.tables import people, workspaces
from app.users import SlackUser

# Who is speaking, as we know them.


@dataclass(frozen=True)
class Person:
    """One person in one workspace. `stamp` counts their writes: this transaction's own number."""

    id: int
    workspace_id: int
    stamp: int

    @property
    def owner(self) -> Owner:
        return Owner(self.workspace_id, self.id)


FIRST_STAMP = 1
"""Of who was named by others before, or by nobody, and acts now."""

_WORKSPACE = and_(
    workspaces.c.enterprise_id == bindparam("enterprise_id"), workspaces.c.team_id == bindparam("team_id")
)
_PERSON = and_(
    people.c.slack_user_id == bindparam("user_id"),
    people.c.workspace_id == select(workspaces.c.id).where(_WORKSPACE).scalar_subquery(),
)
_FIND = select(people.c.id, people.c.workspace_id, people.c.stamp).where(_PERSON)
_NEXT_STAMP = (
    update(people)
    .where(_PERSON)
    .values(stamp=people.c.stamp + 1)
    .returning(people.c.id, people.c.workspace_id, people.c.stamp)
)


def find(connection: Connection, who: SlackUser) -> Person | None:
    """The person, for reading; None if they never wrote anything."""
    return _person(connection, _FIND, who)


def enter(connection: Connection, who: SlackUser, now: datetime) -> Person:
    """The person, for writing: made if new, and locked until the transaction ends.

    Two windows, two clicks or two replicas of one person therefore write one after the other,
    and `stamp` tells which came later without asking any clock.
    """
    person = _person(connection, _NEXT_STAMP, who)
    if person is None:
        _create(connection, who, now)
        person = _person(connection, _NEXT_STAMP, who)
    assert person is not None, "a person just made is there"  # noqa: S101
    return person


def _person(connection: Connection, statement: Executable, who: SlackUser) -> Person | None:
    row = connection.execute(statement, asdict(who)).first()
    return Person(*row) if row else None


def _create(connection: Connection, who: SlackUser, now: datetime) -> None:
    insert_new(connection, workspaces, enterprise_id=who.enterprise_id, team_id=who.team_id)
    workspace_id = connection.scalar(select(workspaces.c.id).where(_WORKSPACE), asdict(who))
    insert_new(
        connection, people, workspace_id=workspace_id, slack_user_id=who.user_id, stamp=0, created_at=now
    )


def by_id(connection: Connection, person_id: int) -> Person:
    """A person known already, for reading, when it is not they who act."""
    statement = select(people.c.id, people.c.workspace_id, people.c.stamp).where(people.c.id == person_id)
    return Person(*connection.execute(statement).one())


def workspace_id(connection: Connection, who: SlackUser) -> int | None:
    """Their workspace, whether they ever wrote anything or not; None: we know nobody there."""
    return connection.scalar(select(workspaces.c.id).where(_WORKSPACE), asdict(who))


def slack_id(connection: Connection, person_id: int) -> str:
    """How Slack calls a person known already."""
    return str(
        connection.execute(select(people.c.slack_user_id).where(people.c.id == person_id)).scalar_one()
    )


def find_or_make(connection: Connection, workspace: int, user_id: str, now: datetime) -> Person:
    """Somebody whom others named: made if new, and neither locked nor counted as having been here.

    Looked for first: making somebody who is just being made waits for whoever makes them.
    """
    mine = (people.c.workspace_id == workspace, people.c.slack_user_id == user_id)
    statement = select(people.c.id, people.c.workspace_id, people.c.stamp).where(*mine)
    row = connection.execute(statement).first()
    if row is None:
        insert_new(connection, people, workspace_id=workspace, slack_user_id=user_id, stamp=0, created_at=now)
        row = connection.execute(statement).one()
    return Person(*row)
