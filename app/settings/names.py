"""Ids of the settings' modals and their fields, shared by the views that show them and the listeners."""

SETTINGS = "settings"
"""The kind of form, for `app.drafts`."""

SETTINGS_PAGE = "settings.page"
WHY_PAGE = "settings.why-page"

OPEN = "settings.open"
WHY = "settings.why"
CODE = "settings.code"
RESET = "settings.reset"
FIELD = "settings.field"

WEEKDAY, HOUR, DAYS, OPENS, CLOSES = "weekday", "hour", "days", "opens", "closes"
BUDGET, WORDS, STOP = "budget", "words", "stop"
CALENDAR, TIME_OFF, PAUSE, ZONE = "calendar", "time_off", "pause", "zone"
FIELDS = (WEEKDAY, HOUR, DAYS, OPENS, CLOSES, BUDGET, WORDS, TIME_OFF, PAUSE, CALENDAR, ZONE, STOP)

YES = "yes"
FOR_ALL = "*"
"""The calendar that counts for everybody. Stored is an empty text; an option needs a value."""


def block_id(form_id: str, field: str) -> str:
    """A block of its own for each form: where an id comes again, Slack shows the text that stood there."""
    return f"{field}@{form_id[:8]}"
