"""The states of a message as pure functions, shared by the sender and its simulation."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from app.outbox.model import Deferred, Skipped, State
from app.reasons import Code, Reason
from app.slack.client import Limited, NotSent, Posted, Refused, Unclear

# How long things may take, all in seconds, and the clock they are measured with.


@dataclass(frozen=True)
class Timing:
    """Scaled together in tests. `quiet` has to be longer than Slack's history lags behind."""

    lease: float = 60.0  # from the claim to the end of the post
    http: float = 15.0  # one call to Slack
    quiet: float = 120.0  # from the last moment a post could go out to the look at the history
    first_wait: float = 5.0  # after a refusal, doubled with every attempt ...
    longest_wait: float = 900.0  # ... up to this
    patience: float = 0.25  # the farthest slot of the pace a sender sleeps for
    brake: float = 1.2  # nobody posts after an unclear one: no faster in than the history is read
    watch_every: float = 1.0  # between two looks at what is unclear


_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def elapsed() -> float:
    """Never jumps, and goes on while the machine sleeps, which `time.monotonic` on Linux does not."""
    return time.clock_gettime(_CLOCK)


NEVER = frozenset(
    {
        "account_inactive",
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "channel_not_found",
        "invalid_blocks",
        "invalid_blocks_format",
        "is_archived",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "not_in_channel",
        "restricted_action",
        "thread_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
"""Slack's codes that waiting does not change. Others, a refused token too, are tried until `not_after`."""


class Late:
    """The claim is too old to be sure that a post would end inside its lease, so nothing was posted."""


TIME_OVER = Reason(Code.TIME_OVER)
RATE_LIMITED = Reason(Code.SLACK, "ratelimited")

Outcome = Posted | Refused | Limited | NotSent | Unclear | Deferred | Skipped | Late


@dataclass(frozen=True)
class Transition:
    """What to store. `wait` is for the message alone, `hold` for everybody; both in seconds."""

    state: State
    reason: Reason | None = None
    wait: float = 0.0
    hold: float = 0.0
    ts: str | None = None

    @property
    def undelivered(self) -> bool:
        """Proven not to have arrived: what was reserved for it is given back."""
        return self.state in {State.PENDING, State.FAILED, State.MOOT}


@dataclass(frozen=True)
class RowFields:
    """A row's columns after a change: `try_at` only while pending, `since` only while under way."""

    state: State
    reason: str | None
    claim: str | None
    try_at: datetime | None
    since: datetime | None


class Recovery(Enum):
    """What somebody else's claim calls for."""

    EXPIRE = "expire"
    LOOK = "look"


def missed(not_after: datetime, now: datetime) -> bool:
    """Is its time over? Asked before the claim: what is under way is settled whatever the hour."""
    return now > not_after


def may_post(since_claim: float, timing: Timing) -> bool:
    """Asked at the very moment of posting, of a clock that never jumps: the process may have been stopped."""
    return since_claim <= timing.lease - timing.http


def after_attempt(
    outcome: Outcome, attempts: int, now: datetime, timing: Timing, *, looked_up: bool
) -> Transition:
    """The claimer's own word on what it did. `looked_up`: whether an unclear one can be."""
    match outcome:
        case Posted(ts=ts):
            return Transition(State.SENT, ts=ts)
        case Unclear(reason=name):
            why = Reason.named(Code.UNCLEAR, name)
            return Transition(State.UNCONFIRMED, why, hold=timing.brake) if looked_up else _unknown(why)
        case Refused(code=code):
            why, is_final = (
                Reason.named(Code.SLACK, code),
                code in NEVER or code.startswith("restricted_action"),
            )
            return Transition(State.FAILED, why) if is_final else _again(why, attempts, timing)
        case NotSent(reason=name):
            return _again(Reason.named(Code.NOT_SENT, name), attempts, timing)
        case Limited(seconds=seconds):
            return Transition(State.PENDING, RATE_LIMITED, wait=seconds, hold=seconds)
        case Deferred(until=until, reason=reason):
            return Transition(State.PENDING, reason, wait=max(1.0, (until - now).total_seconds()))
        case Skipped(reason=reason):
            return Transition(State.MOOT, reason)
        case Late():
            return Transition(State.PENDING, Reason(Code.CLAIM_TOO_OLD))


def after_missing() -> Transition:
    """Its time was over before it was claimed: its feature plans what comes next."""
    return Transition(State.MISSED, TIME_OVER)


def after_failed_admission(timing: Timing) -> Transition:
    """Its feature failed to say whether it may go: others go first."""
    return Transition(State.PENDING, Reason(Code.NOT_SENT, "error"), wait=timing.longest_wait)


def due_deed(state: State, waited: float, timing: Timing) -> Recovery | None:
    """What to do about a row that has been in this state, under this claim, for `waited` seconds."""
    if state is State.SENDING and waited >= timing.lease:
        return Recovery.EXPIRE
    if state is State.UNCONFIRMED and waited >= timing.quiet:
        return Recovery.LOOK
    return None


def after_expiry(*, looked_up: bool) -> Transition:
    """Nobody knows whether the post went out: that is looked up, or asked, and never guessed."""
    reason = Reason(Code.SENDER_GONE)
    return Transition(State.UNCONFIRMED, reason) if looked_up else _unknown(reason)


def after_look(outcome: Posted | Unclear | None) -> Transition:
    """`None`: the whole history was read and it is not there."""
    match outcome:
        case Posted(ts=ts):
            return Transition(State.SENT, ts=ts)
        case Unclear(reason=name):
            return Transition(State.UNCONFIRMED, Reason.named(Code.UNCLEAR, name))
        case None:
            return Transition(State.PENDING, Reason(Code.NOT_ARRIVED))


def taken(now: datetime, claim: str) -> RowFields:
    """A pending row, claimed."""
    return RowFields(State.SENDING, None, claim, None, now)


def fields(change: Transition, now: datetime, claim: str) -> RowFields:
    """The row after a change; `claim` is a new token, so that whoever held the old one writes nothing."""
    pending, unconfirmed = change.state is State.PENDING, change.state is State.UNCONFIRMED
    return RowFields(
        change.state,
        str(change.reason) if change.reason else None,
        claim if unconfirmed else None,
        now + timedelta(seconds=change.wait) if pending else None,
        now if unconfirmed else None,
    )


def _unknown(reason: Reason) -> Transition:
    """For good: nothing but a person's word leads out of it."""
    return Transition(State.UNCONFIRMABLE, reason)


def _again(reason: Reason, attempts: int, timing: Timing) -> Transition:
    return Transition(State.PENDING, reason, wait=_growing(attempts, timing))


def _growing(attempts: int, timing: Timing) -> float:
    return float(min(timing.longest_wait, timing.first_wait * 2 ** min(attempts - 1, 20)))
