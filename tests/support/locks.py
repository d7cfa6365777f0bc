"""Holding the database so that nobody else gets at it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, text

TABLES = "people, forms, form_texts, answers, assessments"


@contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Everything waits for us, for as long as the block runs."""
    with (
        _locked_sqlite(database_url) if database_url.startswith("sqlite") else _locked_postgres(database_url)
    ):
        yield


@contextmanager
def _locked_sqlite(database_url: str) -> Iterator[None]:
    connection = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@contextmanager
def _locked_postgres(database_url: str) -> Iterator[None]:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        connection.execute(text(f"LOCK TABLE {TABLES} IN ACCESS EXCLUSIVE MODE"))
        yield
    engine.dispose()
