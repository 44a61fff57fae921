"""``bundle.json``: what a bundle for the phone holds, and what it says of itself.

A bundle is a zip named ``<detector>.sweetspot``. Its members, all of them stored and none packed
smaller (weights and PNGs hardly shrink, the same files give the same bytes everywhere, and the
phone needs no inflater), are, in this order:

* ``bundle.json``, this index;
* the others by name: ``MODEL_CARD.md``, ``check.json``, ``golden/…``, ``manifest.json``,
  ``model.mlpackage/…``. Names are ASCII letters, digits, ``. _ -`` and slashes.

Nothing lies between, before or after the members. ``bundle.json`` lists each of the others with
its SHA-256 and its bytes; what is not listed is not there. A reader refuses a ``schema`` above its
own and anything in ``needs`` that it does not know; other unknown fields it passes over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from core.errors import BundleError
from core.json_value import is_newer, value_of

FORMAT, SCHEMA = "sweetspot-bundle", 1
ENDING, FILE_NAME, CARD = ".sweetspot", "bundle.json", "MODEL_CARD.md"
KNOWN_NEEDS: frozenset[str] = frozenset()
"""Abilities a bundle may ask of its reader, beyond those of its schema; none yet."""

_NAME = re.compile(
    r"manifest\.json|check\.json|MODEL_CARD\.md"
    r"|(golden|model\.mlpackage)(/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){1,6}"
)


@dataclass(frozen=True)
class BundleMember:
    """One file of a bundle: SHA-256 as 64 hexadecimal digits, and bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class BundleIndex:
    """What ``bundle.json`` says.

    ``name`` is the detector's in words and ``model_hash`` its identity, as in its manifest.
    ``checked`` says that the export passed its check; where it is False a person has insisted,
    and the phone asks twice. ``verdict`` is the check's in words, ``program`` the version of
    Sweetspot that packed it.
    """

    name: str
    model_hash: str
    checked: bool
    verdict: str
    program: str
    members: Mapping[str, BundleMember]
    needs: tuple[str, ...] = ()
    format: str = FORMAT
    schema: int = SCHEMA

    @property
    def size(self) -> int:
        """Bytes of all members together."""
        return sum(member.size for member in self.members.values())

    def to_json(self) -> bytes:
        """Return it as readable JSON: the same bytes for the same index."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=True)
        return text.encode("ascii") + b"\n"


def is_member_name(name: str) -> bool:
    """Return whether a file of this name has a place in a bundle."""
    return _NAME.fullmatch(name) is not None


def read_index(content: bytes) -> BundleIndex:
    """Return the index in ``bundle.json``'s bytes.

    Raises ``BundleError`` for what is none, for a newer one, and for one that needs abilities
    which this program has not.
    """
    try:
        raw = json.loads(content)
        if not isinstance(raw, dict) or raw.get("format") != FORMAT:
            raise ValueError("it is of another kind")
        needs = raw.get("needs", [])
        if is_newer(raw, SCHEMA):
            raise _newer()
        if isinstance(needs, list) and any(need not in KNOWN_NEEDS for need in map(str, needs)):
            raise _newer()
        index = value_of(BundleIndex, raw, FILE_NAME)
        if index.schema < 1:
            raise ValueError("its schema is impossible")
        for name, member in index.members.items():
            if not is_member_name(name):
                raise ValueError(f"“{name[:80]}” has no place in it")
            if re.fullmatch("[0-9a-f]{64}", member.sha256) is None or member.size < 0:
                raise ValueError(f"what it says of “{name}” is impossible")
    except (ValueError, RecursionError) as error:
        raise BundleError(
            f"The bundle's index cannot be read ({error}).",
            "Make the bundle again, or ask for it again from where it came.",
        ) from error
    return index


def _newer() -> BundleError:
    return BundleError("The bundle was made by a newer Sweetspot.", "Update Sweetspot to read it.")
