"""Which view shows which step."""

from app.sharing.modal.screens import (
    CheckingScreen,
    ChooseScreen,
    ExactlyScreen,
    SentScreen,
    Step,
    WhatScreen,
    WordsScreen,
)
from app.sharing.modal.views.checking import checking_view
from app.sharing.modal.views.choose import choose_view
from app.sharing.modal.views.exactly import exactly_view
from app.sharing.modal.views.sent import sent_view
from app.sharing.modal.views.what import what_view
from app.sharing.modal.views.words import words_view
from app.slack.blocks import Block


def step_view(screen: Step) -> Block:
    match screen:
        case ChooseScreen():
            return choose_view(screen)
        case CheckingScreen():
            return checking_view(screen)
        case WhatScreen():
            return what_view(screen)
        case WordsScreen():
            return words_view(screen)
        case ExactlyScreen():
            return exactly_view(screen)
        case SentScreen():
            return sent_view(screen)
