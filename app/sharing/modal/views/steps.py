"""Which view shows which step."""

from app.sharing.modal.screens import (
    ExactlyScreen,
    SentScreen,
    Step,
    WhatScreen,
    WhereScreen,
    WhoScreen,
    WordsScreen,
)
from app.sharing.modal.views.exactly import exactly_view
from app.sharing.modal.views.sent import sent_view
from app.sharing.modal.views.what import what_view
from app.sharing.modal.views.where import where_view
from app.sharing.modal.views.who import who_view
from app.sharing.modal.views.words import words_view
from app.slack.blocks import Block


def step_view(screen: Step) -> Block:
    match screen:
        case WhereScreen():
            return where_view(screen)
        case WhoScreen():
            return who_view(screen)
        case WhatScreen():
            return what_view(screen)
        case WordsScreen():
            return words_view(screen)
        case ExactlyScreen():
            return exactly_view(screen)
        case SentScreen():
            return sent_view(screen)
