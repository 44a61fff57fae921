"""Fixtures for tests of the window."""

from shell_fixtures import (  # noqa: F401 - pytest finds fixtures by these names
    context,
    live_context,
    live_window,
    make_shell,
    own_folders,
    window,
)
