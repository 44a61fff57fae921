"""The trainer's part: torch and all it needs, trimmed, as a folder that can be added later."""

from __future__ import annotations

import compileall
import json
import re
import shutil
import sys
from dataclasses import asdict
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from py_compile import PycInvalidationMode

from trimming import strip_symbols

TOP = Path(__file__).resolve().parents[1]
WANTED = ("torch", "onnx", "protobuf", "pycocotools", "coremltools")
# The program has these itself.
IN_THE_PROGRAM = {"numpy", "pyyaml"}
# Named by a package, and used by no verb of the trainer's.
UNUSED = {"pip", "wheel"}
_TRIMMED = re.compile(
    r"""(^|/)(
        tests?/ | torch/(include|share|test)/ | torch/bin/(?!torch_shm_manager) |
        torch/lib/[^/]*\.(a|lib)$ | torch/lib/\w*(_test|_compiler|_custom_ops)\.so$ |
        onnx/backend/test/ | onnx/.*_test\.py$ |
        sympy/.*/benchmarks/ | networkx/.*/tests/ | setuptools/_distutils/tests/ |
        [^/]+\.pyi$ | [^/]+\.(h|hpp|cuh|cmake|proto)$ | __pycache__/ | \.\./
    )""",
    re.VERBOSE,
)


def needed() -> list[Distribution]:
    """Return the installed packages that make the part, what they need included."""
    found: dict[str, Distribution] = {}
    waiting = list(WANTED)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found or name in IN_THE_PROGRAM | UNUSED:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        for line in found[name].requires or []:
            if "extra ==" not in line:
                waiting.append(re.split(r"[ ;<>=!~\[(]", line)[0])
    return [found[name] for name in sorted(found)]


def copy_trimmed(package: Distribution, folder: Path) -> None:
    """Copy what a package needs at run time."""
    for file in package.files or []:
        if _TRIMMED.search(file.as_posix()):
            continue
        source = Path(str(package.locate_file(file)))
        if source.is_file():
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)


def make_part(folder: Path) -> dict[str, str]:
    """Make the part in a new folder and return its packages with their versions."""
    sys.path.insert(0, str(TOP))
    from core.trainer_part import FACTS, facts_here

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    packages = {}
    for package in needed():
        packages[package.metadata["Name"]] = package.version
        copy_trimmed(package, folder)
    if sys.platform == "linux":
        strip_symbols(folder / "torch")
    # Where the part lies nothing can be written: what Python would compile at every start is here.
    compileall.compile_dir(
        folder,
        quiet=2,
        stripdir=folder,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
        workers=0,
    )
    text = json.dumps(asdict(facts_here(packages)), indent=1)
    (folder / FACTS).write_text(text + "\n", encoding="utf-8")
    return packages
