"""The modal for a few words about a share, and how they stand in its thread."""

import json

from app.sharing.model import Mark, Post, Reader, Stop
from app.sharing.names import WORD_FIELD, WORD_PAGE
from app.sharing.post.post import fallback_text
from app.sharing.readers.screens import AUTHOR, ITEM, THREAD, TO, WORDS, WordPage
from app.sharing.readers.word import MOST, What
from app.sharing.refusals import block_id, count_words, reader_list
from app.slack import blocks as kit
from app.slack.blocks import Block, Words, alert, context, line, quote, rich, section

MOST_OPTIONS = 100
ABOUT = 75
"""Characters below an option."""

_TITLES = {What.TALK: "Let's talk about…", What.ADD: "I would add…", What.L5: "What is missing?"}
_ITEMS = {What.TALK: "What would you like to talk about?", What.L5: "Which section?"}
_WORDS = {What.TALK: "A few words, if you like", What.ADD: "What would you add?", What.L5: "In a few words"}

_CLOSED = {
    Stop.NOT_ANSWERED: "Slack did not say who is in this channel right now",
    Stop.AUTHOR_LEFT: "{author} is not in this channel any more",
}


def word_view(page: WordPage) -> Block:
    """Who will see it stands on top, before anything is typed."""
    blocks = [*_top(page), *_options(page), _words(page), *_audience(page)]
    return kit.modal(
        WORD_PAGE,
        _TITLES[page.what],
        blocks,
        submit="Send",
        close="Close (saved)",
        private_metadata=page.form_id,
    )


def block_of(form_id: str, field: str) -> str:
    return block_id(form_id, field)


def _top(page: WordPage) -> list[Block]:
    alone = (
        "This is your own share: what you write here stays yours, and no message tells you of it."
        if page.is_own
        else f"What you write here goes to {page.author} alone, in at most one message a day, unless you "
        "choose the thread below. Nobody else is told that you pressed anything."
    )
    changed = [alert("Somebody else is in the channel now: see below, and press Send again.", "warning")]
    return [*(changed if page.changed else []), section(alone), context("It is saved while you type.")]


def _options(page: WordPage) -> list[Block]:
    if not page.options:
        return []
    shown = page.options[:MOST_OPTIONS]
    hint = "" if shown == page.options else "For one that is not listed, name its number in your words."
    return [
        kit.select_input(
            WORD_FIELD,
            block_id(page.form_id, ITEM),
            _ITEMS[page.what],
            [kit.Option(str(one.number), f"{one.number}. {' '.join(one.title.split())}") for one in shown],
            page.values.get(ITEM),
            optional=False,
            hint=hint,
        )
    ]


def _words(page: WordPage) -> Block:
    return kit.text_input(
        WORD_FIELD,
        block_id(page.form_id, WORDS),
        _WORDS[page.what],
        page.values.get(WORDS, ""),
        optional=page.what is What.TALK,
        max_length=MOST,
    )


def _audience(page: WordPage) -> list[Block]:
    """In the thread: whoever is there now, all by name, above the choice that sums them up."""
    alone = kit.Option(AUTHOR, "To yourself alone" if page.is_own else f"To {page.author} alone")
    if not page.readers:
        return [_to(page, (alone,)), context(_closed(page))]
    thread = kit.Option(THREAD, "Also in the thread", _sum(page.readers))
    names = [
        section(f"Whoever is in the channel can read its threads, which is {count_words(page.readers)} now:"),
        reader_list(page.readers),
        context(f"What stands in the thread is deleted when {_taker(page)} the share back."),
    ]
    return [*names, _to(page, (alone, thread))]


def _taker(page: WordPage) -> str:
    return "you take" if page.is_own else f"{kit.escape(page.author)} takes"


def _to(page: WordPage, options: tuple[kit.Option, ...]) -> Block:
    chosen = page.values.get(TO)
    known = chosen if chosen in {option.value for option in options} else AUTHOR
    id_ = block_id(page.form_id, TO)
    return kit.radio_input(WORD_FIELD, id_, "To whom?", options, known, optional=False)


def _closed(page: WordPage) -> str:
    why = _CLOSED.get(page.stop, "Nothing can be posted in this channel now") if page.stop else ""
    told = why.format(author=kit.escape(page.author)) or "Nothing can be posted in this channel now"
    return f"{told}, so it cannot go into the thread."


def _sum(readers: tuple[Reader, ...]) -> str:
    """ "Ada, Dana, 3 others and 1 app", in at most 75 characters."""
    names = [reader.name for reader in readers if reader.mark is not Mark.APP]
    apps = len(readers) - len(names)
    for shown in range(min(len(names), 3), 0, -1):
        left = len(names) - shown
        others = [_counted(left, "other"), _counted(apps, "app")]
        words = _joined([*names[:shown], *(each for each in others if each)])
        if len(words) <= ABOUT:
            return words
    return count_words(readers)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}" if count else ""


def _joined(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def thread_post(name: str, what: What, number: int, text: str) -> Post:
    """A reader's words in the thread. Items have their number there, and never their title."""
    said = rich(
        line(Words(name, bold=True), Words(_said(what, number, text))), *([quote(text)] if text else [])
    )
    blocks = [said, context("Said with Followthrough, under the post above.")]
    return Post(fallback_text(name), json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def _said(what: What, number: int, text: str) -> str:
    end = ":" if text else "."
    match what:
        case What.TALK:
            return f" would like to talk about item {number}{end}"
        case What.L5:
            return f" on what is missing{f' in item {number}' if number else ''}{end}"
        case _:
            return f" would add{end}"
