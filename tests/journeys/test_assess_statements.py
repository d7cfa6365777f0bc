"""How often a page asks the database: four fifths of an answer's time once went there."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from app.bootstrap import Product
from app.sandbox.slack import StandIn, Window
from tests.support.bot import deaf
from tests.support.screens import input_ids
from tests.support.walk import begin, finish, forward, write

pytestmark = pytest.mark.dialects_take_turns


@contextmanager
def counted(bot: Product) -> Iterator[list[str]]:
    """The statements sent meanwhile but for BEGIN, PRAGMA and COMMIT; an executemany is one."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        if not sql.startswith(("PRAGMA", "BEGIN")):
            found.append(sql)

    event.listen(bot.database.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(bot.database.engine, "before_cursor_execute", note)


def fill(window: Window) -> None:
    for key in input_ids(window):
        if key.startswith("stand:"):
            window.choose(key, "often")
        else:
            write(window, key, f"about {key}")


@pytest.mark.parametrize("times", [1, 2])
def test_a_section_takes_eight_statements_at_most(
    standin: StandIn, ada: Window, bot: Product, times: int
) -> None:
    for _ in range(times - 1):  # the second time each page quotes the first
        begin(ada)
        fill(ada)
        finish(ada)
    ada.command("/l5-assess")
    forward(ada)
    fill(ada)
    with counted(bot) as saved_while_typed:
        forward(ada)
    assert len(saved_while_typed) <= 7, saved_while_typed
    typed = [key for key in input_ids(ada) if not key.startswith("stand:")]
    with deaf(standin):
        for key in typed:
            ada.type(key, "not heard before the submit")
    with counted(bot) as at_once:
        forward(ada)
    assert len(at_once) <= 8, at_once


def test_a_keystroke_takes_five(ada: Window, bot: Product) -> None:
    begin(ada)
    first = input_ids(ada)[0]
    write(ada, first, "a")
    with counted(bot) as statements:
        write(ada, first, "ab")
    assert len(statements) <= 5, statements


def test_going_back_to_a_page_that_is_filled_takes_two_more_one_to_see_whether_it_names_a_launch(
    ada: Window, bot: Product
) -> None:
    begin(ada)
    fill(ada)
    forward(ada)
    with counted(bot) as statements:
        ada.click("Back")
    assert len(statements) <= 8, statements
