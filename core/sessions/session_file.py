"""The session file: ``session.json``, its schema, and how a session comes back from it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from core.errors import SessionError
from core.files import write_atomically
from core.json_value import value_of
from core.sessions.fixes import NO_FIXES
from core.sessions.session import Session

SCHEMA = 2
FILE_NAME = "session.json"

# From schema n to n + 1, each on the raw JSON object. Old files are migrated in memory and
# written in the new form at the next save.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    # Schema 2 has fixes beside it and dismissed doubts in it: a session without either is the
    # same. The number changed so that a program that knows no fixes does not edit past them.
    1: lambda raw: raw,
}


def to_bytes(session: Session) -> bytes:
    """Return the session as UTF-8 JSON; raise ``SessionError`` for a number that is not finite.

    Its fixes are not in it: they have files of their own (``core.sessions.fix_log``).
    """
    parts = asdict(replace(session, fixes=NO_FIXES))
    del parts["fixes"]
    try:
        text = json.dumps(
            {"schema": SCHEMA, **parts}, indent=1, ensure_ascii=False, allow_nan=False
        )
    except ValueError as error:
        raise SessionError(
            f"The practice “{session.title}” holds a number that cannot be saved.",
            "The file on the disk is untouched. Please report this.",
        ) from error
    # Names of files need not be text; what is not comes back as it was.
    return text.encode("utf-8", "surrogatepass")


def from_bytes(content: bytes, name: str = FILE_NAME) -> Session:
    """Return the session in ``content``; ``name`` is what errors call the file.

    Raises ``SessionError`` for a newer schema and for anything that is not a whole session.
    """
    try:
        raw = json.loads(content, parse_constant=_refuse_constant)
        if not isinstance(raw, dict):
            raise ValueError("it is not a JSON object")
        raw = {part: value for part, value in _migrated(raw, name).items() if part != "fixes"}
        session = _checked(value_of(Session, raw, "session"))
    except (ValueError, RecursionError) as error:
        raise SessionError(
            f"“{name}” is damaged ({error}).",
            "The video itself is untouched; open it again to analyse it anew.",
        ) from error
    return session


def read_session(path: Path) -> Session:
    """Read a session file; raise ``SessionError`` if it is absent, damaged or too new."""
    name = f"{path.parent.name}/{path.name}"
    try:
        return from_bytes(path.read_bytes(), name)
    except FileNotFoundError:
        raise SessionError(
            f"“{name}” is missing.", "The video itself is untouched; open it again."
        ) from None
    except OSError as error:
        raise SessionError(
            f"“{name}” cannot be read ({error.strerror or error}).",
            "Check that the disk is connected and that you may read this folder.",
        ) from error


def write_session(path: Path, session: Session) -> None:
    """Write a session file atomically; raise ``FileError`` or ``SessionError``."""
    write_atomically(path, to_bytes(session))


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _migrated(raw: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the object in today's schema."""
    schema = raw.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool):
        raise ValueError("it does not say its schema")
    if schema > SCHEMA:
        raise SessionError(
            f"“{name}” was written by a newer Sweetspot (schema {schema}).",
            "Update Sweetspot to open this practice.",
        )
    while schema < SCHEMA:
        step = MIGRATIONS.get(schema)
        if step is None:
            raise ValueError(f"its schema {schema} is unknown")
        raw = step(raw)
        schema += 1
    return raw


def _checked(session: Session) -> Session:
    """Refuse what no program wrote: ids that are no file names, twins, scores out of range."""
    ids = [hit.id for hit in session.hits]
    if len(set(ids)) != len(ids):
        raise ValueError("two hits have the same id")
    for name in (session.id, *ids):
        if not is_safe_name(name):
            raise ValueError(f"“{name[:40]}” is not an id")
    if any(h.score_override not in (None, 1, 2, 3, 4, 5) for h in session.hits):
        raise ValueError("a score is not 1 to 5")
    return session


def is_safe_name(name: str) -> bool:
    """Return whether an id may name a file or a folder of its own, on every system."""
    return re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,119}", name) is not None
