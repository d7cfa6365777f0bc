"""A user of Slack: as a verified payload names them, and as Slack describes them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SlackUser:
    """Ids as Slack sends them. Empty, never None, where it sends none: these make up a unique key.

    An organisation-wide install has no team id; then the enterprise alone is the workspace.
    """

    enterprise_id: str
    team_id: str
    user_id: str


@dataclass(frozen=True)
class SlackProfile:
    """A person as Slack knows them. `zone`: an IANA name, as Slack has it; None where it has none."""

    zone: str | None
    deleted: bool
