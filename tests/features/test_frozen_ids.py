"""Names that were released, and what they carry, are heard and read for ever."""

import re
from pathlib import Path

import pytest

from app.bootstrap import build
from app.sandbox.slack import StandIn
from app.slack.blocks import Option, actions, button, modal, select_menu, text_input
from app.slack.manifest import SHORTCUTS, manifest
from tests.features import frozen_ids
from tests.features.frozen_ids import carries, frozen, gone, listens, new
from tests.privacy.forgery import listening
from tests.support.bot import settings_for
from tests.support.databases import SqliteTemplate

INPUTS = re.compile(r"field$|^assess\.answer$")
"""Actions of inputs, which carry what is typed into them."""


@pytest.fixture(scope="module")
def heard(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the real product registers with Bolt."""
    url = sqlite_template.copy_to(tmp_path_factory.mktemp("frozen") / "followthrough.db")
    with StandIn(manifest("/l5-", "http://127.0.0.1")) as standin, listening() as registered:
        product = build(settings_for(standin, url))
    assert len(registered) == len(product.web._bolt._listeners)
    product.database.dispose()
    return [listens(each.kind, each.name) for each in registered]


def test_everything_that_was_released_is_still_listened_to(heard: list[str]) -> None:
    assert gone(heard) == []


def test_everything_that_is_listened_to_is_on_the_list(heard: list[str]) -> None:
    assert new(heard) == []


def test_the_manifest_names_only_shortcuts_that_are_listened_to(heard: list[str]) -> None:
    assert {listens("shortcut", callback_id) for _, _, callback_id, _ in SHORTCUTS} <= {*heard}


def test_the_list_says_what_everything_on_it_carries() -> None:
    """A name that is new is not on it before what it carries is, too."""
    lines = [line.split(" ") for line in frozen()]
    carried = {(kind, name) for verb, kind, name, *_ in lines if verb == "carries"}
    silent = [
        f"{kind} {name}: say what it carries, {frozen_ids.ADD} 'carries {kind} {name} SHAPE'"
        for verb, kind, name in (line for line in lines if line[0] == "listens")
        if kind in {"action", "view"} and not INPUTS.search(name) and not _carries(carried, kind, name)
    ]
    assert silent == []


def _carries(carried: set[tuple[str, str]], kind: str, name: str) -> bool:
    if not name.startswith("/"):
        return (kind, name) in carried
    return any(re.search(name.strip("/"), each) for its, each in carried if its == kind)


def test_a_name_that_is_gone_is_told_with_what_to_do(heard: list[str]) -> None:
    (told,) = gone(line for line in heard if line != "listens action checkin.edit")
    assert told.startswith(
        "listens action checkin.edit: messages and modals that were sent still name it. Go on"
    )


def test_a_new_name_or_another_shape_is_told_with_what_to_do() -> None:
    view = modal("launch.bet", "Bet", [actions(button("Edit", "checkin.edit", "4:2026-W47:x"))])
    first, second = new(carries(view))
    assert first.startswith("carries action checkin.edit N:WEEK:x: not on the list of frozen ids.")
    assert second.endswith('add it: python -m tests.features.frozen_ids "carries view launch.bet -"')


def test_what_is_added_to_the_list_stays_beside_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, line = frozen(), "carries action home.next N"
    copy = tmp_path / "frozen-ids.txt"
    copy.write_text(frozen_ids.FROZEN.read_text())
    monkeypatch.setattr(frozen_ids, "FROZEN", copy)
    monkeypatch.setattr("sys.argv", ["frozen_ids", line])
    frozen_ids.main()
    assert frozen() == before | {line}


def test_shapes_are_told_by_what_stands_there_and_never_by_the_ids() -> None:
    options = [Option("done:12", "Done"), Option("open:7", "Open")]
    form = "Zy0-_abcdefghijklmnop1"
    blocks = [
        actions(
            button("Read", "share.read", "abcDEF0123456789"), select_menu("checkin.item", options, "How")
        ),
        actions(button("It is there", "share.is-there", "abcDEF0123456789:3:00000000")),
        actions(button("This one", "checkin.which.3", "1700000000.000100:4")),
        actions(button("Open", "assess.section", "problem")),
        text_input("launch.field", "title", "Title", ""),
    ]
    assert set(carries(modal("share.what", "What", blocks, private_metadata=f"{form}::2"))) == {
        "carries action share.read ID16",
        "carries action checkin.item done:N",
        "carries action checkin.item open:N",
        "carries action share.is-there ID16:N:HEX8",
        "carries action checkin.which.N TS:N",
        "carries action assess.section SLUG",
        "carries view share.what ID22::N",
    }
