"""Earlier assessments by date, with every text and what it said before."""

from app.assessment.model import Assessment, HistoryScreen
from app.assessment.views.common import HISTORY, TURN, part_blocks
from app.slackkit.blocks import Block, Words, actions, button, context, date, line, modal, rich, section


def history_view(screen: HistoryScreen) -> Block:
    if screen.assessment is None:
        blocks = [
            section("There is nothing here yet. What you write in an assessment will be kept here, by date.")
        ]
    else:
        blocks = [
            context("Only you can see this."),
            *_heading(screen.assessment),
            *(block for part in screen.parts for block in part_blocks(part)),
            *([] if screen.parts else [section("Nothing was written in this one.")]),
            *_turning(screen),
        ]
    return modal(HISTORY, "Your assessments", blocks, close="Close")


def _heading(assessment: Assessment) -> list[Block]:
    words: list[Words | Block] = [Words("Begun ", bold=True), date(assessment.started_at, with_time=True)]
    if assessment.finished_at:
        words += [Words(", finished "), date(assessment.finished_at, with_time=True)]
    else:
        words += [Words(", still open")]
    return [rich(line(*words))]


def _turning(screen: HistoryScreen) -> list[Block]:
    buttons = [button("Newer", f"{TURN}.newer", screen.newer)] if screen.newer else []
    buttons += [button("Older", f"{TURN}.older", screen.older)] if screen.older else []
    return [actions(*buttons)] if buttons else []
