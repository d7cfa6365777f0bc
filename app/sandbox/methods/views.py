"""views.open, views.push, views.update."""

from typing import Any

from app.sandbox.blocks import VIEW_BYTES, view_problems, view_size
from app.sandbox.methods.checks import Arguments
from app.sandbox.workspace import SlackError, Workspace


def open_view(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Opens in the window the trigger id came from."""
    view = _view(args)
    screen = workspace.exchange(args.needed("trigger_id"))
    return {"view": workspace.payload(workspace.open(screen, view))}


def push(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Stacks a view on the others; three at most."""
    view = _view(args)
    screen = workspace.exchange(args.needed("trigger_id"))
    return {"view": workspace.payload(workspace.push(screen, view))}


def update(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Replaces an open view, by id or external_id; `hash` guards against a newer one."""
    view = _view(args)
    view_id, external_id = args.text("view_id"), args.text("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view_id or external_id"])
    found = workspace.find_view(view_id, external_id)
    return {"view": workspace.payload(workspace.update(found, view, args.text("hash")))}


def _view(args: Arguments) -> dict[str, Any]:
    view = args.structure("view")
    if view is None:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view"])
    if view_size(view) > VIEW_BYTES:
        raise SlackError("view_too_large")
    problems = view_problems(view)
    if problems:
        raise SlackError("invalid_arguments", [str(problem) for problem in problems])
    return dict(view)
