"""The dataset of the library's fixes as the window shows it: renewed, checked and exported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Job, JobProgress, Lane
from app.jobs.runner import JobRunner
from core.dataset.advice import Advice, what_next
from core.dataset.converting import Form, Written, write_dataset
from core.dataset.dataset import Dataset
from core.dataset.example_pictures import ExamplePicture, example_picture
from core.dataset.health import DEFAULT_INPUT, Health, check_dataset
from core.dataset.statistics import Statistics, examples_of, statistics_of
from core.errors import FileError, SweetspotError
from core.sessions.fixed_dataset import FixedDataset, renew_dataset
from core.sessions.store import SessionStore

EXAMPLES = 12
EXAMPLE_PX = 192


@dataclass(frozen=True)
class DeskContents:
    """All that the page shows; ``examples`` by class name."""

    fixed: FixedDataset
    statistics: Statistics
    health: Health
    examples: Mapping[str, tuple[ExamplePicture, ...]]
    advice: tuple[Advice, ...]

    @property
    def dataset(self) -> Dataset:
        """The dataset itself."""
        return self.fixed.dataset


class DatasetDesk(QObject):
    """``changed`` follows each renewal, each beginning and each end; ``exported`` a ``Written``."""

    changed = Signal()
    failed = Signal(object)
    exported = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.contents: DeskContents | None = None
        self.job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether it is being renewed."""
        return self.job is not None

    def renew(self, store: SessionStore) -> None:
        """Build the dataset of every fixed frame, and look at it; one at a time."""
        if self.busy:
            return

        def work(progress: JobProgress) -> DeskContents:
            return contents_of(renew_dataset(store, progress), progress)

        self.job = self._runner.start(
            "Renewing the dataset",
            work,
            lane=Lane.SHORT,
            on_done=self._take,
            on_failed=self._fail,
            on_cancelled=self._end,
            unit="pictures",
        )
        if self.job.state.over:
            self.job = None
        self.changed.emit()

    def cancel(self) -> None:
        """Stop renewing; the former dataset stays."""
        if self.job is not None:
            self.job.cancel()

    def export(self, folder: Path, form: Form) -> None:
        """Write the dataset in a form of others into a new folder; ``exported`` follows."""
        if self.contents is None:
            return
        dataset = self.contents.dataset

        def work(progress: JobProgress) -> Written:
            return write_dataset(dataset, folder, form, progress)

        self._runner.start(
            f"Exporting the dataset as {form.value.upper()}",
            work,
            on_done=self.exported.emit,
            on_failed=self.failed.emit,
            unit="pictures",
        )

    def _take(self, contents: DeskContents) -> None:
        self.contents = contents
        self._end()

    def _fail(self, error: BaseException) -> None:
        self._end()
        if isinstance(error, SweetspotError):
            self.failed.emit(error)

    def _end(self) -> None:
        self.job = None
        self.changed.emit()


def contents_of(fixed: FixedDataset, progress: JobProgress) -> DeskContents:
    """Count and check a dataset, and cut out its examples. Raises ``Cancelled``."""
    dataset = fixed.dataset
    statistics = statistics_of(dataset, DEFAULT_INPUT)
    health = check_dataset(dataset, DEFAULT_INPUT, progress) if len(dataset) else Health(())
    examples = {}
    for name in dataset.classes:
        progress.step(0, 0, f"examples of {name}")
        examples[name] = tuple(_pictures(dataset, name))
    return DeskContents(fixed, statistics, health, examples, what_next(statistics, fixed.titles))


def _pictures(dataset: Dataset, name: str) -> list[ExamplePicture]:
    found = []
    for example in examples_of(dataset, name, DEFAULT_INPUT, EXAMPLES):
        try:
            found.append(example_picture(example, EXAMPLE_PX))
        except FileError:
            continue  # The health check names it.
    return found
