"""The guide changes while people write: their words stay with the wording they answered."""

from pathlib import Path

import pytest

from app.sandbox.slack import StandIn, Window
from tests.support.bot import running_bot
from tests.support.screens import blocks_of, chosen, input_ids, texts, title
from tests.support.walk import (
    begin,
    finish,
    first_question,
    forward,
    history,
    in_the_mirror,
    is_looking_back,
    to_the_end,
    write,
)

pytestmark = pytest.mark.dialects_take_turns

BEFORE = """# A guide

## Own it {#own}

**Questions to ask yourself:**

- Did it work? {#own.work}
- Who used it? {#own.used}

## Say it {#say}

**Questions to ask yourself:**

- Who knows? {#say.who}
"""
REWORDED = BEFORE.replace("Did it work?", "Does it still work today?").replace(
    "- Who used it? {#own.used}\n", ""
)


def write_guide(folder: Path, text: str) -> Path:
    guide = folder / "guide.md"
    guide.write_text(text, encoding="utf-8")
    return guide


def test_a_page_of_an_older_version_is_stored_under_its_own_wording(
    standin: StandIn, database_url: str, tmp_path: Path
) -> None:
    ada = standin.open_window("ada")
    with running_bot(standin, database_url, write_guide(tmp_path, BEFORE)):
        ada.command("/l5-assess")
        forward(ada)
        ada.type("q:own.work", "it did")
        ada.type("q:own.used", "Team Blue")
    with running_bot(standin, database_url, write_guide(tmp_path, REWORDED)):
        forward(ada)
        assert title(ada) == "2 of 3"
        ada.click("Back")
        assert input_ids(ada)[:2] == ["q:own.work", "stand:own"]
        assert blocks_of(ada, "input")[0]["label"]["text"] == "Does it still work today?"
        assert ada.shown("q:own.work") == "it did"
        for _ in range(2):
            forward(ada)
        shown = texts(ada)
        assert "No longer in the guide" in shown
        assert "Who used it? (no longer asked) Team Blue" in " ".join(shown.split())
        assert "Did it work?" in shown
        to_the_end(ada)
        assert "You also answered" in texts(ada)
        assert "Team Blue" in texts(ada)
        ada.close()
        assert "Team Blue" in history(ada)


def test_a_section_that_is_gone_leads_to_the_next_open_page(
    standin: StandIn, database_url: str, tmp_path: Path
) -> None:
    ada = standin.open_window("ada")
    with running_bot(standin, database_url, write_guide(tmp_path, BEFORE)):
        ada.command("/l5-assess")
        forward(ada)
        ada.type("q:own.work", "it did")
    say_only = "# A guide\n\n" + BEFORE[BEFORE.index("## Say it") :]
    with running_bot(standin, database_url, write_guide(tmp_path, say_only)):
        forward(ada)
        assert title(ada) == "1 of 2"
        forward(ada)
        assert "it did" in texts(ada)


def test_a_section_with_many_questions_is_split_into_pages_of_six_inputs(
    standin: StandIn, database_url: str, tmp_path: Path
) -> None:
    questions = "".join(f"- Question number {n}? {{#q{n}}}\n" for n in range(1, 12))
    guide = write_guide(tmp_path, f"# G\n\n## Long {{#long}}\n\n**Questions:**\n\n{questions}")
    with running_bot(standin, database_url, guide):
        ada = standin.open_window("ada")
        ada.command("/l5-assess")
        forward(ada)
        seen = []
        while not is_looking_back(ada):
            assert len(input_ids(ada)) <= 6
            seen += input_ids(ada)
            forward(ada)
        assert seen == [*(f"q:q{n}" for n in range(1, 12)), "stand:long", "evidence:long"]


def test_a_long_sign_stands_above_its_box_whole(standin: StandIn, database_url: str, tmp_path: Path) -> None:
    sign = "You " + "really " * 15 + "never look back"
    guide = write_guide(tmp_path, f"{BEFORE}\n## Anti-patterns\n\n### Ship and forget\n\n- {sign}\n- Short\n")
    with running_bot(standin, database_url, guide):
        ada = standin.open_window("ada")
        begin_any(ada)
        while not in_the_mirror(ada):
            forward(ada)
        assert sign in texts(ada)
        boxes = blocks_of(ada, "input")[0]["element"]["options"]
        assert all(len(box["text"]["text"]) <= 75 for box in boxes)
        ada.choose(input_ids(ada)[0], [boxes[0]["value"]])
        finish(ada)
        assert sign in history(ada)


def begin_any(window: Window) -> None:
    window.command("/l5-assess")
    forward(window)


def test_the_loop_heads_its_section_with_the_step_marked(ada: Window) -> None:
    begin(ada)
    forward(ada)
    forward(ada)
    assert "where work usually stops being watched" in texts(ada)
    loop = next(b for b in blocks_of(ada, "rich_text") if "The loop" in str(b))
    runs = loop["elements"][0]["elements"]
    assert [run["text"] for run in runs if run.get("style") == {"bold": True}] == ["Monitor"]
    write(ada, first_question(ada), "x")


MIRROR = "\n## Anti-patterns\n\n### Ship {#ship}\n\n"


def signs(*names: str) -> str:
    return BEFORE + MIRROR + "".join(f"- Sign {name} {{#ship.{name}}}\n" for name in names)


def to_the_mirror(window: Window) -> None:
    window.command("/l5-assess")
    if title(window) == "Assess yourself":
        forward(window)
    while not in_the_mirror(window):
        forward(window)


def test_a_box_ticked_before_the_guide_dropped_its_sign_stays_in_the_history(
    standin: StandIn, database_url: str, tmp_path: Path
) -> None:
    ada = standin.open_window("ada")
    with running_bot(standin, database_url, write_guide(tmp_path, signs("a", "b"))):
        to_the_mirror(ada)
        ada.choose("signs:ship", ["ship.a"])
        ada.close()
    with running_bot(standin, database_url, write_guide(tmp_path, signs("b"))):
        to_the_mirror(ada)
        ada.choose("signs:ship", ["ship.b"])
        finish(ada)
        shown = history(ada)
        assert "Sign a" in shown
        assert "Sign b" in shown


def test_boxes_beyond_ten_stand_in_a_second_group_and_move_without_being_lost(
    standin: StandIn, database_url: str, tmp_path: Path
) -> None:
    ten = [f"n{n}" for n in range(10)]
    ada = standin.open_window("ada")
    with running_bot(standin, database_url, write_guide(tmp_path, signs(*ten, "last"))):
        to_the_mirror(ada)
        ada.choose("signs:ship", ["ship.n9"])
        ada.choose("signs:ship:2", ["ship.last"])
        ada.close()
    with running_bot(standin, database_url, write_guide(tmp_path, signs("new", *ten, "last"))):
        to_the_mirror(ada)
        assert chosen(ada, "signs:ship:2") == ["ship.n9", "ship.last"]
        ada.choose("signs:ship", ["ship.n3"])
        finish(ada)
        shown = history(ada)
        for name in ("n3", "n9", "last"):
            assert f"Sign {name}" in shown


def test_an_earlier_answer_stands_under_the_wording_it_answered(
    standin: StandIn, database_url: str, tmp_path: Path
) -> None:
    ada = standin.open_window("ada")
    with running_bot(standin, database_url, write_guide(tmp_path, BEFORE)):
        ada.command("/l5-assess")
        forward(ada)
        write(ada, "q:own.work", "old answer")
        forward(ada)
    with running_bot(standin, database_url, write_guide(tmp_path, REWORDED)):
        ada.click("Back")
        write(ada, "q:own.work", "new answer")
        forward(ada)
        shown = history(ada)
        assert "Earlier text to “Did it work?”, kept " in shown
        assert shown.index("Does it still work today?") < shown.index("new answer")


def test_a_later_guide_does_not_rewrite_what_was_finished(
    standin: StandIn, database_url: str, tmp_path: Path
) -> None:
    ada = standin.open_window("ada")
    with running_bot(standin, database_url, write_guide(tmp_path, BEFORE)):
        ada.command("/l5-assess")
        forward(ada)
        write(ada, "evidence:own", "a dashboard, 3 Nov 2020")
        finish(ada)
    moved = BEFORE.replace("## Own it {#own}", "## Care for it {#care}")
    with running_bot(standin, database_url, write_guide(tmp_path, moved)):
        shown = history(ada)
        assert "Own it" in shown
        assert "With facts" in shown


ROW = "| " + "&" * 1900 + " | " + "&" * 1900 + " |\n"
HOW_TO = "".join(f"- {n} " + "🚀" * 500 + "\n" for n in range(80))
HUGE = {
    "a heavy table": f"# G\n\n{ROW}| - | - |\n{ROW}\n",
    "a long how-to": f"# G\n\n## How to use this\n\n{HOW_TO}\n",
}


@pytest.mark.parametrize("name", HUGE)
def test_a_guide_with_very_long_parts_still_fits_what_slack_takes(
    standin: StandIn, database_url: str, tmp_path: Path, name: str
) -> None:
    guide = HUGE[name] + BEFORE.removeprefix("# A guide\n")
    with running_bot(standin, database_url, write_guide(tmp_path, guide)):
        ada = standin.open_window("ada")
        assert ada.command("/l5-assess").ok
        assert ada.click("Read the guide").ok
        ada.close()
        forward(ada)
        finish(ada)
