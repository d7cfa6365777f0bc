"""What the bot's answer to a submission or a command does in the window."""

import json
from typing import Any

from app.sandbox.blocks import VIEW_BYTES, message_problems, view_problems, view_size
from app.sandbox.messages import SLACKBOT
from app.sandbox.request_log import Delivery
from app.sandbox.seed import Seat
from app.sandbox.views import OpenView, stateful
from app.sandbox.workspace import Screen, SlackError, Workspace

TROUBLE = "We had some trouble connecting. Try again?"


class BadAnswerError(Exception):
    """An answer Slack would not take, with every reason."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def submitted(workspace: Workspace, screen: Screen, view: OpenView, delivery: Delivery) -> tuple[str, ...]:
    """Carry out the answer to a view_submission; a bad one keeps the modal and shows the trouble."""
    with workspace.lock:
        if workspace.screen_of(view) is None:
            return ()  # closed while the bot was thinking: nobody is waiting for this answer
        screen.trouble, view.errors = None, {}
        try:
            _carry_out(workspace, screen, view, _submission_answer(delivery))
        except BadAnswerError as bad:
            screen.trouble, view.problems = TROUBLE, bad.reasons
            return bad.reasons
        except SlackError as error:
            screen.trouble, view.problems = TROUBLE, (error.code,)
            return (error.code,)
        finally:
            workspace.event_stream.publish("window", window=screen.id)
    return ()


def acted(workspace: Workspace, screen: Screen, delivery: Delivery) -> tuple[str, ...]:
    """After block_actions only the status counts; a body says nothing to Slack."""
    trouble = None if delivery.ok else TROUBLE
    with workspace.lock:
        if screen.trouble != trouble:
            screen.trouble = trouble
            workspace.event_stream.publish("window", window=screen.id)
    return ()


def _submission_answer(delivery: Delivery) -> dict[str, Any]:
    if not delivery.ok:
        raise BadAnswerError
    if not delivery.body.strip():
        return {}
    try:
        answer = json.loads(delivery.body)
    except ValueError:
        raise BadAnswerError("the answer to a view_submission must be empty or JSON") from None
    if not isinstance(answer, dict):
        raise BadAnswerError("the answer to a view_submission must be a JSON object")
    return answer


def _carry_out(workspace: Workspace, screen: Screen, view: OpenView, answer: dict[str, Any]) -> None:
    match answer.get("response_action"):
        case None if not answer:
            workspace.close(screen, [view])
        case "clear":
            workspace.close(screen, list(screen.stack))
        case "errors":
            view.errors = _errors(view, answer.get("errors"))
        case "update":
            workspace.update(view, _checked(answer.get("view")))
        case "push":
            workspace.push(screen, _checked(answer.get("view")))
        case other:
            raise BadAnswerError(f"unknown response_action: {other}")


def _errors(view: OpenView, errors: Any) -> dict[str, str]:
    if not isinstance(errors, dict) or not errors:
        raise BadAnswerError("/errors: must name at least one block_id")
    inputs = {control.key[0] for control in stateful(view.blocks) if control.is_input}
    reasons = [f"/errors/{name}: the view has no input block {name}" for name in errors if name not in inputs]
    reasons += [
        f"/errors/{name}: must be a sentence"
        for name, text in errors.items()
        if not isinstance(text, str) or not text
    ]
    if reasons:
        raise BadAnswerError(*reasons)
    return dict(errors)


def _checked(view: Any) -> dict[str, Any]:
    problems = view_problems(view)
    if problems:
        raise BadAnswerError(*map(str, problems))
    if view_size(view) > VIEW_BYTES:
        raise BadAnswerError("view_too_large")
    return dict(view)


def commanded(workspace: Workspace, seat: Seat, channel: str, delivery: Delivery) -> tuple[str, ...]:
    """Show the answer to a slash command where it was typed."""
    try:
        answer = _command_answer(delivery)
        if answer is not None:
            show_response(workspace, seat, channel, answer)
    except SlackError as error:
        text = f"{delivery.name} failed with the error `{error.code}`"
        workspace.conversations.post(channel, SLACKBOT, text, only_for=seat.id, is_error=True)
        return error.messages
    finally:
        workspace.event_stream.publish("messages", channel=channel)
    return ()


def _command_answer(delivery: Delivery) -> dict[str, Any] | None:
    """The message in the answer to a command; None where it is empty."""
    if not delivery.ok:
        late = delivery.trouble == "operation_timeout"
        raise SlackError("operation_timeout" if late else "dispatch_failed")
    if not delivery.body.strip():
        return None
    if not delivery.body.lstrip().startswith("{"):
        return {"text": delivery.body}
    try:
        return dict(json.loads(delivery.body))
    except ValueError:
        raise SlackError("invalid_command_response", ["the answer is no JSON"]) from None


def show_response(workspace: Workspace, seat: Seat, channel: str, answer: dict[str, Any]) -> None:
    """A message in answer to a command or through a response_url; ephemeral unless it says otherwise."""
    problems = message_problems(answer.get("blocks") or [])
    if problems:
        raise SlackError("invalid_blocks", [str(each) for each in problems])
    everybody = answer.get("response_type") == "in_channel"
    workspace.conversations.post(
        channel,
        workspace.config.bot_user,
        str(answer.get("text") or ""),
        blocks=answer.get("blocks"),
        only_for=None if everybody else seat.id,
    )
