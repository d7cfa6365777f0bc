"""The modal for the verdict on a bet, against its first version."""

from dataclasses import replace

from app.checkins.model import COURSES, LANDED
from app.checkins.names import DECISION_PAGE, FIELD
from app.checkins.pages import COURSE, JUDGE_BY, REFLECTION, DecisionPage
from app.checkins.pages import LANDED as LANDED_FIELD
from app.checkins.views.pages import PRIVATE, changing, quoted_bet, readings_so_far
from app.launches.form import day
from app.launches.views.aside import aside_blocks
from app.slackkit.blocks import (
    Block,
    Option,
    Words,
    context,
    date_input,
    line,
    modal,
    radio_input,
    rich,
    text_input,
)

TOO_EARLY = "too_early"


def decision_view(page: DecisionPage) -> Block:
    """The first version of the bet, what was read since, and two choices."""
    blocks = [
        *_first_version(page),
        *readings_so_far(page, page.readings),
        *changing(page.entry),
        *aside_blocks(page.aside, (REFLECTION,)),
        *_inputs(page),
        context(PRIVATE),
    ]
    return modal(DECISION_PAGE, "Your decision", blocks, submit="Save", private_metadata=page.form_id)


def _first_version(page: DecisionPage) -> list[Block]:
    launch = page.launch
    quoted = quoted_bet(page, replace(launch, bet=launch.first))
    if launch.bet.version == launch.first.version:
        return quoted
    words = Words(
        "This is the bet as you made it first. You changed it later, for this reason: ", italic=True
    )
    return [*quoted, rich(line(words, Words(launch.bet.reason)))]


def _inputs(page: DecisionPage) -> list[Block]:
    values = page.values
    landed = [Option(id_, label) for id_, label in LANDED]
    courses = [Option(id_, label) for id_, label in COURSES if page.may_wait or id_ != TOO_EARLY]
    asked = "Against the bet as you first made it: what happened, and what do you take from it?"
    chosen, course = values.get(LANDED_FIELD), values.get(COURSE)
    return [
        radio_input(FIELD, LANDED_FIELD, "Did it land?", landed, chosen, optional=False),
        radio_input(FIELD, COURSE, "What happens now?", courses, course, optional=False),
        *(_new_date(page) if page.may_wait else []),
        text_input(FIELD, REFLECTION, asked, values.get(REFLECTION, "")),
    ]


def _new_date(page: DecisionPage) -> list[Block]:
    hint = "Twice at most: after that you decide with what you know."
    value = day(page.values.get(JUDGE_BY, ""))
    return [date_input(FIELD, JUDGE_BY, "If it is too early: judge by", value, hint=hint)]
