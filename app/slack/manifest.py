"""The app's manifest: what Slack has to know to install the bot."""

from app.slack.blocks import Block

SCOPES = ("commands", "chat:write", "im:write", "im:history", "users:read", "groups:read")
"""What the bot may do: no more than it uses. It can read no channel (that would be groups:history).

It writes to people first (im:write), finds in its own DMs what it sent and reads what they answer there
(im:history), asks for their names and time zone (users:read), and who is in a private channel that somebody
shares to (groups:read).
"""

EVENTS = (
    *("message.im", "app_home_opened"),
    *("member_joined_channel", "group_left", "channel_shared", "channel_id_changed"),
)
"""What is said in the bot's DMs, and who looks there; who can newly read a channel that it is in, and that it
is not any more."""

SHORTCUTS = (
    ("Assess yourself", "global", "assess", "Go on with your self-assessment"),
    ("Record a launch", "global", "launch", "Record what you shipped as a bet"),
    ("Share with your EM", "global", "share", "Share what you choose in a private channel"),
    ("Follow this launch", "message", "follow", "Record what this message announces as a bet"),
)
_SHORTCUT = ("name", "type", "callback_id", "description")

COMMANDS = (
    ("assess", "Assess yourself against the guide", "[section | history | help]"),
    ("launch", "Record what you shipped as a bet, and follow it up", "[list | settings | why | help]"),
    ("share", "Share what you choose with your EM, in a private channel", "[list | help]"),
)


def manifest(prefix: str, url: str) -> Block:
    """Makes the manifest of an app that is reached over HTTP at `url` (its `/slack/events` is added)."""
    events = url.rstrip("/").removesuffix("/slack/events") + "/slack/events"
    commands = [
        {
            "command": f"{prefix}{name}",
            "url": events,
            "description": description,
            "usage_hint": hint,
            "should_escape": False,
        }
        for name, description, hint in COMMANDS
    ]
    return {
        "display_information": {
            "name": "Followthrough",
            "description": "Assess yourself against a written guide, in private, and own what you ship.",
            "background_color": "#1f3a4d",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Followthrough", "always_online": True},
            "shortcuts": [dict(zip(_SHORTCUT, each, strict=True)) for each in SHORTCUTS],
            "slash_commands": commands,
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "interactivity": {"is_enabled": True, "request_url": events},
            "event_subscriptions": {"request_url": events, "bot_events": list(EVENTS)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }
