"""After a press or a few words: what became of it, and who gets to know."""

from app.sharing.names import NOTED
from app.sharing.readers.screens import NotedPage, NoticePage, Why
from app.sharing.readers.word import What
from app.sharing.refusals import BOT
from app.slack.blocks import Block, alert, modal, preformatted, rich, section

AGAIN = (
    "This form had been sent already, with other words: those count. Press the button under the post again "
    "to say more."
)

THREAD = (
    "It is on its way to the thread, where everybody in the channel can read it. If it cannot be posted "
    "there, you are told."
)


def noted_view(page: NotedPage) -> Block:
    """Who gets to know, and nobody else."""
    blocks = [section(f"Noted. {_told(page)}")]
    if page.in_thread:
        blocks.append(section(THREAD))
    if page.again:
        blocks = [alert(AGAIN, "warning"), *blocks]
    return modal(NOTED, "Noted", blocks, close="Close")


def notice_view(page: NoticePage) -> Block:
    """With the words that nobody gets, to copy: the button that led here may be gone."""
    sentences = {
        Why.TAKEN_BACK: f"{page.author} took this share back, so nothing was sent, to nobody.",
        Why.NOT_ANSWERED: "Slack did not answer, so nothing was sent. Try again in a moment.",
        Why.AWAY: f"{BOT} is not in this channel any more, so it cannot tell who you are here. Nothing was "
        f"sent. Ask {page.author} to invite it, and try again then.",
    }
    words = (
        [section("Here is what you wrote, to copy:"), rich(preformatted(page.words))] if page.words else []
    )
    return modal(NOTED, "Not sent", [alert(sentences[page.why], "info"), *words], close="Close")


def _told(page: NotedPage) -> str:
    if page.is_own:
        return "This is your own share, so no message tells you of it."
    if page.in_thread:
        return f"{page.author} gets what you wrote in a message too, in at most one a day."
    if page.what is What.READ:
        return f"{page.author} alone gets to know that you have read it."
    return f"{page.author} alone gets to know what you wrote, in at most one message a day."
