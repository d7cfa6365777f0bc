"""The modal for another day to ship on."""

from app.checkins.names import FIELD, MOVE_PAGE
from app.checkins.pages import DAY, MovePage
from app.checkins.views.pages import PRIVATE, quoted_bet
from app.launches.form import day
from app.slackkit.blocks import Block, context, date_input, modal


def move_view(page: MovePage) -> Block:
    hint = "You are asked again on that day. The judge-by date moves along."
    blocks = [
        *quoted_bet(page),
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
