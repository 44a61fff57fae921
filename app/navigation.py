"""Wishes to go somewhere in the window, from anyone to the one who can."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Navigation(QObject):
    """The main window listens; places and dialogs emit.

    ``place_wanted`` carries a place's id, ``session_wanted`` a session's id to show,
    ``fixing_wanted`` one to correct, ``training_wanted`` the name of a run to show,
    ``videos_wanted`` a list of paths to open, ``preferences_wanted`` and ``jobs_wanted`` nothing.
    ``alone_wanted``: whether a place wants all of the screen to itself. ``under_way``: a place's
    id, and whether something goes on there. ``closing`` comes before the window closes and the
    background work stops: the last chance to save.
    """

    place_wanted = Signal(str)
    session_wanted = Signal(str)
    fixing_wanted = Signal(str)
    training_wanted = Signal(str)
    videos_wanted = Signal(list)
    preferences_wanted = Signal()
    jobs_wanted = Signal()
    alone_wanted = Signal(bool)
    under_way = Signal(str, bool)
    closing = Signal()
