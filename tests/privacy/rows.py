"""All rows of the database, to see that nothing of somebody else's changed."""

from sqlalchemy import Connection, Table, select

from app.db.tables import form_texts, forms, metadata, people
from tests.privacy.cast import TEAM

Rows = dict[str, frozenset[tuple[object, ...]]]

OWN = frozenset(
    {
        *("people", "workspaces", "forms", "form_texts", "rhythms", "codes", "assessments"),
        *("thread_replies", "outbox"),
    }
)
"""Where whoever looks at something of their own, or writes in their own DM, may leave rows of their own."""


def rows(connection: Connection, of: str = "") -> Rows:
    """Every row; of the tables where people may leave their own, those of `of`, by Slack's id."""
    found: Rows = {}
    person = people.c.slack_user_id == of
    mine = connection.scalar(select(people.c.id).where(person, people.c.workspace_id == 1)) if of else None
    for table in metadata.sorted_tables:
        statement = select(table)
        if of and table.name in OWN:
            statement = statement.where(_of(table, mine))
        found[table.name] = frozenset(tuple(row) for row in connection.execute(statement))
    return found


def _of(table: Table, person: int | None):  # type: ignore[no-untyped-def]
    match table.name:
        case "workspaces":
            return table.c.team_id == TEAM
        case "people":
            return table.c.id == person
        case "form_texts":
            return form_texts.c.form_id.in_(select(forms.c.id).where(forms.c.person_id == person))
        case _:
            return table.c.person_id == person


def known_ids(connection: Connection) -> frozenset[str]:
    """Every text in a column that is not sealed: ids that travel in payloads are among them."""
    return frozenset(
        str(value)
        for table in rows(connection).values()
        for row in table
        for value in row
        if isinstance(value, str)
    )


def plain(connection: Connection) -> list[str]:
    """What can be read without a key, bytes too."""
    return [
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        for table in rows(connection).values()
        for row in table
        for value in row
    ]


def differing(before: Rows, after: Rows) -> list[str]:
    """Names of the tables in which something came, went or changed."""
    return [name for name in before if before[name] != after[name]]
