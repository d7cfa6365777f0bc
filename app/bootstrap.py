"""The one place that knows everything: settings -> database, guide, services, Bolt app, web server."""

import logging
import signal
import threading
from dataclasses import dataclass, field
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from app.assessment.listeners import register as register_assessment
from app.assessment.service import AssessmentService
from app.assessment.store import GuideVersions
from app.bolt import Identity, make_bolt
from app.calendar.holidays import load as load_calendars
from app.checkins.agenda import load_agendas
from app.checkins.listeners import register as register_checkins
from app.checkins.prompts import load_prompts
from app.checkins.service import CheckinService
from app.checkins.weekly import contents
from app.clock import Clock, MovedClock, SystemClock
from app.config import Settings, resource
from app.db.crypto import parse_keys
from app.db.engine import UNAVAILABLE, Database, connect
from app.db.schema import migrate, require_durability, require_keys, require_schema
from app.dm.listeners import DmListeners
from app.dm.messages import DmAnswer
from app.dm.names import Names
from app.dm.service import DmService
from app.dm.welcome import Welcome, greet
from app.errors import SlackUnavailable, StartupError, TokenRefused
from app.guide.load import load_guide
from app.guide.model import Guide, GuideProblems
from app.launches.listeners import LaunchListeners
from app.launches.service import LaunchService
from app.launches.store import launch_titles
from app.nudges.kinds import DM_ANSWER, HINT, WELCOME
from app.nudges.planner import Planner
from app.nudges.policy import Arrival
from app.outbox.lookup import ClaimAges
from app.outbox.model import MessageKind
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
from app.users import SlackProfile
from app.web import HttpServer, RequestVerifier, Web
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
    identity: Identity


def build(settings: Settings, clock: Clock | None = None, waits: ClaimAges | None = None) -> Product:
    """Wire the product. Raises StartupError for anything that would make it fail later.

    `waits`: how long others' claims are respected; not given, as long as this process has seen them.
    """
    # What can be wrong with files and settings is said before the database is asked.
    clock = clock or clock_of(settings)
    guides = GuideVersions(served_guide(settings))
    prompts = load_prompts(resource("content/prompts.yaml"))
    calendars = load_calendars(settings.holidays_path, settings.holidays_default)
    ring = parse_keys([key.get_secret_value() for key in settings.encryption_keys])

    database = connect(settings.database_url.get_secret_value())
    require_schema(database)
    require_durability(database)
    with database.write() as connection:
        require_keys(connection, ring, clock.now())
        guides.keep(connection, clock.now())
    workplace = Workplace(database, ring, clock, calendars, greet)

    slack = _SlackCalls(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    prefix, launch_command = settings.command_prefix, f"{settings.command_prefix}launch"
    planner = Planner(load_agendas, settings.nudges_enabled)
    sharing = Sharing(workplace, slack.channels, slack.messages, settings.share_most_readers, prefix)
    ticker = build_ticker(
        workplace,
        Posting(delivery_client(slack.token, slack.api_url)),
        {**contents(prompts, launch_command), **sharing.contents()},
        load_agendas,
        read_profile=slack.read_profile,
        messages=slack.messages,
        planner=planner,
        answers={**_dm_kinds(prefix), **sharing.answers()},
        chores=sharing.chores(),
        enabled=settings.nudges_enabled,
        waits=waits,
    )
    edits, scheduler = ticker.parts.edits, Scheduler(ticker)

    identity = Identity()
    bolt = make_bolt(slack.token, slack.api_url, prefix, identity)
    assessments = AssessmentService(workplace, guides, launch_titles)
    assessment_listeners = register_assessment(bolt, assessments, prefix)
    launches = LaunchService(workplace, planner, slack.read_profile)
    launch_listeners = LaunchListeners(launches, launch_command)
    launch_listeners.register(bolt)
    settings_listeners = SettingsListeners(SettingsService(workplace, planner, edits, slack.read_profile))
    settings_listeners.register(bolt)
    _route_launch_command(bolt, launch_command, launch_listeners, settings_listeners)
    checkins = CheckinService(workplace, prompts, planner, Arrival(ticker.parts.kinds))
    register_checkins(bolt, checkins, launches, edits)
    words = DmService(workplace, prompts, planner)
    in_dm = DmListeners(words, workplace, Names(slack.channels, clock), edits, scheduler.soon)
    in_dm.register(bolt, assess=assessment_listeners.shortcut, launches=launch_listeners.list)
    shares = sharing.register(bolt, guides, edits, scheduler.soon)

    secrets = [secret.get_secret_value().encode() for secret in settings.slack_signing_secret]
    web = Web(bolt, RequestVerifier(secrets), scheduler.since_last_tick)
    return Product(database, workplace, assessments, launches, shares, ticker, scheduler, web, identity)


def _dm_kinds(prefix: str) -> dict[str, MessageKind]:
    """Kinds that answer what somebody wrote or did first. What an older release planned is a card now."""
    answer = DmAnswer(prefix)
    return {DM_ANSWER: answer, HINT: answer, WELCOME: Welcome(prefix)}


@dataclass(frozen=True)
class _SlackCalls:
    """Each call gets a client of its own: a call sets its client's timeout."""

    token: str = field(repr=False)
    api_url: str

    def read_profile(self, user_id: str) -> SlackProfile | None:
        return ProfileReader(interactive_client(self.token, self.api_url)).of(user_id)

    def channels(self) -> Channels:
        return Channels(interactive_client(self.token, self.api_url))

    def messages(self) -> Messages:
        return Messages(interactive_client(self.token, self.api_url))


def _route_launch_command(
    bolt: App, command: str, launches: LaunchListeners, settings: SettingsListeners
) -> None:
    """The word behind the command says which of two features answers."""
    words = {
        "": launches.open_bet,
        "list": launches.list,
        "help": launches.help,
        "settings": settings.open,
        "why": settings.why,
    }

    @bolt.command(command)
    def answer(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        words.get(command_text(body).casefold(), launches.unknown)(ack, body, client)


def clock_of(settings: Settings) -> Clock:
    """Returns the machine's clock, or the moved one of CLOCK_FILE in the sandbox. Raises StartupError."""
    if settings.clock_file is None:
        return SystemClock()
    if not settings.slack_is_here:
        raise StartupError(
            "CLOCK_FILE moves the time, which is for the sandbox alone: leave it empty for a real Slack."
        )
    return MovedClock(settings.clock_file)


def served_guide(settings: Settings) -> Guide:
    """Returns the guide of GUIDE_PATH. Raises StartupError."""
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
    watch = _TokenWatch(settings, server, product.identity)
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
    """Asks Slack about the token at the start, and goes on asking while Slack does not answer.

    The answer says who the bot is.
    """

    def __init__(self, settings: Settings, server: HttpServer, identity: Identity) -> None:
        self._identity = identity
        self._client = interactive_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
        self._server = server
        self._ended = threading.Event()
        self.refused: TokenRefused | None = None

    def first_look(self) -> None:
        """Asks now. Raises TokenRefused; a Slack that does not answer is asked again in the background."""
        if not self._knows():
            threading.Thread(target=self._again, name="token-watch", daemon=True).start()

    def _knows(self) -> bool:
        try:
            self._identity.ids = check_token(self._client)
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
    database = connect(settings.database_url.get_secret_value())
    try:
        migrate(database)
    except UNAVAILABLE:
        raise StartupError("DATABASE_URL: the database does not answer, so nothing was migrated.") from None
