"""The author's modal: what each step says, and that Slack takes it at its heaviest."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.sandbox.blocks import view_problems
from app.sharing.choice.picking import Group, ShareChoice, WordField
from app.sharing.modal.screens import (
    CheckingScreen,
    ChooseScreen,
    ExactlyScreen,
    LaunchLine,
    ListedShare,
    SentScreen,
    ShareListScreen,
    Spot,
    Step,
    WhatScreen,
    WordsScreen,
)
from app.sharing.modal.sitting import GROUPS_A_PAGE, MOST_FIELDS
from app.sharing.modal.views.list import list_view
from app.sharing.modal.views.steps import step_view
from app.sharing.model import Mark, Post, Reader, Share, ShareState, Snapshot, Stop
from app.sharing.refusals import refusal_words
from tests.support.screens import strings

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
FORM = "a_form-id_of_24_letters"
EMOJI = "\N{DIRECT HIT}"
READERS = tuple(Reader(f"U{n}", EMOJI * 80, mark) for n, mark in enumerate([*Mark] * 20))
SHARE = Share(
    id=1,
    token="t" * 16,
    workspace_id=1,
    person_id=1,
    form_id=FORM,
    channel_id="C1",
    em_user_id="U1",
    state=ShareState.POSTED,
    reason=None,
    preview="p" * 16,
    snapshot=Snapshot("ada-and-dana", "ada", "dana", READERS[:3], posts=(Post("t", "[]"),)),
    made_at=NOW,
    approved_at=NOW,
    posted_at=NOW,
    ended_at=None,
)
GROUP = Group(
    "what-x", EMOJI * 150, tuple(ShareChoice(f"full-{n}", EMOJI * 75, EMOJI * 75) for n in range(10))
)
FIELDS = tuple(WordField(f"line-{n}", EMOJI * 165, "", "A hint.", 300) for n in range(MOST_FIELDS))
HEAVIEST: tuple[Step, ...] = (
    ChooseScreen(
        FORM,
        {"channel": "C1", "em": "U1", "mention": "mention", "in": "new brief", "launches": "1 2"},
        25,
        since=NOW.date(),
        changed=(EMOJI * 75,) * 10,
        assessed_on=NOW.date(),
        finished=tuple((n, NOW.date()) for n in range(1, 21)),
        launches=tuple(LaunchLine(n, EMOJI * 75, is_new_here=True) for n in range(1, 11)),
        older=True,
        today=NOW.date(),
        resumed=True,
        stop=Stop.TOO_MANY,
    ),
    ChooseScreen(FORM, {}, 25),
    CheckingScreen(FORM, "share-name", 25),
    CheckingScreen(FORM, "share-name", 25, stop=Stop.TOO_MANY, asked_again=True),
    WhatScreen(
        FORM,
        tuple(replace(GROUP, field=f"what-{n}") for n in range(GROUPS_A_PAGE)),
        {f"what-{n}": frozenset(choice.id for choice in GROUP.choices) for n in range(GROUPS_A_PAGE)},
        older=True,
    ),
    WhatScreen(FORM, (), {}),
    WordsScreen(FORM, FIELDS, {field.field: EMOJI * 300 for field in FIELDS}),
    ExactlyScreen(replace(SHARE, snapshot=replace(SHARE.snapshot, readers=READERS)), newer=True),
    ExactlyScreen(replace(SHARE, channel_id="")),
    SentScreen(SHARE),
    SentScreen(replace(SHARE, channel_id=""), again=True),
)


@pytest.mark.parametrize("screen", HEAVIEST, ids=lambda screen: type(screen).__name__)
def test_slack_takes_every_step_at_its_heaviest(screen: Step) -> None:
    assert view_problems(step_view(screen)) == []


def test_slack_takes_the_list_with_shares_in_every_state() -> None:
    listed = tuple(
        ListedShare(replace(SHARE, id=n, state=state, token=f"token-{n}"), ())
        for n, state in enumerate([*ShareState, *ShareState][:10])
    )
    view = list_view(ShareListScreen(NOW, listed, newer="0", older="2"))
    assert view_problems(view) == []
    assert f"#{SHARE.snapshot.channel_name}" in "".join(strings(view["blocks"]))


def test_every_refusal_names_the_bot_and_says_what_to_do() -> None:
    for stop in Stop:
        words = refusal_words(stop, 25)
        assert "Followthrough" in words, stop
        assert words.endswith("press Next again."), stop
        assert "{" not in words, stop
    assert refusal_words(Stop.TOO_LATE, 25, "press Look again").endswith("press Look again.")


def test_what_a_view_carries_is_read_back_and_nonsense_is_page_one() -> None:
    spot = Spot(FORM, "pre_view-1", 7)
    assert Spot.of(str(spot)) == spot
    for text in ("", ":", "::", "form", "form:p:", "form:p:-1", "form:p:99999", "form:p:\N{SUPERSCRIPT TWO}"):
        assert Spot.of(text).page == 0
