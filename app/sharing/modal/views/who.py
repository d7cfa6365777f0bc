"""Step 2: everybody who will read it, by name."""

from app.sharing.modal.screens import Spot, WhoScreen
from app.sharing.model import Mark, Reader
from app.sharing.names import BACK, WHO
from app.sharing.refusals import count_words, reader_list, sentence
from app.slack.blocks import Block, Words, actions, alert, button, clip, context, modal, section

CHECKING = "Checking who is here…"
WAIT = "Slack is being asked. If this stays as it is, press Next: then it is asked once more."
LATER = (
    "Whoever comes into the channel later can read it too. You are told about everybody who does, in at "
    "most one message a day, and can take it back."
)
AGAIN = "It is a while since Slack was asked who is here, so it was asked again. Nothing you wrote is lost."
KEPT = "Slack keeps what is posted like any message: your company may be able to export it."
NAMES = 1500
"""Characters of names in an alert; all of them stand in the list."""
_NOTES = {
    Mark.GUEST: ("guest", "A guest is not a colleague: somebody from outside whom your company let in."),
    Mark.OUTSIDE: ("person from another organization", ""),
    Mark.APP: ("app", "An app is not a person, but what is posted reaches whoever runs it."),
}


def who_view(screen: WhoScreen) -> Block:
    blocks = _known(screen) if screen.preview else [section(CHECKING), context(WAIT)]
    spot = Spot(screen.form_id, screen.preview, int(screen.asked_again))
    return modal(
        WHO,
        "Who will see it",
        [*blocks, actions(button("Back", BACK))],
        submit="Next",
        private_metadata=str(spot),
    )


def _known(screen: WhoScreen) -> list[Block]:
    renamed = f"It was called #{screen.called} before." if screen.called else ""
    return [
        *([alert(AGAIN, "info")] if screen.asked_again else []),
        sentence(
            Words(f"Everybody in #{screen.channel_name} will be able to read it: "),
            Words(f"{count_words(screen.readers)}.", bold=True),
        ),
        *([sentence(Words(renamed))] if renamed else []),
        *_alerts(screen.readers),
        reader_list(screen.readers),
        context(LATER),
        context(KEPT),
    ]


def _alerts(readers: tuple[Reader, ...]) -> list[Block]:
    """Whoever is not a colleague, by name. The bot itself is an app in every channel it posts to: alone it is
    not worth an alert."""
    named = {mark: [each.name for each in readers if each.mark is mark] for mark in _NOTES}
    if len(named[Mark.APP]) == 1:
        named[Mark.APP] = []
    return [_alert(mark, names) for mark, names in named.items() if names]


def _alert(mark: Mark, names: list[str]) -> Block:
    what, note = _NOTES[mark]
    many = what.replace("person", "people") if mark is Mark.OUTSIDE else f"{what}s"
    count = f"1 {what} is" if len(names) == 1 else f"{len(names)} {many} are"
    said = f"{count} here: {clip(', '.join(names), NAMES)}. {note}"
    return alert(said.rstrip(), "info" if mark is Mark.APP else "warning")
