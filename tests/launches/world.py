"""A clock, Slack's answer about everybody, and the service that records and changes bets."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.checkins.agenda import load_agendas
from app.db.crypto import generate_key, parse_keys
from app.db.engine import Database
from app.errors import SlackUser
from app.forms.model import Form
from app.launches.model import Bet, BetProblems, ChangeScreen, DetailScreen, KeptScreen, Launch
from app.launches.service import LaunchService
from app.launches.store import LaunchStore
from app.nudges.model import NotificationSettings
from app.nudges.planner import Planner
from app.nudges.store import NotificationSettingsStore
from app.people import find
from app.work import Work

ADA, DANA = SlackUser("", "T1", "UADA"), SlackUser("", "T1", "UDANA")
RING = parse_keys([generate_key()])
TEXTS = {"title": "Checkout", "problem": "Buyers give up", "metric": "12 %", "target": "8 %"}


@dataclass(frozen=True)
class Profile:
    zone: str | None
    deleted: bool = False


class World:
    """A clock, Slack's answer about everybody, and the service on top."""

    def __init__(self, database: Database, enabled: bool = True) -> None:
        self.database = database
        self.moment = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
        self.profile: Profile | None = Profile("Europe/Stockholm")
        self.service = LaunchService(
            database, RING, self, Planner(load_agendas, enabled=enabled), lambda _user: self.profile
        )

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

    def manners(self) -> NotificationSettings:
        with self.database.read() as connection:
            person = find(connection, ADA)
            assert person is not None
            manners = NotificationSettingsStore(connection).of(person.id)
        assert manners is not None
        return manners

    def versions(self, launch: Launch) -> tuple[Bet, ...]:
        with self.database.read() as connection:
            person = find(connection, ADA)
            assert person is not None
            return LaunchStore(Work(connection, RING, person)).versions(launch.id)
