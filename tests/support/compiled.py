"""Statements are compiled once a process, as by a server, although each test has an engine of its own.

An engine keeps what it has compiled, by dialect, and compiling is a quarter of what a test on a database
costs. Here the engines share one cache, and dialects of a kind count as one, which they are: the same driver
and the same server.
"""

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.util import LRUCache

MOST = 5000
"""Statements to keep; the whole suite knows fewer."""

_compiled: LRUCache[object, object] = LRUCache(MOST)


class OneOfAKind(Dialect):
    """Goes before the dialect that is meant."""

    def __hash__(self) -> int:
        return hash(type(self))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_compiled)


class SQLite(OneOfAKind, SQLiteDialect_pysqlite):
    supports_statement_cache = True


class PostgreSQL(OneOfAKind, PGDialect_psycopg):
    supports_statement_cache = True


def compile_once() -> None:
    """From now on, for the engines that `create_engine` makes."""
    registry.register("sqlite", __name__, SQLite.__name__)
    registry.register("postgresql.psycopg", __name__, PostgreSQL.__name__)
