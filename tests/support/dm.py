"""Ada's conversation with the bot, told in few words."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from app.bootstrap import Product
from app.db.tables import pace
from app.sandbox.messages import SlackMessage as Message
from app.sandbox.slack import StandIn, Window
from tests.support.launching import BET, record, today
from tests.support.screens import strings


@dataclass(frozen=True)
class Dm:
    """Ada's conversation with the bot, and the clock."""

    ada: Window
    standin: StandIn
    bot: Product

    def recorded(self, *titles: str) -> None:
        """Shipped thirteen days ago, so the next slot is tomorrow, Wednesday at 10:00."""
        for name in titles or (BET["title"],):
            record(self.ada, shipped_on=today(self.standin) - timedelta(days=13), title=name)
            self.ada.close()

    def asked(self, hours: float = 26) -> Message:
        """The newest message after a tick that much later."""
        self.standin.advance(hours * 3600)
        self.bot.ticker.run()
        return self.ada.messages()[-1]

    def says(self, message: Message, words: str) -> bool:
        """Whether the message says it, at once or after the next tick."""
        if words not in self.now(message):
            self.tick()
        return words in self.now(message)

    def tick(self) -> None:
        """A minute later, Slack's and ours."""
        with self.bot.database.write() as connection:
            connection.execute(delete(pace))
        self.standin.advance(60)
        self.bot.ticker.run()

    def now(self, message: Message) -> str:
        return "\n".join([message.text, *strings(self.message(message).blocks)])

    def choose(self, option: str, message: Message) -> None:
        """From a message's first menu that has it, by the beginning of the option's value."""
        menus = [each for each in self.elements(message) if "options" in each]
        values = [(each, o["value"]) for each in menus for o in each["options"]]
        menu, value = next((each, value) for each, value in values if value.startswith(option))
        delivery = self.ada.choose(menu["block_id"], value, message.ts, action_id=menu["action_id"])
        assert delivery is not None
        assert delivery.ok, delivery.body

    def elements(self, message: Message) -> list[dict[str, Any]]:
        found = []
        for block in self.message(message).blocks:
            inside = [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
            found += [{**each, "block_id": block["block_id"]} for each in inside]
        return found

    def buttons(self, message: Message) -> list[str]:
        return [each["text"]["text"] for each in self.elements(message) if each["type"] == "button"]

    def message(self, message: Message) -> Message:
        """As it stands there now."""
        return next(each for each in self.ada.messages() if each.ts == message.ts)
