"""From a request file's JSON to a frozen request, refusing what it does not know."""

from __future__ import annotations

from dataclasses import fields
from typing import TypeVar

from core.errors import FileError
from core.json_value import value_of

Request = TypeVar("Request")


def request_of(kind: type[Request], raw: object, what: str) -> Request:
    """Return ``raw`` (parsed JSON) as the dataclass ``kind``; ``what`` names it: “an evaluation”.

    Raises ``FileError`` that names an option there is none of, or a value that does not fit.
    """
    known = {each.name for each in fields(kind)}  # type: ignore[arg-type]  # every kind is one
    unknown = sorted(set(raw) - known) if isinstance(raw, dict) else []
    if unknown:
        raise FileError(
            f"Unknown options of {what}: {', '.join(unknown)}.",
            f"It knows {', '.join(sorted(known))}.",
        )
    try:
        return value_of(kind, raw, "the request")
    except ValueError as error:
        raise FileError(f"This is no request for {what} ({error}).") from error
