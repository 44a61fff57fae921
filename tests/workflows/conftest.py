"""The window's fixtures, for acts through the real window."""

from coach import clip, coach

from tests.app.conftest import (
    context,
    live_context,
    live_window,
    make_shell,
    own_folders,
    window,
)

__all__ = [
    "clip",
    "coach",
    "context",
    "live_context",
    "live_window",
    "make_shell",
    "own_folders",
    "window",
]
