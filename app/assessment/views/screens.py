"""Which view shows which screen."""

from app.assessment.model import LastScreen, PageScreen, Screen, StartScreen
from app.assessment.views.last import last_view
from app.assessment.views.page import page_view
from app.assessment.views.start import start_view
from app.slackkit.blocks import Block


def render(screen: Screen) -> Block:
    match screen:
        case StartScreen():
            return start_view(screen)
        case PageScreen():
            return page_view(screen)
        case LastScreen():
            return last_view(screen)
