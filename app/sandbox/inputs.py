"""The things in a view or message that people act on, and how Slack reports what they hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Key = tuple[str, str]
TEXT_TYPES = frozenset(
    {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}
)


@dataclass(frozen=True)
class Report:
    """Where an element's value stands in the state, where its first value comes from, what empty is."""

    state: str
    initial: str
    many: bool = False

    @property
    def empty(self) -> Any:
        """What an input reports that nobody touched."""
        return [] if self.many else None


REPORTS: dict[str, Report] = {
    "plain_text_input": Report("value", "initial_value"),
    "email_text_input": Report("value", "initial_value"),
    "url_text_input": Report("value", "initial_value"),
    "number_input": Report("value", "initial_value"),
    "rich_text_input": Report("rich_text_value", "initial_value"),
    "file_input": Report("files", "initial_files", many=True),
    "radio_buttons": Report("selected_option", "initial_option"),
    "checkboxes": Report("selected_options", "initial_options", many=True),
    "static_select": Report("selected_option", "initial_option"),
    "external_select": Report("selected_option", "initial_option"),
    "multi_static_select": Report("selected_options", "initial_options", many=True),
    "users_select": Report("selected_user", "initial_user"),
    "multi_users_select": Report("selected_users", "initial_users", many=True),
    "conversations_select": Report("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Report("selected_conversations", "initial_conversations", many=True),
    "channels_select": Report("selected_channel", "initial_channel"),
    "multi_channels_select": Report("selected_channels", "initial_channels", many=True),
    "datepicker": Report("selected_date", "initial_date"),
    "timepicker": Report("selected_time", "initial_time"),
    "datetimepicker": Report("selected_date_time", "initial_date_time"),
}


@dataclass(frozen=True)
class Control:
    """One element somebody can act on, with the block it stands in."""

    block: dict[str, Any]
    element: dict[str, Any]

    @property
    def key(self) -> Key:
        return self.block["block_id"], self.element["action_id"]

    @property
    def type(self) -> str:
        return str(self.element["type"])

    @property
    def is_input(self) -> bool:
        return bool(self.block["type"] == "input")

    @property
    def report(self) -> Report:
        return REPORTS[self.type]

    @property
    def initial(self) -> Any:
        """The value it is prefilled with, or empty."""
        return self.element.get(self.report.initial, self.report.empty)

    def state(self, value: Any) -> dict[str, Any]:
        """The value as `view.state.values` and `actions` carry it."""
        return {"type": self.type, self.report.state: value}

    def dispatches(self, moment: str) -> bool:
        """Whether it sends block_actions at `moment`: a typed character, Enter, or a choice."""
        if not self.is_input:
            return True
        if not self.block.get("dispatch_action"):
            return False
        if self.type not in TEXT_TYPES:
            return True
        if moment == "on_enter_pressed" and self.element.get("multiline"):
            return False
        config = self.element.get("dispatch_action_config") or {}
        return moment in (config.get("trigger_actions_on") or ("on_enter_pressed",))

    def pick(self, wanted: Any) -> Any:
        """Option values -> the options themselves; ids, dates and times pass as they are."""
        if "option" not in self.report.state:
            return wanted
        by_value = {option["value"]: option for option in options(self.element)}
        values = wanted if isinstance(wanted, list) else [] if wanted is None else [wanted]
        missing = [value for value in values if value not in by_value]
        if missing:
            raise LookupError(f"{self.key[0]} has no option {missing[0]}; it has {', '.join(by_value)}")
        picked = [by_value[value] for value in by_value if value in values]
        return picked if self.report.many else (picked[0] if picked else None)


def options(element: dict[str, Any]) -> list[dict[str, Any]]:
    """All options of an element, those of its groups too."""
    groups = [group["options"] for group in element.get("option_groups") or []]
    return [*(element.get("options") or []), *(option for group in groups for option in group)]


def controls(blocks: list[dict[str, Any]]) -> Iterator[Control]:
    """Every element of the blocks that somebody can act on, from top to bottom."""
    for block in blocks:
        held = [block.get("element"), block.get("accessory")]
        if block["type"] == "actions":
            held += block["elements"]
        for element in held:
            if element and "action_id" in element:
                yield Control(block, element)


def stateful(blocks: list[dict[str, Any]]) -> Iterator[Control]:
    """The controls whose value Slack reports in the state."""
    return (control for control in controls(blocks) if control.type in REPORTS)
