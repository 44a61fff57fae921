"""What the program is made of, as a CycloneDX 1.5 list (an SBOM): packages, versions, licences."""

from __future__ import annotations

import json
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from trainer_part import WANTED

PROGRAM = "sweetspot"


def shipped() -> list[Distribution]:
    """Return every installed package that goes into the program or the trainer's part."""
    found: dict[str, Distribution] = {}
    waiting = [PROGRAM, *WANTED]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        for line in found[name].requires or []:
            if "extra ==" not in line:
                waiting.append(re.split(r"[ ;<>=!~\[(]", line)[0])
    return [found[name] for name in sorted(found)]


def write_sbom(path: Path, version: str) -> None:
    """Write the list."""
    components = [_component(each) for each in shipped() if each.metadata["Name"] != PROGRAM]
    main = {"type": "application", "name": PROGRAM, "version": version}
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": main},
        "components": components,
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _component(package: Distribution) -> dict[str, object]:
    name, facts = package.metadata["Name"], package.metadata
    entry: dict[str, object] = {
        "type": "library",
        "name": name,
        "version": package.version,
        "purl": f"pkg:pypi/{name.lower().replace('_', '-')}@{package.version}",
    }
    licence = facts.get("License-Expression") or (facts.get("License") or "").split("\n")[0]
    if licence:
        entry["licenses"] = [{"license": {"name": licence[:100]}}]
    return entry
