"""Reading foreign files field by field: each complaint names the file and the field or line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from core.dataset.malformed import Complaints

LARGEST = 1e9
"""No picture has more pixels on a side; NaN and infinities are beyond it, too."""


def read_text(path: Path, complaints: Complaints) -> str | None:
    """Return a text file's content without a byte order mark, None if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        complaints.add(path, f"byte {error.start}", "it is not text in UTF-8")
    except (OSError, ValueError) as error:  # a name from a list can be no name at all
        complaints.add(path, "", f"it cannot be read ({error})")
    return None


def parse_json(path: Path, complaints: Complaints) -> Any:  # noqa: ANN401
    """Return parsed JSON, None where the file holds none."""
    text = read_text(path, complaints)
    if text is None:
        return None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        complaints.add(path, f"line {error.lineno}", f"it is not JSON ({error.msg})")
    except RecursionError:
        complaints.add(path, "", "it is nested too deeply")
    return None


def parse_xml(path: Path, complaints: Complaints) -> ElementTree.Element | None:
    """Return the root of an XML file, None where it is none.

    Names that stand for texts (entities) are refused: a few lines of them fill a memory.
    """
    text = read_text(path, complaints)
    if text is None:
        return None
    if "<!ENTITY" in text:
        complaints.add(path, "", "it defines entities, which no list of boxes needs")
        return None
    try:
        # As bytes: the declaration may name another encoding, the text is UTF-8 by now.
        return ElementTree.fromstring(text.encode(), ElementTree.XMLParser(encoding="utf-8"))
    except ElementTree.ParseError as error:
        complaints.add(path, f"line {error.position[0]}", "it is not well-formed XML")
    return None


@dataclass(frozen=True)
class Fields:
    """One object of a parsed file; what does not fit is a complaint and reads as None."""

    raw: Mapping[str, Any]
    path: Path
    place: str
    complaints: Complaints

    def complain(self, field: str, what: str) -> None:
        """Say that ``field`` does not fit."""
        self.complaints.add(self.path, f"{self.place} {field}".strip(), what)

    def text(self, field: str) -> str | None:
        """Return a text that is not empty."""
        value = self.raw.get(field)
        if isinstance(value, str) and value:
            return value
        self.complain(field, "it is missing" if value is None else "it is not a text")
        return None

    def key(self, field: str) -> int | str | None:
        """Return an id: a number or a text."""
        value = self.raw.get(field)
        if isinstance(value, int | str):
            return value
        self.complain(field, "it is missing" if value is None else "it is no id")
        return None

    def count(self, field: str) -> int | None:
        """Return a whole number above 0 (tools also write 640.0)."""
        number = as_number(self.raw.get(field))
        if number is not None and number > 0 and number == int(number):
            return int(number)
        self.complain(field, "it is missing" if field not in self.raw else "it is no size")
        return None

    def numbers(self, field: str, n: int) -> list[float] | None:
        """Return a list of ``n`` finite numbers."""
        value = self.raw.get(field)
        if isinstance(value, list) and len(value) == n:
            found = [as_number(each) for each in value]
            if None not in found:
                return [each for each in found if each is not None]
        self.complain(
            field, "it is missing" if value is None else f"it is not a list of {n} numbers"
        )
        return None

    def rows(self, field: str) -> Iterator[Fields]:
        """Yield the objects of a list; no list at all is a complaint."""
        value = self.raw.get(field)
        if not isinstance(value, list):
            self.complain(field, "it is missing" if value is None else "it is not a list")
            return
        for place, row in enumerate(value):
            each = Fields({}, self.path, f"{self.place} {field}[{place}]".strip(), self.complaints)
            if isinstance(row, dict):
                yield Fields(row, self.path, each.place, self.complaints)
            else:
                each.complain("", "it is not an object")


def as_number(value: object) -> float | None:
    """Return a number, also one written as text; None for anything else, and beyond reason."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if abs(number) <= LARGEST else None
