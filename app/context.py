"""What every place and panel is given: the program's few shared objects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.action_set import Actions
from app.jobs.runner import JobRunner
from app.navigation import Navigation
from app.notices import Notices
from app.preferences import PreferencesFile
from app.theme import Theme
from core.models.shelf import shelf_of
from core.resources import default_model

if TYPE_CHECKING:
    from app.state.analyses import Analyses
    from app.state.detector_provider import DetectorProvider
    from app.state.library_changes import LibraryChanges
    from app.state.live_desk import LiveDesk
    from app.state.opening import VideoOpener
    from app.state.shelf import Shelf
    from app.state.trainings import Trainings
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
    shelf: Shelf
    analyses: Analyses
    trainings: Trainings
    opener: VideoOpener
    library: LibraryChanges
    navigation: Navigation
    notices: Notices
    voice_folder: Path
    live_made: LiveDesk | None = None
    """The Live place's desk once somebody needed it: what it stands on loads slowly."""

    @property
    def live(self) -> LiveDesk:
        """The Live place's desk, made when first needed."""
        if self.live_made is None:
            from app.state.live_desk import LiveDesk

            self.live_made = LiveDesk(
                self.runner, self.store, self.detector, self.preferences, self.voice_folder
            )
        return self.live_made

    def use_library(self, store: SessionStore) -> None:
        """Work in another library from now on; what runs goes on in the old one."""
        self.store = store
        self.analyses.use_store(store)
        self.trainings.use_store(store)
        self.opener.use_store(store)
        self.library.use_store(store)
        if self.live_made is not None:
            self.live_made.use_store(store)
        self.shelf.use_shelf(shelf_of(store.root, default_model()))
