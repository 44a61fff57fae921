"""Whoever writes a bundle by hand, with all the right sums, gets in only what makes sense."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path

import pytest
from bundle_vectors import members_of, tiny_model, zipped
from json_mutation import put_wrong

from core.errors import SweetspotError
from core.phone.bundle import pack_bundle
from core.phone.bundle_reader import unpack_bundle


@pytest.mark.parametrize("part", ["manifest.json", "golden/golden.json", "check.json"])
def test_a_part_with_something_wrong_is_refused_or_means_the_same(
    part: str, tmp_path: Path
) -> None:
    bundle = tmp_path / "right.sweetspot"
    right = pack_bundle(tiny_model(tmp_path / "model"), bundle, program="0.1.0")
    members = members_of(bundle)
    refused = 0
    for seed in range(60):
        raw = json.loads(members[part])
        put_wrong(raw, random.Random(seed))
        changed = _with(members, part, json.dumps(raw).encode())
        path = zipped(tmp_path / "wrong.sweetspot", changed)
        try:
            found = unpack_bundle(path, tmp_path / f"out-{seed}")
        except SweetspotError:
            refused += 1
        else:
            # Only a check's own figures can be other ones: nothing else vouches for them.
            assert part == "check.json"
            assert (found.name, found.verdict) == (right.name, right.verdict)
    assert refused >= 30


def _with(members: dict[str, bytes], name: str, content: bytes) -> dict[str, bytes]:
    """Return the members with one replaced and the index made to fit."""
    index = json.loads(members["bundle.json"])
    digest = hashlib.sha256(content).hexdigest()
    index["members"][name] = {"sha256": digest, "size": len(content)}
    return members | {name: content, "bundle.json": json.dumps(index).encode()}
