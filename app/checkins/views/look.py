"""The modal for the second look, months after shipping."""

from app.checkins.model import COURSES, LANDED
from app.checkins.names import FIELD, LOOK_PAGE
from app.checkins.pages import LASTED, SEEN, LookPage
from app.checkins.views.pages import PRIVATE, changing, quoted_bet, readings_so_far
from app.launches.views.aside import aside_blocks
from app.slackkit.blocks import (
    Block,
    Option,
    Words,
    context,
    line,
    modal,
    quote,
    radio_input,
    rich,
    text_input,
)

_LANDED, _COURSES = dict(LANDED), dict(COURSES)


def look_view(page: LookPage) -> Block:
    """The bet, its verdict, and whether it still holds."""
    options = [Option(id_, label) for id_, label in LANDED]
    chosen, seen = page.values.get(LASTED), page.values.get(SEEN, "")
    blocks = [
        *quoted_bet(page),
        *readings_so_far(page, page.readings),
        *_verdict(page),
        *changing(page.entry),
        *aside_blocks(page.aside, (SEEN,)),
        radio_input(FIELD, LASTED, "Did the effect last?", options, chosen, optional=False),
        text_input(FIELD, SEEN, "What do you see now?", seen),
        context(PRIVATE),
    ]
    return modal(LOOK_PAGE, "A second look", blocks, submit="Save", private_metadata=page.form_id)


def _verdict(page: LookPage) -> list[Block]:
    if page.decision is None:
        return []
    landed, course = _LANDED.get(page.decision.landed, ""), _COURSES.get(page.decision.course, "")
    head = Words(f"Your verdict then. Landed: {landed.lower()}. Decision: {course.lower()}.", italic=True)
    return [rich(line(head), *([quote(page.decision.reflection)] if page.decision.reflection else []))]
