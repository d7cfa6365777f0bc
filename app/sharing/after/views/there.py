"""It is there: which message it is, by its link."""

from app.sharing.after.screens import ThereScreen
from app.sharing.names import LINK_FIELD, WHERE_IS_IT
from app.slack.blocks import Block, Words, context, line, line_input, modal, rich

LINK_KEY = "link"


def there_view(screen: ThereScreen) -> Block:
    which = "the post" if screen.place == 0 else "the message in the thread"
    without = (
        "I delete it as soon as I know where it is; without the link I cannot."
        if screen.removing
        else "Without it I cannot delete that message later"
        + (
            ", and nothing can follow in its thread until somebody presses a button under it."
            if not screen.place
            else "."
        )
    )
    blocks = [
        rich(
            line(
                Words(
                    f"Open the menu of {which} in the channel, choose Copy link, and paste it here. {without}"
                )
            )
        ),
        line_input(
            LINK_FIELD,
            LINK_KEY,
            "Link to the message",
            "",
            max_length=500,
            optional=not screen.removing,
            placeholder="https://your-company.slack.com/archives/C0…/p17…",
        ),
        context("Only its name in the channel is kept, not the link."),
    ]
    return modal(WHERE_IS_IT, "It is there", blocks, submit="Save", private_metadata=screen.question)
