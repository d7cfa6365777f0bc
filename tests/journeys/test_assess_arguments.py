"""What may stand after the command."""

from pathlib import Path

import pytest

from app.bootstrap import Product
from app.sandbox.slack import StandIn, Window
from tests.support.bot import running_bot
from tests.support.screens import title

pytestmark = pytest.mark.dialects_take_turns


def answer(window: Window) -> str:
    return window.messages()[-1].text


@pytest.mark.parametrize("topic", ["multiply", "Multiply your TEAM", "team"])
def test_a_part_of_a_section_s_name_opens_it(ada: Window, topic: str) -> None:
    assert ada.command(f"/l5-assess {topic}").ok
    assert title(ada) == "6 of 10"


def test_a_section_s_id_opens_it(ada: Window, bot: Product) -> None:
    last = bot.assessments.questionnaire.guide.sections[-1]
    assert ada.command(f"/l5-assess {last.id}").ok
    assert title(ada) == "6 of 10"


@pytest.mark.parametrize("topic", ["help", "nonsense <!channel> & more", "%00", "' OR 1=1 --"])
def test_anything_else_gets_the_help_politely(ada: Window, topic: str) -> None:
    assert ada.command(f"/l5-assess {topic}").ok
    assert ada.top is None
    assert "`/l5-assess history`" in answer(ada)
    assert "<!channel>" not in answer(ada)


def test_a_section_s_name_arrives_escaped(standin: StandIn, database_url: str, tmp_path: Path) -> None:
    guide = tmp_path / "guide.md"
    guide.write_text(
        "# G\n\n## R&D <early>\n\n**Questions:**\n\n- Why?\n\n## Other\n\n**Questions:**\n\n- How?\n"
    )
    with running_bot(standin, database_url, guide):
        window = standin.open_window("ada")
        window.command("/l5-assess r&d <ear")
        assert title(window) == "1 of 3"
