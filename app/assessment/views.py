"""The assessment's modals. Pure: screens in, blocks out."""

import re
from collections.abc import Sequence

from app.assessment.model import (
    Agreement,
    EndScreen,
    EvidenceLevel,
    GapsScreen,
    HistoryScreen,
    Item,
    ItemKind,
    LastScreen,
    PageScreen,
    Screen,
    StartScreen,
    SummaryEntry,
    SummaryPart,
    choices,
    readable,
)
from app.guide.model import AntiPattern, Guide, Section
from app.slack.action_ids import RECORD_LAUNCH, SHARE
from app.slack.blocks import (
    VIEW_BYTES,
    Block,
    Option,
    Words,
    actions,
    alert,
    bullets,
    button,
    checkbox_input,
    clip,
    context,
    date_element,
    divider,
    escape,
    fields,
    fitting,
    header,
    line,
    modal,
    mrkdwn,
    mrkdwn_section,
    plain,
    quote,
    radio_input,
    rich,
    section,
    text_input,
    weight,
)

# Callback ids of the views, action ids of their buttons, and the blocks that several of them show.

SUBMIT = "assess.page"
HISTORY = "assess.history"
READING = "assess.reading"
END = "assess.end"

ANSWER = "assess.answer"  # every input of a page
BACK = "assess.back"
OVERVIEW = "assess.overview"
SECTION = "assess.section"
READ_GUIDE = "assess.read-guide"
SHOW_HISTORY = "assess.show-history"
MIRROR = "assess.mirror"
LAST_VIEW = "assess.last"
TURN = "assess.turn"

PRIVATE = "Only you see this until you share it. All of it is optional, and saved as you type."

TWO_WINDOWS = (
    "You wrote on the page before this in another window too. The newest text counts; "
    "the other one is kept, and your history shows it."
)


def render(screen: Screen) -> Block:
    """The view that shows this screen."""
    match screen:
        case StartScreen():
            return start_view(screen)
        case PageScreen():
            return page_view(screen)
        case LastScreen():
            return last_view(screen)
        case GapsScreen():
            return gaps_view(screen)
        case EndScreen():
            return end_view(screen)


def notices(*, notice: bool) -> list[Block]:
    """The line about two windows, where there were two."""
    return [alert(TWO_WINDOWS, "info")] if notice else []


def agreed_blocks(agreed: Agreement | None) -> list[Block]:
    """What was agreed last, word for word."""
    if agreed is None:
        return []
    return [
        rich(line(Words("What you agreed, ", bold=True), date_element(agreed.made_at)), quote(agreed.text))
    ]


def prose(title: str, text: str) -> list[Block]:
    """A heading in bold and a paragraph; nothing where the guide says nothing."""
    return [rich(line(Words(title, bold=True)), line(Words(text)))] if text else []


def listing(title: str, texts: tuple[str, ...], *, numbered: bool = False) -> list[Block]:
    """A heading in bold and a list; nothing where the guide lists nothing."""
    return [rich(line(Words(title, bold=True)), bullets(texts, numbered=numbered))] if texts else []


def part_blocks(part: SummaryPart) -> list[Block]:
    """A section, an anti-pattern or what was retired, with every text as it was written."""
    under = context(escape(part.says or part.caption or " "))
    return [
        header(part.title),
        under,
        *(entry_block(entry) for entry in part.entries),
        *doubt_blocks(part.doubt),
    ]


SKEPTIC = "A skeptic would ask:"


def doubt_blocks(doubt: str) -> list[Block]:
    """What a skeptic would ask about a claim: a question, never a mark."""
    return [context(f"{SKEPTIC} {doubt}")] if doubt else []


def entry_block(entry: SummaryEntry) -> Block:
    """What was asked, and what was written in a quote."""
    if entry.earlier:
        asked = f" to “{entry.earlier.wording}”" if entry.earlier.wording != entry.wording else ""
        words = Words(f"Earlier text{asked}, kept ", italic=True)
        return rich(line(words, date_element(entry.earlier.kept_at)), quote(entry.text))
    retired = [Words(" (no longer asked)", italic=True)] if entry.retired else []
    said = quote(entry.text) if entry.text else line(Words("(emptied)", italic=True))
    return rich(line(Words(entry.wording, bold=True), *retired), said)


# The start view: what this is and who can see it; later where each section stands.

WORDS_OF_PURPOSE, TITLES_AT_START = 30, 8

WHO_SEES = (
    "Only you see what you write, until you share it. No marks, no ranking. "
    "Whoever holds the server's keys could technically read it."
)


def start_view(screen: StartScreen) -> Block:
    """At first what this is; later where they stand."""
    assessment = screen.assessment
    blocks = [header(screen.guide.title or "Self-assessment"), *notices(notice=screen.notice)]
    blocks += _standings(screen) if assessment else _introduction(screen.guide)
    buttons = [button("Read the guide", READ_GUIDE)]
    if assessment:
        buttons += [button("The mirror", MIRROR)] if screen.guide.anti_patterns else []
        label = LOOKING_BACK if not assessment.finished_at else OUTCOME
        buttons += [button(label, LAST_VIEW), button("Your assessments", SHOW_HISTORY)]
    is_finished = assessment and assessment.finished_at
    return modal(
        SUBMIT,
        "Assess yourself",
        [*blocks, *agreed_blocks(screen.agreed), actions(*buttons)],
        submit="Start a new one" if is_finished else "Continue" if assessment else "Begin",
        close="Close",
        private_metadata=screen.form_id,
    )


def _introduction(guide: Guide) -> list[Block]:
    """What somebody reads once, in less than half a minute."""
    titles = [section.title for section in guide.sections[:TITLES_AT_START]]
    more = len(guide.sections) - len(titles)
    purpose = guide.purpose.split()
    short = " ".join(purpose[:WORDS_OF_PURPOSE]) + ("…" if len(purpose) > WORDS_OF_PURPOSE else "")
    return [
        *([section(short)] if short else []),
        rich(bullets((*titles, *([f"and {more} more"] if more else [])))),
        context(WHO_SEES),
    ]


def _standings(screen: StartScreen) -> list[Block]:
    """Each section with where it stands, and a button that opens it."""
    finished = []
    if screen.assessment and screen.assessment.finished_at:
        words = Words(". You can still change it: earlier texts are kept.")
        finished = [rich(line(Words("Finished on "), date_element(screen.assessment.finished_at), words))]
    lines = [
        _section_line(part, under=part.standing.value.capitalize() if part.standing else "")
        for part in screen.parts
    ]
    return [*finished, *lines, context(WHO_SEES)]


def _section_line(part: SummaryPart, *, under: str = "") -> Block:
    """A section's title with a button that opens it; a screen reader says which."""
    named = {"accessibility_label": clip(f"Open {part.title}", 75)}
    opener = button("Open", SECTION, part.section_id) | named
    return mrkdwn_section(f"*{escape(part.title)}*" + (f"\n{under}" if under else ""), accessory=opener)


# What the command can do, for somebody who asked or mistyped.

TITLES = 2500
"""Characters of section titles at most: an answer to a command stays well under Slack's 4,000."""


def help_text(command: str, guide: Guide, *, nothing_fits: bool = False) -> str:
    """mrkdwn for the answer to a command, which only the person who typed it sees."""
    titles = "\n".join(f"• {escape(section.title)}" for section in guide.sections)
    because = "No section has that in its name.\n" if nothing_fits else ""
    return (
        f"{because}"
        f"`{command}` goes on where you stopped, or begins.\n"
        f"`{command} history` shows what you wrote before.\n"
        f"`{command}` and a section, or a part of its name, opens that section:\n"
        f"{clip(titles, TITLES)}\n"
        f"`{command} help` shows this.\n"
        "Only you can see this message and what you write."
    )


WHICH = "More than one section has that in its name. Which one?"
MATCHES = 40
"""A message holds fifty blocks."""


def matches_blocks(found: Sequence[Section]) -> list[Block]:
    """A button for each of the sections, in a block of its own: it may have the id that others have."""
    return [section(WHICH), *(actions(button(each.title, SECTION, each.id)) for each in found[:MATCHES])]


# Earlier assessments by date, with every text and what it said before.


def history_view(screen: HistoryScreen) -> Block:
    """One screen of what was written, with buttons to the screens beside it."""
    if screen.assessment is None:
        blocks = [
            section("There is nothing here yet. What you write in an assessment will be kept here, by date.")
        ]
        return modal(HISTORY, "Your assessments", blocks, close="Close")
    started = date_element(screen.assessment.started_at, with_time=True)
    head: list[Words | Block] = [Words("Begun ", bold=True), started]
    if screen.assessment.finished_at:
        head += [Words(", finished "), date_element(screen.assessment.finished_at, with_time=True)]
    else:
        head += [Words(", still open")]
    buttons = [button("Newer", f"{TURN}.newer", screen.newer)] if screen.newer else []
    buttons += [button("Older", f"{TURN}.older", screen.older)] if screen.older else []
    blocks = [
        context("Only you can see this."),
        rich(line(*head)),
        *(block for part in screen.parts for block in part_blocks(part)),
        *([actions(*buttons)] if buttons else []),
    ]
    return modal(HISTORY, "Your assessments", blocks, close="Close")


# The last view: what was written; a question about what is empty; and what came out of it.

LOOKING_BACK, OUTCOME = "Looking back", "What came out of it"
STANDINGS = "_With facts_: you named a date, a link or one of your launches. _A claim so far_: not yet."


def last_view(screen: LastScreen) -> Block:
    """The sections; below a line the mirror and what is no longer asked. What is empty is a line at most."""
    is_end = screen.place.number == screen.of
    written = [part for part in screen.parts if part.entries or part.stand]
    sections = [part for part in written if part.standing]
    others = [part for part in written if not part.standing]
    empty = "; ".join(part.title for part in screen.parts if part not in written)
    blocks = [
        header(LOOKING_BACK),
        context(f"Only you see this until you share it. {STANDINGS}"),
        *notices(notice=screen.notice),
        *(block for part in sections for block in part_blocks(part)),
        *([divider()] if sections and others else []),
        *(block for part in others for block in part_blocks(part)),
        *([section(f"Nothing yet: {empty}")] if empty else []),
        actions(button("Back", BACK), button("Overview", OVERVIEW)),
    ]
    submit, count = "Done" if is_end else "Next", _count(screen.pages, screen.pages)
    return modal(SUBMIT, count, blocks, submit=submit, private_metadata=screen.form_id)


def gaps_view(screen: GapsScreen) -> Block:
    """What is empty, once."""
    lines = [_section_line(part) for part in screen.gaps]
    blocks = [section("Done without these? An empty section is an answer too."), *lines]
    blocks.append(actions(button("Overview", OVERVIEW)))
    return modal(SUBMIT, "Before you finish", blocks, submit="Done", private_metadata=screen.form_id)


WORDS_QUOTED = 200
"""Characters of what somebody wrote, where the whole is a click away."""


def end_view(screen: EndScreen) -> Block:
    """Facts, claims and what the mirror admitted, in the person's own words, and what one can do next."""
    of = {level: [part for part in screen.sections if part.standing is level] for level in EvidenceLevel}
    found = [
        *_outcome("Facts you can point to", of[EvidenceLevel.FACTS]),
        *_outcome("Claims so far", of[EvidenceLevel.CLAIM]),
        *_outcome("Not yet, as you say", of[EvidenceLevel.NOT_YET]),
        *_titles_alone("Nothing written", of[EvidenceLevel.NOTHING]),
        *_outcome("What you recognized", screen.mirror),
        *_outcome("You also answered", screen.retired),
    ]
    next_steps = [button("Record a launch", RECORD_LAUNCH)]
    if screen.is_empty:
        found = [section("Nothing stands in it, so there is nothing to compare or to share.")]
    else:
        next_steps = [button("Share with my EM", SHARE), *next_steps, button("Read it again", SHOW_HISTORY)]
    on, whose = date_element(screen.finished_at), Words(". Only you see this until you share it.")
    blocks = [
        rich(line(Words("Finished on "), on, whose)),
        *fitting(found[:BLOCKS_AT_END], more=MORE_IN_HISTORY),
        *([context(MORE_IN_HISTORY)] if len(found) > BLOCKS_AT_END else []),
        *agreed_blocks(screen.agreed),
        divider(),
        actions(*next_steps),
    ]
    return modal(END, OUTCOME, blocks, close="Close", private_metadata=screen.form_id)


BLOCKS_AT_END = 90
MORE_IN_HISTORY = "There is more than fits here: “Read it again” shows all of it."


def _outcome(title: str, parts: Sequence[SummaryPart]) -> list[Block]:
    """The parts with what was written there, cut; a claim with a skeptic's question and its section."""
    blocks = [header(title)] if parts else []
    for part in parts:
        stand = part.stand if part.standing is EvidenceLevel.CLAIM else ""
        words = clip(part.own_words.strip() or stand, WORDS_QUOTED)
        blocks.append(_section_line(part) if part.doubt else mrkdwn_section(f"*{escape(part.title)}*"))
        asked = [line(Words(f"{SKEPTIC} {part.doubt}", italic=True))] if part.doubt else []
        blocks += [rich(*([quote(words)] if words else []), *asked)] if words or asked else []
    return blocks


def _titles_alone(title: str, parts: Sequence[SummaryPart]) -> list[Block]:
    return [header(title), rich(bullets(part.title for part in parts))] if parts else []


# One page to fill in: a section's questions, or an anti-pattern as a mirror.

SHORT_QUOTE = 200
OPTION_TEXT = 75

HINTS = {
    ItemKind.EVIDENCE: "A date, a link or a launch makes it a fact. Until then it is a claim.",
    ItemKind.WHEN: "One time is enough.",
}
NONE_YET = "“None yet” is an answer."
_PRESUMES_A_YES = re.compile(
    r"(?:(?:on|in|to|for|from|at|with) )?(?:when|which|what|who|whom|where|how)\b|.*\b(?:my|your) last\b",
    re.IGNORECASE,
)


def page_view(screen: PageScreen) -> Block:
    """The page. Should last time's texts make it too heavy for Slack, they are shortened, and it says so."""
    blocks = _blocks(screen, short=False)
    if weight(blocks) > VIEW_BYTES:
        blocks = _blocks(screen, short=True)
    count = _count(*screen.questionnaire.place(screen.page))
    return modal(SUBMIT, count, blocks, submit="Next", private_metadata=screen.form_id)


def _count(number: int, of: int) -> str:
    """One count over all pages of the assessment."""
    return f"{number} of {of}"


def _blocks(screen: PageScreen, *, short: bool) -> list[Block]:
    """`short`: what was written last time is cut."""
    page = screen.page
    about = _about_section(screen.questionnaire.guide, page.section) if page.section else []
    if page.anti_pattern:
        about = _about_mirror(page.anti_pattern)
    title = page.section.title if page.section else page.anti_pattern.title if page.anti_pattern else ""
    blocks = [header(title), context(PRIVATE)]
    if screen.finished_at:
        words = Words(". You can still change it: earlier texts are kept.")
        finished = line(Words("You finished this assessment on "), date_element(screen.finished_at), words)
        blocks.append(rich(finished))
    blocks += notices(notice=screen.notice)
    if short:
        blocks.append(alert("Last time's texts are shortened here; your history has them whole.", "info"))
    blocks += about if page.number == 1 else []
    for item in page.items:
        blocks += _inputs(item, screen.texts.get(item.key, ""))
        if last_time := screen.last_time.get(item.key):
            text = readable(item.key, last_time.text)
            when = line(Words("Last time, ", italic=True), date_element(last_time.kept_at), Words(":"))
            blocks.append(rich(when, quote(clip(text, SHORT_QUOTE) if short else text)))
    blocks += doubt_blocks(screen.doubt)
    buttons = [button("Back", BACK), button("Overview", OVERVIEW)]
    if page.number == 1 and page.section and _is_about_shipping(page.section):
        buttons = [button("Record what I shipped last", RECORD_LAUNCH), *buttons]
    return [*blocks, actions(*buttons)]


def _is_about_shipping(section: Section) -> bool:
    """Whether it is about owning outcomes, or has the loop: it leads to the place where that is done."""
    return section.has_loop or "outcome" in section.title.casefold()


def _about_section(guide: Guide, section: Section) -> list[Block]:
    """The loop, where it stands in this section, and what people at the next level do."""
    loop = guide.loop if section.has_loop else ()
    parts: list[Words] = []
    for step in loop:
        parts += [Words(" → ")] if parts else []
        parts.append(Words(step.text, bold=step.marked))
    blocks = [rich(line(Words("The loop: ", italic=True), *parts))] if parts else []
    if any(step.marked for step in loop):
        blocks.append(context("In bold: the step where work usually stops being watched."))
    return [*blocks, *listing("What people at the next level do", section.behaviours)]


def _about_mirror(anti_pattern: AntiPattern) -> list[Block]:
    """What the mirror is. Signs that are longer than an option may be stand below that, whole."""
    words = "Tick what you recognize in yourself; nobody counts."
    long = tuple(sign.text for sign in anti_pattern.signs if len(sign.text) > OPTION_TEXT)
    return [rich(line(Words(words))), *([rich(bullets(long))] if long else [])]


def _inputs(item: Item, value: str) -> list[Block]:
    """The item's input, filled with what is stored; a long list of boxes has several."""
    match item.kind:
        case ItemKind.STAND:
            options = [Option(choice.id, choice.label) for choice in item.choices]
            chosen = next((choice.id for choice in choices(value)), None)
            return [radio_input(ANSWER, item.key, item.wording, options, chosen)]
        case ItemKind.SIGNS:
            ticked = [choice.id for choice in choices(value)]
            groups = [(id_, [Option(it.id, it.label) for it in group]) for id_, group in item.groups()]
            return [checkbox_input(ANSWER, id_, item.wording, options, ticked) for id_, options in groups]
        case kind:
            presumes = kind is ItemKind.QUESTION and _PRESUMES_A_YES.match(item.wording)
            hint = NONE_YET if presumes else HINTS.get(kind, "")
            return [text_input(ANSWER, item.key, item.wording, value, hint=hint)]


# The guide to read: the example, how to use it, and what it stands on.


MINDSET_ROWS = 20
"""More rows would crowd out the rest: a view holds a hundred blocks."""

FIELD = 2000
"""What a field of a section holds."""


def reading_view(guide: Guide) -> Block:
    """What the guide says beside its questions, in one view."""
    blocks = [
        header(guide.title or "The guide"),
        *prose("What it is for", guide.purpose),
        *prose("What it is", guide.format),
        *prose("When to use it", guide.use_case),
        *prose("The problem", guide.problem),
        *([rich(quote(guide.motto))] if guide.motto else []),
        *_mindset(guide),
        *prose("An example", guide.example.situation),
        *listing("Step by step", guide.example.steps, numbered=True),
        *prose("Why this counts", guide.example.why),
        *listing("How to use it", guide.how_to_use, numbered=True),
        *prose("Keep in mind", guide.note),
        *prose("Beside the document you have", guide.supplements),
        *listing("What stays expected", guide.core_expectations),
    ]
    return modal(READING, "The guide", fitting(blocks), close="Back to the start")


def _mindset(guide: Guide) -> list[Block]:
    """The guide's table of two columns, from what to what."""
    if not guide.mindset:
        return []
    head = fields(*(_bold(column) for column in guide.mindset_columns))
    rows = [
        fields(plain(clip(row.before, FIELD) or " "), _bold(row.after))
        for row in guide.mindset[:MINDSET_ROWS]
    ]
    return [head, *rows]


def _bold(text: str) -> Block:
    """The second column stands out: on a phone the two come one below the other."""
    if not text or "*" in text:
        return plain(clip(text, FIELD) or " ")
    return mrkdwn(f"*{escape(clip(text, FIELD // 6))}*")  # escaping makes it five times as long at worst
