"""The simulation holds, and each planted fault is caught by it: a proof that it can fail."""

from dataclasses import replace
from datetime import datetime

import pytest

from app.outbox.model import State
from app.outbox.states import Outcome, Timing, Transition
from app.slack.client import Unclear
from tests.outbox.simulated import Rules
from tests.outbox.simulation import Odds, simulate

ROUGH = Odds(crash=0.02, pause=0.02, jump=0.02, unclear=0.1, refused=0.1, look_fails=0.3)


class ResendOnTimeout(Rules):
    def after_attempt(self, outcome: Outcome, attempts: int, now: datetime, looked_up: bool) -> Transition:
        if isinstance(outcome, Unclear) and looked_up:
            return Transition(State.PENDING)
        return super().after_attempt(outcome, attempts, now, looked_up)


class ResendInChannels(Rules):
    """A cut connection is taken for a refusal, where nothing is looked up."""

    def after_attempt(self, outcome: Outcome, attempts: int, now: datetime, looked_up: bool) -> Transition:
        if isinstance(outcome, Unclear) and not looked_up:
            return Transition(State.PENDING)
        return super().after_attempt(outcome, attempts, now, looked_up)


class ResendOnExpiredClaim(Rules):
    def after_expiry(self, looked_up: bool) -> Transition:
        return Transition(State.PENDING) if looked_up else super().after_expiry(looked_up)


class ResendOnExpiredClaimInChannels(Rules):
    def after_expiry(self, looked_up: bool) -> Transition:
        return super().after_expiry(looked_up) if looked_up else Transition(State.PENDING)


class NoFence(Rules):
    fenced = False


class NoClockCheckBeforeThePost(Rules):
    def may_post(self, since_claim: float) -> bool:
        return True


class LookedUpTooEarly(Rules):
    timing = replace(Timing(), quiet=1.0)


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_lost_or_sent_twice(seed: int) -> None:
    result = simulate(10_000, seed)
    assert result.good, result
    assert result.states.keys() == {State.SENT, State.MOOT, State.UNCONFIRMABLE}
    assert (
        min(result.hits[what] for what in ("crashes", "pauses", "clock jumps", "unclear", "looked up")) > 20
    )


def test_nothing_is_lost_or_sent_twice_when_hardly_anything_works() -> None:
    result = simulate(5_000, 7, odds=ROUGH)
    assert result.good, result


def test_a_seed_repeats_its_run_exactly() -> None:
    assert simulate(2_000, 5) == simulate(2_000, 5)


class BelievesWallClocks(Rules):
    watched = False


FAULTS = (
    ResendOnTimeout,
    ResendInChannels,
    ResendOnExpiredClaim,
    ResendOnExpiredClaimInChannels,
    NoFence,
    NoClockCheckBeforeThePost,
    LookedUpTooEarly,
    BelievesWallClocks,
)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught(fault: type[Rules]) -> None:
    result = simulate(5_000, 7, fault(), ROUGH)
    assert result.twice > 0, result
