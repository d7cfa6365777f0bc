"""What Slack says of whoever opens a modal: asked once a day at most, and outside any transaction."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from app.calendar.weeks import zone as known_zone
from app.errors import NotFound
from app.nudges.model import PROFILE_LASTS
from app.nudges.planner import Planner
from app.nudges.store import NotificationSettingsStore
from app.users import SlackProfile, SlackUser
from app.work import Work, Workplace

ReadProfile = Callable[[str], SlackProfile | None]
"""Asks Slack about a user id; None where it does not answer."""


def ask_profile(workplace: Workplace, who: SlackUser, read_profile: ReadProfile) -> SlackProfile | None:
    """Slack's answer; None where it was asked within a day, so that nobody waits for it, or is silent."""
    try:
        with workplace.look(who) as work:
            settings = work.get(NotificationSettingsStore).get()
            read_at = settings.profile_read_at if settings else None
            if read_at is not None and work.now - read_at < PROFILE_LASTS:
                return None
    except NotFound:
        pass  # they never did anything here
    return read_profile(who.user_id)


def keep_profile(work: Work, planner: Planner, profile: SlackProfile) -> None:
    """Store what Slack said, and plan anew where it changed."""
    store = work.get(NotificationSettingsStore)
    if store.profile_read(profile.zone, profile.deleted, work.now):
        planner.plan(work)


def profile_zone(profile: SlackProfile | None) -> ZoneInfo | None:
    """The zone that the profile names; None where it names none, or one that nobody knows."""
    try:
        return known_zone(profile.zone if profile else None)
    except ValueError:
        return None
