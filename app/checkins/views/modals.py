"""Which view shows which page."""

from app.checkins.pages import BetPage, DecisionPage, LookPage, MovePage, ReadingPage, Screen
from app.checkins.views.bet import bet_page_view
from app.checkins.views.decision import decision_view
from app.checkins.views.look import look_view
from app.checkins.views.move import move_view
from app.checkins.views.reading import reading_view
from app.slackkit.blocks import Block


def page_view(page: Screen | BetPage) -> Block:
    match page:
        case ReadingPage():
            return reading_view(page)
        case DecisionPage():
            return decision_view(page)
        case LookPage():
            return look_view(page)
        case MovePage():
            return move_view(page)
        case BetPage():
            return bet_page_view(page)
