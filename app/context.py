"""What every place and panel is given: the program's few shared objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.action_set import Actions
from app.jobs.runner import JobRunner
from app.navigation import Navigation
from app.notices import Notices
from app.preferences import PreferencesFile
from app.theme import Theme

if TYPE_CHECKING:
    from app.state.analyses import Analyses
    from app.state.detector_provider import DetectorProvider
    from core.sessions.store import SessionStore


@dataclass
class AppContext:
    """Made once by ``app.application``; ``store`` is replaced when the library folder changes."""

    runner: JobRunner
    store: SessionStore
    preferences: PreferencesFile
    theme: Theme
    actions: Actions
    detector: DetectorProvider
    analyses: Analyses
    navigation: Navigation
    notices: Notices
