"""A clock, Slack's answer about everybody, and the service that records and changes bets."""

from datetime import UTC, datetime

from app.checkins.agenda import load_agendas
from app.db.engine import Database
from app.forms.model import Form
from app.launches.model import Bet, BetProblems, ChangeScreen, DetailScreen, KeptScreen, Launch
from app.launches.service import LaunchService
from app.launches.store import LaunchStore
from app.nudges.model import NotificationSettings
from app.nudges.planner import Planner
from app.nudges.store import NotificationSettingsStore
from app.users import SlackProfile, SlackUser
from app.work import Workplace
from tests.support.work import RING

ADA, DANA = SlackUser("", "T1", "UADA"), SlackUser("", "T1", "UDANA")
TEXTS = {"title": "Checkout", "problem": "Buyers give up", "metric": "12 %", "target": "8 %"}


class World:
    """A clock, Slack's answer about everybody, and the service on top."""

    def __init__(self, database: Database, enabled: bool = True) -> None:
        self.database = database
        self.moment = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
        self.profile: SlackProfile | None = SlackProfile("Europe/Stockholm", deleted=False)
        self.workplace = Workplace(database, RING, self)
        planner = Planner(load_agendas, enabled=enabled)
        self.service = LaunchService(self.workplace, planner, lambda _user: self.profile)

    def now(self) -> datetime:
        return self.moment

    def record(self, who: SlackUser = ADA, **fields: str) -> DetailScreen:
        form = self.service.open_bet(who)
        screen = self.service.submit_bet(who, form.form_id, Form(TEXTS | fields))
        assert isinstance(screen, DetailScreen)
        return screen

    def change(self, launch: Launch, **fields: str) -> KeptScreen | ChangeScreen | BetProblems:
        form = self.service.open_change(ADA, str(launch.id))
        return self.service.submit_change(ADA, form.form_id, Form(fields))

    def settings(self, who: SlackUser = ADA) -> NotificationSettings:
        with self.workplace.look(who) as work:
            settings = work.get(NotificationSettingsStore).get()
        assert settings is not None
        return settings

    def versions(self, launch: Launch) -> tuple[Bet, ...]:
        with self.workplace.look(ADA) as work:
            return work.get(LaunchStore).versions(launch.id)
