"""The one place that knows everything: settings -> database, guide, services, Bolt app, web server."""

import logging
import signal
import threading
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from app.assessment.listeners import register as register_assessment
from app.assessment.service import AssessmentService
from app.assessment.store import GuideVersions
from app.bolt import make_bolt
from app.calendar.holidays import Calendars
from app.calendar.holidays import load as load_calendars
from app.checkins.agenda import load_agendas
from app.checkins.content import contents
from app.checkins.desk import MessageDeps
from app.checkins.listeners import register as register_checkins
from app.checkins.prompts import load_prompts
from app.checkins.replies import Hint
from app.checkins.service import CheckinService
from app.clock import Clock, MovedClock, SystemClock
from app.config import Settings, resource
from app.db.crypto import KeyRing, parse_keys
from app.db.engine import Database, connect
from app.db.schema import require_durability, require_keys, require_schema
from app.errors import SlackUnavailable, StartupError, TokenRefused
from app.guide.load import load_guide
from app.guide.model import Guide, GuideProblems
from app.launches.listeners import LaunchListeners
from app.launches.service import LaunchService
from app.nudges.kinds import HINT
from app.nudges.planner import Planner
from app.nudges.policy import Arrival
from app.outbox.lookup import ClaimAges
from app.settings.listeners import SettingsListeners
from app.settings.service import SettingsService
from app.sharing.modal.service import ShareService
from app.sharing.wiring import Sharing
from app.slack.channels import Channels
from app.slack.client import (
    Messages,
    Posting,
    ProfileReader,
    check_token,
    delivery_client,
    interactive_client,
)
from app.slack.payloads import command_text
from app.users import Profile
from app.web import HttpServer, Verifier, Web
from app.work import Workplace
from app.worker import Scheduler, Ticker, build_ticker

log = logging.getLogger(__name__)

CHECK_AGAIN_SECONDS = 30.0


@dataclass(frozen=True)
class Product:
    """Everything wired together, listening to nothing yet."""

    database: Database
    workplace: Workplace
    assessments: AssessmentService
    launches: LaunchService
    shares: ShareService
    ticker: Ticker
    scheduler: Scheduler
    web: Web


def build(settings: Settings, clock: Clock | None = None, waits: ClaimAges | None = None) -> Product:
    """Wire the product. Raises StartupError for anything that would make it fail later.

    `waits`: how long others' claims are respected; not given, as long as this process has seen them.
    """
    house = _house(settings, clock or clock_of(settings))
    sharing = _sharing(house)
    ticker = _ticker(house, sharing, waits)
    scheduler = Scheduler(ticker)
    bolt = make_bolt(house.token, settings.slack_api_url, settings.command_prefix)
    shelf = GuideVersions(house.guide)
    assessments = _assess(bolt, house, shelf)
    launches = _launches(bolt, house, ticker)
    shares = sharing.register(bolt, shelf, ticker.parts.edits, scheduler.soon)
    secrets = [secret.get_secret_value().encode() for secret in settings.slack_signing_secret]
    web = Web(bolt, Verifier(secrets), scheduler.since_last_tick)
    return Product(house.database, house.workplace, assessments, launches, shares, ticker, scheduler, web)


@dataclass(frozen=True)
class _House:
    """What several features stand on."""

    settings: Settings
    clock: Clock
    guide: Guide
    ring: KeyRing
    database: Database
    calendars: Calendars
    planner: Planner

    @property
    def workplace(self) -> Workplace:
        return Workplace(self.database, self.ring, self.clock, self.calendars)

    @property
    def token(self) -> str:
        return self.settings.slack_bot_token.get_secret_value()

    def read_profile(self, user_id: str) -> Profile | None:
        """One client a call: a call sets its timeout."""
        return ProfileReader(interactive_client(self.token, self.settings.slack_api_url)).of(user_id)

    def channels(self) -> Channels:
        """One client a call, likewise."""
        return Channels(interactive_client(self.token, self.settings.slack_api_url))

    def messages(self) -> Messages:
        """One client an edit, likewise."""
        return Messages(interactive_client(self.token, self.settings.slack_api_url))


def _house(settings: Settings, clock: Clock) -> _House:
    """What can be wrong with files and settings is said before the database is asked."""
    guide = served_guide(settings)
    calendars = load_calendars(settings.holidays_path, settings.holidays_default)
    ring = parse_keys([key.get_secret_value() for key in settings.encryption_keys])
    database = connect(settings.database_url.get_secret_value())
    require_schema(database)
    require_durability(database)
    planner = Planner(load_agendas, settings.nudges_enabled)
    return _House(settings, clock, guide, ring, database, calendars, planner)


def _sharing(house: _House) -> Sharing:
    most, prefix = house.settings.share_most_readers, house.settings.command_prefix
    return Sharing(house.workplace, house.channels, house.messages, most, prefix)


def _ticker(house: _House, sharing: Sharing, waits: ClaimAges | None) -> Ticker:
    settings = house.settings
    prompts = load_prompts(resource("content/prompts.yaml"))
    desk = MessageDeps(prompts, house.clock, f"{settings.command_prefix}launch")
    return build_ticker(
        house.workplace,
        Posting(delivery_client(house.token, settings.slack_api_url)),
        {**contents(desk), **sharing.contents()},
        load_agendas,
        read_profile=house.read_profile,
        messages=house.messages,
        planner=house.planner,
        answers={HINT: Hint(settings.command_prefix), **sharing.answers()},
        chores=sharing.chores(),
        enabled=settings.nudges_enabled,
        waits=waits,
    )


def _assess(bolt: App, house: _House, shelf: GuideVersions) -> AssessmentService:
    with house.database.write() as connection:
        require_keys(connection, house.ring, house.clock.now())
        shelf.keep(connection, house.clock.now())
    assessments = AssessmentService(
        Workplace(house.database, house.ring, house.clock, house.calendars), shelf
    )
    register_assessment(bolt, assessments, house.settings.command_prefix)
    return assessments


def _launches(bolt: App, house: _House, ticker: Ticker) -> LaunchService:
    """Bets, their check-ins, and how somebody wants to be asked."""
    edits, command = ticker.parts.edits, f"{house.settings.command_prefix}launch"
    launches = LaunchService(house.workplace, house.planner, house.read_profile)
    bets = LaunchListeners(launches, command)
    bets.register(bolt)
    settings = SettingsListeners(SettingsService(house.workplace, house.planner, edits, house.read_profile))
    settings.register(bolt)

    @bolt.command(command)
    def answer(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """The word behind the command says which feature answers."""
        words = {
            "": bets.open_bet,
            "list": bets.list,
            "help": bets.help,
            "settings": settings.open,
            "why": settings.why,
        }
        words.get(command_text(body).casefold(), bets.unknown)(ack, body, client)

    checkins = CheckinService(house.workplace, house.planner, Arrival(ticker.parts.kinds))
    register_checkins(bolt, checkins, launches, edits)
    return launches


def clock_of(settings: Settings) -> Clock:
    """The machine's; the sandbox's moved one where CLOCK_FILE names it. Raises StartupError."""
    if settings.clock_file is None:
        return SystemClock()
    if not settings.slack_is_here:
        raise StartupError(
            "CLOCK_FILE moves the time, which is for the sandbox alone: leave it empty for a real Slack."
        )
    return MovedClock(settings.clock_file)


def served_guide(settings: Settings) -> Guide:
    """The guide of GUIDE_PATH. Raises StartupError."""
    try:
        return load_guide(settings.guide_path)
    except GuideProblems as error:
        first = error.problems[0].sentence()
        raise StartupError(
            f"GUIDE_PATH: {settings.guide_path} cannot be served ({len(error.problems)} to mend). {first} "
            f"All of them: followthrough guide check {settings.guide_path}"
        ) from None


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Raises StartupError, and TokenRefused whenever Slack says so."""
    product = build(settings)
    server = HttpServer(product.web, settings.host, settings.port)
    watch = _TokenWatch(settings, server)
    watch.first_look()
    signal.signal(signal.SIGTERM, lambda *_: server.stop())
    signal.signal(signal.SIGINT, lambda *_: server.stop())
    log.info("serving on http://%s:%d", settings.host, server.port)
    product.scheduler.start()
    server.run()
    product.scheduler.stop()
    watch.end()
    product.database.dispose()
    if watch.refused:
        raise watch.refused


class _TokenWatch:
    """Asks Slack about the token at the start, and goes on asking while Slack does not answer."""

    def __init__(self, settings: Settings, server: HttpServer) -> None:
        self._client = interactive_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
        self._server = server
        self._ended = threading.Event()
        self.refused: TokenRefused | None = None

    def first_look(self) -> None:
        """Raises TokenRefused; a Slack that does not answer is asked again in the background."""
        if not self._knows():
            threading.Thread(target=self._again, name="token-watch", daemon=True).start()

    def _knows(self) -> bool:
        try:
            check_token(self._client)
        except SlackUnavailable as error:
            log.warning("Slack did not answer (%s); serving, and asking again later", error.code)
            return False
        return True

    def _again(self) -> None:
        while not self._ended.wait(CHECK_AGAIN_SECONDS):
            try:
                if self._knows():
                    log.info("Slack answers, and takes the token")
                    return
            except TokenRefused as error:
                self.refused = error
                self._server.stop()
                return

    def end(self) -> None:
        self._ended.set()


def migrate_database(settings: Settings) -> None:
    """Bring the schema up to date. Raises StartupError when the database does not answer."""
    from app.db.engine import UNAVAILABLE
    from app.db.schema import migrate

    database = connect(settings.database_url.get_secret_value())
    try:
        migrate(database)
    except UNAVAILABLE:
        raise StartupError("DATABASE_URL: the database does not answer, so nothing was migrated.") from None
