"""What the views of an assessment share."""

from app.assessment.model import Agreed, Entry, Part
from app.slackkit.blocks import Block, Words, alert, bullets, context, date, escape, header, line, quote, rich

ANSWER = "assess.answer"
SUBMIT = "assess.page"
HISTORY = "assess.history"
READING = "assess.reading"

BACK = "assess.back"
OVERVIEW = "assess.overview"
SECTION = "assess.section"
READ_GUIDE = "assess.read-guide"
SHOW_HISTORY = "assess.show-history"
MIRROR = "assess.mirror"
LAST_VIEW = "assess.last"
TURN = "assess.turn"

PRIVATE = "Only you can see this, unless you share it. It is saved while you type."

TWO_WINDOWS = (
    "You wrote on the page before this in another window too. The newest text counts; "
    "the other one is kept, and your history shows it."
)


def notices(*, notice: bool) -> list[Block]:
    return [alert(TWO_WINDOWS, "info")] if notice else []


def agreed_blocks(agreed: Agreed | None) -> list[Block]:
    """What was agreed last, word for word."""
    if agreed is None:
        return []
    return [rich(line(Words("What you agreed, ", bold=True), date(agreed.made_at)), quote(agreed.text))]


def prose(title: str, text: str) -> list[Block]:
    """A heading in bold and a paragraph; nothing where the guide says nothing."""
    return [rich(line(Words(title, bold=True)), line(Words(text)))] if text else []


def listing(title: str, texts: tuple[str, ...], *, numbered: bool = False) -> list[Block]:
    return [rich(line(Words(title, bold=True)), bullets(texts, numbered=numbered))] if texts else []


def part_blocks(part: Part) -> list[Block]:
    """A section, an anti-pattern or what was retired, with every text as it was written."""
    return [header(part.title), context(_under(part)), *(entry_block(entry) for entry in part.entries)]


def _under(part: Part) -> str:
    words = [part.standing.value.capitalize()] if part.standing else []
    words += [part.stand] if part.stand else []
    return escape(" · ".join(words) or part.caption or " ")


def entry_block(entry: Entry) -> Block:
    if entry.earlier:
        asked = f" to “{entry.earlier.wording}”" if entry.earlier.wording != entry.wording else ""
        words = Words(f"Earlier text{asked}, kept ", italic=True)
        return rich(line(words, date(entry.earlier.kept_at)), quote(entry.text))
    retired = [Words(" (no longer asked)", italic=True)] if entry.retired else []
    said = quote(entry.text) if entry.text else line(Words("(emptied)", italic=True))
    return rich(line(Words(entry.wording, bold=True), *retired), said)
