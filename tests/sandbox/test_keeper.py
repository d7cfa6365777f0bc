"""What was said is there again after a restart."""

from pathlib import Path

from app.sandbox.keeper import Keeper
from app.sandbox.slack import StandIn
from tests.sandbox.tiny_bot import MANIFEST, TinyBot


def test_conversations_threads_and_channels_are_there_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "messages.json"
    with StandIn(MANIFEST) as first:
        keeper = Keeper(first.workspace, file)
        bot = TinyBot(first)
        first.bot_url = bot.url
        ada = first.open_window("ada")
        said = ada.say("begins a thread")
        ada.say("goes on :tada:", thread_ts=said.ts)
        gone = ada.say("is deleted")
        ada.delete(gone.ts)
        first.archive("general")
        keeper.stop()
        bot.stop()
        before = ada.messages()
    with StandIn(MANIFEST) as second:
        keeper = Keeper(second.workspace, file)
        again = second.open_window("ada")
        assert again.messages() == before
        assert [each.text for each in again.thread(said.ts)] == ["goes on :tada:"]
        general = second.workspace.channels.named("general")
        assert general is not None and general.is_archived  # noqa: PT018
        newest = again.say("and goes on")
        assert again.messages()[-1] == newest
        keeper.stop()


def test_what_nothing_was_said_in_makes_no_file(tmp_path: Path) -> None:
    file = tmp_path / "messages.json"
    with StandIn(MANIFEST) as standin:
        Keeper(standin.workspace, file).stop()
    assert not file.exists()
