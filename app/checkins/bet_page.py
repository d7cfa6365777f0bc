"""All there is about one bet, put together from what is stored now, in as many queries as any other bet."""

from datetime import timedelta

from app.checkins.answers import ITERATE
from app.checkins.deciding import next_bet
from app.checkins.items import OPEN
from app.checkins.pages import BetPage, NextBet, decisions_of
from app.checkins.visit import Visit
from app.launches.model import LaunchState

SETTLED_SHOWN = timedelta(weeks=4)
"""What was settled by mistake can be opened again this long."""

MOST_REVISIONS = 100


def bet_page(visit: Visit, launch_id: int) -> BetPage:
    launch = visit.launches.find(launch_id)
    history = visit.history(launch)
    verdicts = decisions_of(history)
    items = visit.entries.open_items([launch_id], visit.now - SETTLED_SHOWN).get(launch_id, ())
    following = visit.launches.next_of(launch_id)
    iterates = launch.state is LaunchState.CLOSED and verdicts and verdicts[-1][1].course == ITERATE
    return BetPage(
        launch,
        history,
        visit.now,
        visit.zone,
        items=tuple(item for item in items if item.state == OPEN),
        settled=tuple(item for item in items if item.state != OPEN),
        previous=visit.launches.find(launch.previous_id).bet.title if launch.previous_id else "",
        following=following.bet.title if following else "",
        may_go_on=bool(iterates and following is None),
        earlier=visit.entries.earlier(launch_id, history, MOST_REVISIONS),
        versions=visit.launches.versions(launch_id),
    )


def open_next(visit: Visit, launch_id: int) -> NextBet | None:
    """The bet that goes on from this one, to be recorded; None where it was recorded meanwhile."""
    page = bet_page(visit, launch_id)
    return next_bet(visit, page.launch) if page.may_go_on else None
