"""Whether a channel may be shared to and who would read it: each of Slack's answers is a reason or a name."""

from collections.abc import Callable

import pytest

from app.sandbox.slack import StandIn
from app.sharing.audience import Readers
from app.sharing.directory import SlackDirectory
from app.sharing.model import Mark, Reader, Stop
from app.slack.channels import Channels
from app.slack.client import interactive_client

ADA, DANA, SAM, BOT = "U0ADA0001", "U0DANA001", "U0SAM0001", "U0BOT0001"
PRIVATE, WITHOUT_BOT, PARTNER, GUEST, OLD = "G0ADADANA", "C0NOTES01", "C0PARTNER", "C0TEAMSAM", "G0OLDPROJ"
KNOWN = frozenset({ADA, DANA, BOT})


@pytest.fixture
def directory(standin: StandIn) -> SlackDirectory:
    return SlackDirectory(lambda: Channels(interactive_client(standin.config.token, standin.api_url)))


def test_everybody_is_named_the_bot_too_and_what_they_are_is_said(directory: SlackDirectory) -> None:
    assert directory.refusal(GUEST, 25, ADA) is None
    assert directory.readers(GUEST, 25, ADA) == Readers(
        "team-with-sam",
        (
            Reader(ADA, "Ada Lindgren"),
            Reader(DANA, "Dana Okafor"),
            Reader(SAM, "Sam Rivera", Mark.GUEST),
            Reader("U0TICKETS", "Ticket Bot", Mark.APP),
            Reader(BOT, "Followthrough", Mark.APP),
        ),
    )
    assert directory.readers(GUEST, 25, "U0PIA0001") is Stop.AUTHOR_LEFT
    assert directory.is_member(GUEST, SAM) is True
    assert directory.is_member(PRIVATE, SAM) is False


def nothing(standin: StandIn) -> None:
    """As it is."""


@pytest.mark.parametrize(
    ("channel", "happens", "stop"),
    [
        (WITHOUT_BOT, nothing, Stop.NOT_MEMBER),
        ("C0NOWHERE", nothing, Stop.NOT_MEMBER),
        ("C0GENERAL", nothing, Stop.PUBLIC),
        (PRIVATE, lambda slack: slack.make_public(PRIVATE), Stop.PUBLIC),
        (PARTNER, nothing, Stop.OUTSIDE),
        (GUEST, lambda slack: slack.share_outside(GUEST, pending=True), Stop.OUTSIDE),
        (OLD, nothing, Stop.ARCHIVED),
        (PRIVATE, lambda slack: slack.remove_bot(PRIVATE), Stop.NOT_MEMBER),
        (PRIVATE, lambda slack: slack.fill(PRIVATE, 26), Stop.TOO_MANY),
        (PRIVATE, lambda slack: slack.faults.add("conversations.info", "cut_after"), Stop.NOT_ANSWERED),
    ],
)
def test_what_keeps_a_channel_from_a_share(
    directory: SlackDirectory, standin: StandIn, channel: str, happens: Callable[[StandIn], None], stop: Stop
) -> None:
    happens(standin)
    assert directory.refusal(channel, 25, ADA) is stop
    if stop is Stop.NOT_ANSWERED:
        happens(standin)
    assert directory.readers(channel, 25, ADA) is stop
    if stop is Stop.NOT_ANSWERED:
        happens(standin)
    assert directory.changed(channel, KNOWN, 25) is stop


def test_five_and_twenty_readers_are_not_too_many_and_the_bot_is_none_of_them(
    directory: SlackDirectory, standin: StandIn
) -> None:
    standin.fill(PRIVATE, 25)
    assert directory.refusal(PRIVATE, 25, ADA) is None
    found = directory.readers(PRIVATE, 25, ADA)
    assert isinstance(found, Readers)
    assert len(found.readers) == 26
    standin.faults.add("users.info", "ratelimited")
    assert directory.readers(PRIVATE, 25, ADA) is Stop.NOT_ANSWERED  # never a list with a gap


def test_just_before_a_post_everybody_there_has_to_be_known(
    directory: SlackDirectory, standin: StandIn
) -> None:
    assert directory.changed(PRIVATE, KNOWN, 25) is None
    assert directory.changed(PRIVATE, KNOWN | {SAM}, 25) is None  # fewer than were named
    assert directory.changed(PRIVATE, KNOWN, 25, author=SAM) is Stop.AUTHOR_LEFT
    standin.faults.add("conversations.members", "ratelimited")
    assert directory.changed(PRIVATE, KNOWN, 25) is Stop.NOT_ANSWERED
    standin.join(PRIVATE, "sam")
    assert directory.changed(PRIVATE, KNOWN, 25) is Stop.NEW_READER


def test_somebody_of_another_organization_makes_it_outside_whatever_the_channel_says(
    directory: SlackDirectory, standin: StandIn
) -> None:
    standin.join(PRIVATE, "pia")
    assert directory.refusal(PRIVATE, 25, ADA) is None
    assert directory.readers(PRIVATE, 25, ADA) is Stop.OUTSIDE
    assert directory.marks((SAM, "U0PIA0001", DANA), "T0SANDBOX") == {
        SAM: Mark.GUEST,
        "U0PIA0001": Mark.OUTSIDE,
        DANA: Mark.COLLEAGUE,
    }
