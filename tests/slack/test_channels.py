"""What Slack says of a channel and its members, and what is made of its not saying it."""

import time
from collections.abc import Callable

import pytest
from slack_sdk import WebClient

from app.clock import within
from app.sandbox.slack import StandIn
from app.slack.channels import Channels, Flags, FoundUser
from app.slack.client import Limited, NotSent, Refused, Unclear
from app.slack.manifest import manifest

ADA, DANA, SAM, PIA, TICKETS, BOT = (
    "U0ADA0001",
    "U0DANA001",
    "U0SAM0001",
    "U0PIA0001",
    "U0TICKETS",
    "U0BOT0001",
)
PRIVATE, WITHOUT_BOT, PARTNER, GUEST, OLD = "G0ADADANA", "C0NOTES01", "C0PARTNER", "C0TEAMSAM", "G0OLDPROJ"
TEAM = "T0SANDBOX"
METHODS = ("conversations.info", "conversations.members", "users.info")


@pytest.fixture
def channels(client: WebClient) -> Channels:
    return Channels(client)


def test_the_flags_are_what_slack_says_whatever_the_id(channels: Channels, standin: StandIn) -> None:
    calm = {"is_private": True, "is_outside": False, "is_archived": False, "is_member": True}
    assert channels.flags(PRIVATE) == Flags(PRIVATE, "ada-and-dana", **calm, count=3, team_id=TEAM)
    for channel, flag in ((PARTNER, "is_outside"), (OLD, "is_archived")):
        assert getattr(channels.flags(channel), flag)
    standin.share_outside(GUEST, pending=True)
    assert getattr(channels.flags(GUEST), "is_outside", None)
    assert channels.flags(WITHOUT_BOT) == channels.flags("C0NOWHERE") == Refused("channel_not_found")
    standin.make_public(PRIVATE)
    assert channels.flags(PRIVATE) == Refused("missing_scope")


def test_a_scope_that_was_not_granted_is_not_taken_for_a_public_channel() -> None:
    with StandIn(manifest("/l5-", "http://x") | {"oauth_config": {"scopes": {"bot": ["commands"]}}}) as old:
        channels = Channels(WebClient("xoxb-sandbox", base_url=old.api_url, retry_handlers=[]))
        assert channels.flags(PRIVATE) == channels.members(PRIVATE, 5) == Refused("scope_not_granted")
        assert channels.found([ADA], TEAM) == Refused("scope_not_granted")


def test_members_are_read_page_by_page_as_far_as_they_matter(channels: Channels, standin: StandIn) -> None:
    assert channels.members(PRIVATE, 3) == (ADA, DANA, BOT)
    assert channels.members(PRIVATE, 2) == (ADA, DANA, BOT)
    assert channels.members(PRIVATE, 1) == (ADA, DANA)
    standin.fill(PRIVATE, 230)
    everybody = channels.members(PRIVATE, 400)
    assert isinstance(everybody, tuple)
    assert len(set(everybody)) == len(everybody) == 231
    calls = [call for call in standin.calls if call.method == "conversations.members"]
    assert len(calls) == 5
    assert channels.is_member(PRIVATE, BOT) is True
    assert channels.is_member(PRIVATE, SAM) is False
    assert channels.is_member(WITHOUT_BOT, ADA) is False


def test_people_are_named_and_marked_in_their_order(channels: Channels, standin: StandIn) -> None:
    standin.deactivate("dana")
    found = channels.found([TICKETS, ADA, DANA, SAM, PIA, BOT], TEAM)

    def who(user_id: str, name: str, zone: str = "Europe/Stockholm", **marks: bool) -> FoundUser:
        flags = dict.fromkeys(("is_guest", "is_app", "is_outside", "is_gone"), False)
        return FoundUser(user_id, name, **flags | marks, zone=zone)

    assert found == (
        who(TICKETS, "Ticket Bot", is_app=True),
        who(ADA, "Ada Lindgren"),
        who(DANA, "Dana Okafor", zone="", is_gone=True),
        who(SAM, "Sam Rivera", is_guest=True),
        who(PIA, "Pia Moreau", is_outside=True),
        who(BOT, "Followthrough", zone="", is_app=True),
    )
    assert channels.found([], TEAM) == ()
    assert channels.found([ADA, "U0NOBODY1"], TEAM) == Refused("user_not_found")  # never one without a name


def test_many_people_are_asked_at_once_and_within_the_time_that_is_left(
    channels: Channels, standin: StandIn
) -> None:
    """One after the other they would take longer than a busy machine does for all."""
    for _ in range(8):
        standin.faults.add("users.info", "slow", seconds=0.5)
    began = time.monotonic()
    assert isinstance(channels.found([ADA, DANA] * 4, TEAM), tuple)
    assert time.monotonic() - began < 8 * 0.5
    standin.faults.add("users.info", "slow", seconds=4.0)
    began = time.monotonic()
    with within(0.2):
        assert channels.found([ADA, DANA], TEAM) == Unclear("TimeoutError")
    assert time.monotonic() - began < 3.5, "nobody waited for the one that did not answer"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [("ratelimited", Limited), ("error_after", Refused | Unclear), ("cut_after", Unclear)],
)
def test_what_slack_does_not_say_is_a_failure_and_raises_nothing(
    channels: Channels, standin: StandIn, fault: str, expected: type
) -> None:
    asked: tuple[Callable[[], object], ...] = (
        lambda: channels.flags(PRIVATE),
        lambda: channels.members(PRIVATE, 5),
        lambda: channels.is_member(PRIVATE, ADA),
        lambda: channels.found([ADA, DANA], TEAM),
    )
    for ask, method in zip(asked, (METHODS[0], METHODS[1], METHODS[1], METHODS[2]), strict=True):
        standin.faults.add(method, fault)  # type: ignore[arg-type]
        assert isinstance(ask(), expected), method
    nowhere = Channels(WebClient("xoxb-x", base_url="http://127.0.0.1:9/api/", retry_handlers=[]))
    assert isinstance(nowhere.flags(PRIVATE), NotSent)
    assert isinstance(nowhere.found([ADA], TEAM), NotSent)
