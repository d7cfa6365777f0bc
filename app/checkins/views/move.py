"""The modal for another day to ship on."""

from app.checkins.names import FIELD, MOVE_PAGE
from app.checkins.pages import DAY, MovePage
from app.checkins.views.pages import PRIVATE, quoted_bet
from app.launches.form import day
from app.launches.model import LaunchState
from app.slackkit.blocks import Block, context, date_input, modal


def move_view(page: MovePage) -> Block:
    hint = "You are asked again on that day, or in the next message after it. The judge-by date moves along."
    blocks = [
        *quoted_bet(page),
        *_taken_back(page),
        date_input(
            FIELD,
            DAY,
            "When does it ship?",
            day(page.values.get(DAY, "")),
            optional=False,
            hint=hint,
        ),
        context(PRIVATE),
    ]
    return modal(MOVE_PAGE, "Another day", blocks, submit="Save", private_metadata=page.form_id)


def _taken_back(page: MovePage) -> list[Block]:
    if page.launch.state is LaunchState.DROPPED:
        return [context("You said it would not ship. Saving another day takes that back.")]
    shipped = (
        "You said it shipped. If it has not, save the day on which it will, and nothing is asked until then."
    )
    return [context(shipped)] if page.launch.shipped else []
