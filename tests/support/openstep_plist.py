"""A reader of Xcode's project files: property lists in the old OpenStep form.

Strings, lists and dictionaries only, as `plutil(1)` reads them; comments are passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Plist = str | list["Plist"] | dict[str, "Plist"]

_GAP = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z0-9_$/:.\-]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MEANS = {"n": "\n", "t": "\t", "r": "\r"}


def read_openstep(text: str) -> Plist:
    """Return what ``text`` holds; raise ``ValueError`` where it is no property list."""
    reader = _Reader(text)
    value = reader.value()
    if reader.peek():
        raise ValueError(f"something stands behind the end, at {reader.at}")
    return value


@dataclass
class _Reader:
    text: str
    at: int = 0

    def value(self) -> Plist:
        match self.peek():
            case "{":
                return self._dictionary()
            case "(":
                return self._list()
            case _:
                return self._string()

    def peek(self) -> str:
        """Return the next letter that counts; empty at the end."""
        gap = _GAP.match(self.text, self.at)
        self.at = gap.end() if gap else self.at
        return self.text[self.at : self.at + 1]

    def _take(self, letter: str) -> None:
        if self.peek() != letter:
            raise ValueError(f"“{letter}” is missing at {self.at}")
        self.at += 1

    def _string(self) -> str:
        for form in (_QUOTED, _PLAIN):
            if found := form.match(self.text, self.at):
                self.at = found.end()
                if form is _PLAIN:
                    return found[0]
                return _ESCAPE.sub(lambda letter: _MEANS.get(letter[1], letter[1]), found[1])
        raise ValueError(f"a value is missing at {self.at}")

    def _list(self) -> list[Plist]:
        self._take("(")
        items: list[Plist] = []
        while self.peek() != ")":
            items.append(self.value())
            if self.peek() != ")":
                self._take(",")
        self._take(")")
        return items

    def _dictionary(self) -> dict[str, Plist]:
        self._take("{")
        items: dict[str, Plist] = {}
        while self.peek() != "}":
            name = self._string()
            self._take("=")
            if name in items:
                raise ValueError(f"“{name}” stands there twice")
            items[name] = self.value()
            self._take(";")
        self._take("}")
        return items
