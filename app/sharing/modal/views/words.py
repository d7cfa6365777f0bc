"""Step 4: the words around what was ticked, and who the EM is."""

from app.sharing.choice.picking import EM, STARTERS, WordField
from app.sharing.modal.screens import Spot, WordsScreen
from app.sharing.names import BACK, FIELD, WORDS
from app.sharing.refusals import block_id, reader_words
from app.slack.blocks import (
    Block,
    Option,
    actions,
    button,
    checkbox_input,
    context,
    line_input,
    modal,
    select_input,
    text_input,
)

NOBODY = "nobody"
"""A menu's choice cannot be taken back, only changed."""

HERE = "These words are for this share alone: your assessment and your bets stay as they are."
ADD_STARTERS = "Three questions to start talking"
ABOUT = "Made by fixed rules out of what you ticked; the next page shows them"
WHY_EM = (
    "Only what this person does counts as read by your EM. If they have done nothing after five working "
    "days, they get one reminder that says nothing of what is in it."
)


def words_view(screen: WordsScreen) -> Block:
    blocks = [
        context(HERE),
        *(_input(screen, each) for each in screen.fields),
        *([_em(screen)] if screen.people else []),
        _starters(screen),
        actions(button("Back", BACK)),
    ]
    spot = Spot(screen.form_id)
    return modal(WORDS, "In your words", blocks, submit="Next", private_metadata=str(spot))


def _input(screen: WordsScreen, each: WordField) -> Block:
    make = text_input if each.lines else line_input
    return make(
        FIELD,
        block_id(screen.form_id, each.field),
        each.label,
        screen.values.get(each.field, ""),
        hint=each.hint,
        max_length=each.most,
    )


def _starters(screen: WordsScreen) -> Block:
    ticked = {STARTERS} if screen.starters else set()
    block = block_id(screen.form_id, STARTERS)
    return checkbox_input(FIELD, block, "At the end", [Option(STARTERS, ADD_STARTERS, ABOUT)], ticked)


def _em(screen: WordsScreen) -> Block:
    people = [Option(each.user_id, reader_words(each)) for each in screen.people]
    options = [Option(NOBODY, "Nobody in particular"), *people][:100]
    return select_input(
        FIELD,
        block_id(screen.form_id, EM),
        "Who of them is your EM?",
        options,
        screen.em_user_id or None,
        hint=WHY_EM,
    )
