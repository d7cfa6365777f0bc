"""Look again: who is there now, and what is still to be posted."""

from app.sharing.after.screens import (
    AfterScreen,
    AgreedScreen,
    LookScreen,
    NoticeScreen,
    TakenScreen,
    ThereScreen,
)
from app.sharing.after.views.agreed import agreed_view
from app.sharing.after.views.receipt import named
from app.sharing.after.views.remedies import stopped_words
from app.sharing.after.views.standing import taken_view
from app.sharing.after.views.there import there_view
from app.sharing.model import Reader
from app.sharing.names import LOOK_AGAIN
from app.slack.blocks import Block, Words, actions, alert, button, channel, context, line, modal, rich

NOTICE = "share.notice"


def look_view(screen: LookScreen) -> Block:
    """Nothing but Post approves who is named here; asked once more just before each message."""
    token = screen.share.token
    if screen.stop:
        words = stopped_words(screen.stop, screen.most, is_any_there=screen.left < screen.total)
        blocks = [
            rich(line(Words("In "), channel(screen.share.channel_id), Words(f": {words}"))),
            actions(button("Look again", LOOK_AGAIN, token)),
        ]
        return modal(LOOK_AGAIN, "Look again", blocks, close="Close", private_metadata=f"{token}:")
    is_rest = screen.left < screen.total
    metadata = f"{token}:{screen.share.preview}"
    submit = "Post the rest" if is_rest else "Post"
    return modal(
        LOOK_AGAIN, "Look again", _blocks(screen), submit=submit, close="Close", private_metadata=metadata
    )


def _blocks(screen: LookScreen) -> list[Block]:
    older = [alert("Here is who is there by the newest look.", "info")] if screen.older else []
    em, count = screen.share.em_user_id, len(screen.readers)
    new = [reader for reader in screen.readers if reader.user_id in screen.new]
    return [
        *older,
        rich(
            line(Words(f"{count} can read ", bold=True), channel(screen.share.channel_id), Words(" now:")),
            line(*named(screen.readers, em)),
        ),
        *_new(new, em),
        rich(line(Words(_left(screen)))),
        context("Who is there is asked again just before each message; nothing goes out to anybody else."),
    ]


def _new(readers: list[Reader], em_user_id: str) -> list[Block]:
    if not readers:
        return []
    return [
        rich(
            line(
                Words("Not named before: ", bold=True),
                *named(readers, em_user_id),
                Words(". They can read what was posted earlier, too."),
            )
        )
    ]


def _left(screen: LookScreen) -> str:
    are = "is" if screen.left == 1 else "are"
    return (
        f"{screen.left} of {screen.total} messages {are} still to be posted, as you read them in the preview."
    )


def notice_view(screen: NoticeScreen) -> Block:
    return modal(NOTICE, screen.title, [rich(line(Words(screen.sentence)))], close="Close")


def after_view(screen: AfterScreen) -> Block:
    """Which view shows which screen."""
    match screen:
        case LookScreen():
            return look_view(screen)
        case ThereScreen():
            return there_view(screen)
        case AgreedScreen():
            return agreed_view(screen)
        case TakenScreen():
            return taken_view(screen)
        case NoticeScreen():
            return notice_view(screen)
