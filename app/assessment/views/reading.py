"""The guide to read: the example, how to use it, and what it stands on."""

from app.assessment.views.common import READING, listing, prose
from app.guide.model import Guide
from app.slackkit.blocks import Block, fitting, header, modal


def reading_view(guide: Guide) -> Block:
    blocks = [
        header(guide.title or "The guide"),
        *prose("What it is for", guide.purpose),
        *prose("What it is", guide.format),
        *prose("When to use it", guide.use_case),
        *prose("An example", guide.example.situation),
        *listing("Step by step", guide.example.steps, numbered=True),
        *prose("Why this counts", guide.example.why),
        *listing("How to use it", guide.how_to_use, numbered=True),
        *prose("Keep in mind", guide.note),
        *prose("Beside the document you have", guide.supplements),
        *listing("What stays expected", guide.core_expectations),
    ]
    return modal(READING, "The guide", fitting(blocks), close="Back to the start")
