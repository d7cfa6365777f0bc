"""Inserting by natural key, the same on both dialects."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]


def insert_new(connection: Connection, table: Table, **row: object) -> None:
    """Insert the row unless one with the same unique key is there already."""
    connection.execute(_insert_new(connection.dialect.name, table), row)


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, overwriting all other columns where the primary key is there already."""
    if rows:
        connection.execute(_upsert(connection.dialect.name, table, tuple(rows[0])), list(rows))


def _insert(dialect: str, table: Table) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


@lru_cache  # building a statement costs more than running it
def _insert_new(dialect: str, table: Table) -> Insert:
    statement: Insert = _insert(dialect, table).on_conflict_do_nothing()
    return statement


@lru_cache
def _upsert(dialect: str, table: Table, names: tuple[str, ...]) -> Insert:
    insert = _insert(dialect, table)
    key = [column.name for column in table.primary_key]
    changed = {name: insert.excluded[name] for name in names if name not in key}
    statement: Insert = insert.on_conflict_do_update(index_elements=key, set_=changed)
    return statement
