"""The shelf: a library's detectors and the one that ships, and which of them is in use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.detections.model_manifest import FILE_NAME, ModelManifest
from core.errors import FileError, ModelError
from core.files import FileState, sha256_of, state_of
from core.models.adoptions import (
    SHIPPED,
    Act,
    Adoption,
    pile_of,
    read_adoptions,
    write_adoption,
)
from core.models.facts import ModelFacts, facts_of

MODELS = "models"
"""The folder of a library that holds its detectors."""


@dataclass(frozen=True)
class ShelvedModel:
    """One detector: its ``facts``, a value for each of its files, none where it is damaged.

    ``name`` is what ``ModelShelf.find`` knows it by, ``title`` what a person calls it.

    ``problem`` says in words what is wrong with it, "" for nothing.
    """

    folder: Path
    name: str
    title: str
    shipped: bool
    current: bool
    facts: tuple[ModelFacts, ...]
    problem: str = ""


@dataclass(frozen=True)
class InUse:
    """The detector to use. ``problem`` says why it is not the adopted one, "" where it is."""

    folder: Path
    problem: str = ""


class ModelShelf:
    """Detectors in ``folder`` (a library's ``models``) and the shipped one in ``default``.

    What is in use follows from the journal of adoptions alone, which only grows: a crash leaves
    the old or the new, and two windows see each other's changes at the next look. Any thread may
    call it.
    """

    def __init__(self, folder: Path, default: Path) -> None:
        self.folder = folder.absolute()
        self.default = default.absolute()
        self._proved: dict[Path, tuple[FileState, FileState]] = {}

    def models(self) -> tuple[ShelvedModel, ...]:
        """Return every detector: the shipped one, the library's by name, and an adopted one from
        elsewhere; the damaged too."""
        current = self.in_use().folder
        inside = sorted(path.parent for path in self._inside())
        places = dict.fromkeys([self.default, *inside, current])
        return tuple(self._shelved(place, current) for place in places)

    def in_use(self) -> InUse:
        """Return the detector to use: the adopted one, or the shipped one where that is damaged
        or gone."""
        name = self._pile()[-1]
        folder = self.folder_of(name)
        if name == SHIPPED:
            return InUse(folder)  # Whoever opens it hears what is wrong with it.
        try:
            self._prove(folder)
        except ModelError as error:
            return InUse(
                self.default,
                f"The detector “{folder.name}” that you had adopted cannot be used: "
                f"{error.message} The one that came with Sweetspot is in use instead.",
            )
        return InUse(folder)

    @property
    def current(self) -> Path:
        """The folder of the detector to use."""
        return self.in_use().folder

    @property
    def previous(self) -> Path | None:
        """What rolling back goes to: the newest of the former ones that can be used, or None."""
        name = self._below()
        return None if name is None else self.folder_of(name)

    def adopt(self, model: Path | str) -> Adoption:
        """Use a detector from now on, given by its folder or by its name on the shelf.

        Raises ``ModelError`` if it is missing or damaged (nothing is changed then), ``FileError``
        when the disk refuses.
        """
        folder = self.find(model)
        ModelManifest.load(folder).verify(folder)
        return write_adoption(self.folder, Act.ADOPTED, self.name_of(folder), self._pile()[-1])

    def roll_back(self) -> Adoption:
        """Use the former detector again; raise ``ModelError`` if there is none to go back to."""
        name = self._below()
        if name is None:
            raise ModelError(
                "There is no former detector to go back to.",
                "The one in use is the first. Choose another with “Adopt”.",
            )
        return write_adoption(self.folder, Act.ROLLED_BACK, name, self._pile()[-1])

    def history(self) -> tuple[Adoption, ...]:
        """Return every change, oldest first."""
        return read_adoptions(self.folder)

    def find(self, model: Path | str) -> Path:
        """Return a detector's folder, given by its folder or by its name on the shelf.

        ``"shipped"`` is the one that came with Sweetspot. Raises ``ModelError`` for neither.
        """
        if str(model) in ("shipped", SHIPPED):
            return self.default
        for place in (self.folder / str(model), Path(model).expanduser().absolute()):
            if (place / FILE_NAME).is_file():
                return place
        inside = sorted(path.parent.name for path in self._inside())
        known = ", ".join(("shipped", *inside))
        raise ModelError(f"There is no detector “{model}”.", f"There are {known}.")

    def folder_of(self, name: str) -> Path:
        """Return the folder that a name of the journal means, whether or not it is there."""
        return self.default if name == SHIPPED else self.folder / name

    def name_of(self, folder: Path) -> str:
        """Return the name under which the journal knows a folder."""
        folder = folder.absolute()
        if folder == self.default:
            return SHIPPED
        return folder.name if folder.parent == self.folder else str(folder)

    def plain_title(self, folder: Path) -> str:
        """Return a detector's name without quotes, to stand alone."""
        if self.name_of(folder) == SHIPPED:
            return "Came with Sweetspot"
        try:
            return ModelManifest.load(folder).name or folder.name
        except ModelError:
            return folder.name

    def title_of(self, name: str) -> str:
        """Return what a person calls a detector of the journal."""
        if name == SHIPPED:
            return "the one that came with Sweetspot"
        return f"“{self.plain_title(self.folder_of(name))}”"

    def _inside(self) -> list[Path]:
        return list(self.folder.glob(f"[!.]*/{FILE_NAME}"))

    def _pile(self) -> tuple[str, ...]:
        try:
            return pile_of(read_adoptions(self.folder))
        except FileError:
            return (SHIPPED,)

    def _below(self) -> str | None:
        pile = self._pile()
        for name in reversed(pile[:-1]):
            try:
                self._prove(self.folder_of(name))
            except ModelError:
                continue
            if name != pile[-1]:
                return name
        return None

    def _prove(self, folder: Path) -> None:
        """Raise ``ModelError`` unless manifest and detecting file are whole; quick when known."""
        manifest = ModelManifest.load(folder)
        path = folder / manifest.onnx
        states = state_of(folder / FILE_NAME), state_of(path)
        if self._proved.get(folder) == states:
            return
        if not path.is_file():
            raise ModelError(f"Its file “{manifest.onnx}” is missing.")
        if manifest.files.get(manifest.onnx) not in (None, sha256_of(path)):
            raise ModelError(f"Its file “{manifest.onnx}” is not the one its manifest names.")
        self._proved[folder] = states

    def _shelved(self, folder: Path, current: Path) -> ShelvedModel:
        title, name = self.plain_title(folder), self.name_of(folder) or "shipped"
        shipped, in_use = folder == self.default, folder == current
        try:
            self._prove(folder)
            return ShelvedModel(folder, name, title, shipped, in_use, tuple(facts_of(folder)))
        except (ModelError, OSError) as error:
            return ShelvedModel(folder, name, title, shipped, in_use, (), str(error))


def shelf_of(library: Path, default: Path) -> ModelShelf:
    """Return the shelf of a library."""
    return ModelShelf(library / MODELS, default)
