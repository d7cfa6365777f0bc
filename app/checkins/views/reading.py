"""The modal for a reading: click, type, save."""

from app.checkins.model import STATUS_WORDS, Status
from app.checkins.names import FIELD, READING_PAGE
from app.checkins.pages import DETAIL, LEARNED, LINK, MISSING, NEXT, STATUS, TEXT, ReadingPage
from app.checkins.views.pages import PRIVATE, changing, last_reading, quoted_bet
from app.launches.views.aside import aside_blocks
from app.launches.views.details import detail_input
from app.slackkit.blocks import (
    TEXT_LIMIT,
    Block,
    Option,
    Words,
    clip,
    context,
    line,
    line_input,
    modal,
    quote,
    radio_input,
    rich,
    text_input,
)

HINT = "Begin with a number and its unit, 3.4 %, and you will see it as a line. Words are as good."

ONE_OF_TWO = "One of these two is needed."
MISSING_HINT = f"{ONE_OF_TWO} It becomes an open item of this launch."


def reading_view(page: ReadingPage) -> Block:
    """The reading comes first and has the focus; it alone has to be there."""
    cannot_tell = page.values.get(STATUS) == Status.CANNOT_TELL
    inputs = [*(_missing(page) if cannot_tell else _reading(page)), _status(page)]
    blocks = [
        *quoted_bet(page),
        *last_reading(page),
        *changing(page.entry),
        *_long(page),
        *aside_blocks(page.aside, (TEXT, MISSING, LEARNED, NEXT, LINK)),
        *inputs,
        *_optional(page),
        context(PRIVATE),
    ]
    return modal(READING_PAGE, "Check-in", blocks, submit="Save", private_metadata=page.form_id)


def _reading(page: ReadingPage) -> list[Block]:
    status, text = page.values.get(STATUS, ""), page.values.get(TEXT, "")
    optional = bool(page.long) or status == Status.UNSEEN
    label = "What does the metric say now?"
    return [_focused(text_input(FIELD, TEXT, label, text, hint=HINT, optional=optional))]


def _missing(page: ReadingPage) -> list[Block]:
    """One of the two has to say something; which one is the person's to choose, so neither is required."""
    label = "What instrumentation is missing?"
    missing = text_input(FIELD, MISSING, label, page.values.get(MISSING, ""), hint=MISSING_HINT)
    seen = text_input(
        FIELD, TEXT, "What can you see all the same?", page.values.get(TEXT, ""), hint=ONE_OF_TWO
    )
    return [_focused(missing), seen]


def _focused(block: Block) -> Block:
    return {**block, "element": {**block["element"], "focus_on_load": True}}


def _status(page: ReadingPage) -> Block:
    options = [Option(status, STATUS_WORDS[status]) for status in page.statuses]
    chosen = page.values.get(STATUS)
    return radio_input(FIELD, STATUS, "How is it going?", options, chosen, optional=False)


def _long(page: ReadingPage) -> list[Block]:
    if not page.long:
        return []
    words = "Your reply is longer than an input takes. It stays as it is, unless you write something instead:"
    return [rich(line(Words(words, italic=True)), quote(clip(page.long, TEXT_LIMIT)))]


def _optional(page: ReadingPage) -> list[Block]:
    values = page.values
    follow_up = "It becomes an open item, and the next check-in asks about it."
    return [
        text_input(FIELD, LEARNED, "What did you learn?", values.get(LEARNED, "")),
        text_input(FIELD, NEXT, "What do you do next?", values.get(NEXT, ""), hint=follow_up),
        line_input(FIELD, LINK, "A link to what you looked at", values.get(LINK, "")),
        *([_detail(page, page.asks)] if page.asks else []),
    ]


def _detail(page: ReadingPage, name: str) -> Block:
    """One thing that the bet does not say yet, under a name and an action of this page."""
    block = detail_input(name, {name: page.values.get(DETAIL + name, "")})
    element = {**block["element"], "action_id": FIELD}
    return {**block, "block_id": DETAIL + name, "element": element}
