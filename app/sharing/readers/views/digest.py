"""What an author is told of what was said to their shares: whole, and nothing in it is parsed."""

from app.calendar.schedule import day_words
from app.sharing.readers.screens import DigestPage, ToldShare
from app.sharing.readers.word import What, Word
from app.slack.blocks import Block, Words, clip, context, line, quote, rich, user

TITLE = 150

TEXT = "Somebody answered what you shared. It stands in this message, and not in this line."
ALONE = (
    "This message is for you alone. Nothing of it stands in the channel, unless it says so here. "
    "There is at most one such message a day."
)


def digest_text() -> str:
    return TEXT


def digest_blocks(page: DigestPage) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for told in page.told:
        blocks.append(rich(line(Words(_head(told, page), bold=True))))
        blocks += [_word(word, told.titles) for word in told.words]
    return (*blocks, context(ALONE))


def _head(told: ToldShare, page: DigestPage) -> str:
    day = f" on {day_words(told.day, page.today)}" if told.day else ""
    place = f" in #{told.channel_name}" if told.channel_name else ""
    return f"What you shared{day}{place}"


def _word(word: Word, titles: tuple[str, ...]) -> Block:
    posted = Words(", also in the thread" if word.is_posted else "")
    who = Words(" (your EM)" if word.by_em else "")
    end = Words(":" if word.text else ".")
    said = [quote(word.text)] if word.text else []
    return rich(line(user(word.user_id), who, *_said(word, titles), posted, end), *said)


def _said(word: Word, titles: tuple[str, ...]) -> tuple[Words, ...]:
    item = Words(_item(word.item, titles), italic=True)
    match word.what:
        case What.READ:
            return (Words(" has read it"),)
        case What.TALK:
            return Words(" would like to talk about "), item
        case What.ADD:
            return (Words(" would add"),)
        case What.L5:
            return Words(" on what is missing in "), item


def _item(number: int, titles: tuple[str, ...]) -> str:
    """ "2. Owning outcomes", or "item 2"."""
    if not number:
        return "it"
    return f"{number}. {clip(titles[number - 1], TITLE)}" if number <= len(titles) else f"item {number}"
