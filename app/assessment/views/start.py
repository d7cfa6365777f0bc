"""The start view: what this is, who can see it, and where each section stands."""

from app.assessment.model import Part, StartScreen
from app.assessment.views.common import (
    LAST_VIEW,
    MIRROR,
    READ_GUIDE,
    SECTION,
    SHOW_HISTORY,
    SUBMIT,
    agreed_blocks,
    notices,
    prose,
)
from app.guide.model import Guide
from app.slackkit.blocks import (
    VIEW_BYTES,
    Block,
    Words,
    actions,
    button,
    clip,
    context,
    date,
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
    rich,
)

FIELD = 2000
"""What a field of a section holds."""

MINDSET_ROWS = 20
"""More rows would crowd out the sections: a view holds a hundred blocks."""

WHO_SEES = (
    "Followthrough shows what you write to nobody but you, until you share it. No marks, no ranking, and no "
    "list of who did not answer. Whoever runs the server with its keys could technically read it."
)


STANDINGS = "_With evidence_: you noted what shows it. _Still a claim_: not yet, and fine to begin with."


def start_view(screen: StartScreen) -> Block:
    """What comes first is what the person came for: the reason at first, later where they stand."""
    why = fitting(_why(screen.guide), VIEW_BYTES // 2)
    sections = _sections(screen)
    blocks = [
        header(screen.guide.title or "Self-assessment"),
        context(WHO_SEES),
        *notices(notice=screen.notice),
        *_finished(screen),
        *agreed_blocks(screen.agreed),
        *(prose("What this is", screen.guide.purpose) if not screen.assessment else []),
        *(sections if screen.assessment else why),
        divider(),
        *(why if screen.assessment else sections),
        actions(*_buttons(screen)),
    ]
    return modal(
        SUBMIT,
        "Assess yourself",
        blocks,
        submit=_submit(screen),
        close="Close",
        private_metadata=screen.page_id,
    )


def _buttons(screen: StartScreen) -> list[Block]:
    more = [
        *([button("The mirror", MIRROR)] if screen.guide.anti_patterns else []),
        button("Looking back", LAST_VIEW),
        button("Your assessments", SHOW_HISTORY),
    ]
    return [button("Read the guide", READ_GUIDE), *(more if screen.assessment else [])]


def _submit(screen: StartScreen) -> str:
    if screen.assessment is None:
        return "Begin"
    return "Start a new one" if screen.assessment.finished_at else "Continue"


def _finished(screen: StartScreen) -> list[Block]:
    if screen.assessment is None or screen.assessment.finished_at is None:
        return []
    return [
        rich(
            line(
                Words("You finished this on "),
                date(screen.assessment.finished_at),
                Words(". Open a section to change it: earlier texts are kept. A new one begins empty."),
            )
        )
    ]


def _why(guide: Guide) -> list[Block]:
    motto = [rich(quote(guide.motto))] if guide.motto else []
    return [*prose("The problem", guide.problem), *motto, *_mindset(guide)]


def _mindset(guide: Guide) -> list[Block]:
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


def _sections(screen: StartScreen) -> list[Block]:
    pairs = zip(screen.guide.sections, screen.parts, strict=True)
    return [*(_section(section.id, part) for section, part in pairs), context(STANDINGS)]


def _section(section_id: str, part: Part) -> Block:
    standing = part.standing.value if part.standing else ""
    words = f"{standing.capitalize()} · {part.stand}" if part.stand else standing.capitalize()
    open_button = button("Open", SECTION, section_id)
    open_button["accessibility_label"] = clip(f"Open {part.title}", 75)
    return mrkdwn_section(f"*{escape(part.title)}*\n{escape(words)}", accessory=open_button)
