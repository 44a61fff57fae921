"""Whether a model's exported files compute what its net computes: the whole check."""

from __future__ import annotations

import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from core.detections.model_manifest import FILE_NAME as MANIFEST
from core.detections.model_manifest import ModelManifest
from core.errors import Cancelled, ModelError
from core.files import sha256_of, write_atomically
from core.phone.check_page import html_of
from core.phone.check_picture import draw_worst
from core.phone.check_report import CheckReport, Fault, Reason, RuntimeCheck
from core.phone.check_request import CheckRequest
from core.phone.export_request import PACKAGE
from core.phone.golden import FOLDER, Golden, shown
from core.phone.phone_model import phone_model_of
from core.rebuilt_folder import rebuilt
from core.video.jpeg import to_jpeg
from core.video.still import read_still
from ml.checkpoint import WEIGHTS
from ml.export.check_candidates import candidates_of
from ml.export.check_files import file_reasons
from ml.export.check_golden import GoldenSet, expecting, golden_for, reference_of
from ml.export.check_package import SavedPackage
from ml.export.check_runners import torch_runner
from ml.export.check_runtime import Comparer
from ml.export.model_files import SHIPPED, hashes_of
from ml.export.source import Source, read_source
from ml.versions import versions_of

_PROGRAMS = ("sweetspot", "torch", "onnxruntime", "coremltools", "numpy")

Tell = Callable[[dict[str, Any]], None]


@dataclass
class _Wait:
    """Tells how many frames of all runtimes are done, and hears that it should stop."""

    tell: Tell
    cancelled: Callable[[], bool]
    of: int = 0
    done: int = 0
    message: str = ""

    def frame(self) -> None:
        """Another frame is done. Raises Cancelled."""
        self.done += 1
        self.say()

    def ponder(self) -> None:
        """Something differs, and the reason is looked for. Raises Cancelled."""
        self.message = "Looking for what went wrong"
        self.say()

    def say(self) -> None:
        """Tell where it is. Raises Cancelled."""
        if self.cancelled():
            raise Cancelled
        self.tell({"stage": "check", "done": self.done, "of": self.of, "message": self.message})

    def step(self, done: float, total: float, note: str = "") -> None:
        """The `Progress` of choosing frames. Raises Cancelled."""
        if self.cancelled():
            raise Cancelled


def check(
    request: CheckRequest,
    tell: Tell = lambda entry: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> CheckReport:
    """Check a model's folder and return the report; a bad export is a report, not an error.

    Raises ModelError where there is nothing to compare with, FileError, VideoError, Cancelled;
    the folder is then as it was.
    """
    begun = time.monotonic()
    folder = Path(request.folder)
    manifest = ModelManifest.load(folder)
    if not (folder / WEIGHTS).is_file():
        raise ModelError(
            f"“{manifest.name}” cannot be checked: its {WEIGHTS} is missing, which the exported "
            "files are compared with.",
            "Make the detector again from its training.",
        )
    source = read_source(folder)
    wait = _Wait(tell, cancelled, message="Choosing frames")
    wait.say()
    with tempfile.TemporaryDirectory(prefix="sweetspot-check-") as name:
        new = Path(name) / FOLDER
        new.mkdir()
        size = input_size_of(manifest)
        found = golden_for(folder, request.frames, manifest, size, new, wait, request.n_frames)
        report, golden = _compared(folder, manifest, source, found, wait, begun)
        if found.folder != new:
            shutil.copytree(found.folder, new, dirs_exist_ok=True)
        golden.save(new)
        if request.report:
            _write_page(Path(request.report), report, new)
        report = replace(report, files={**report.files, **_hashed(new)})
        if request.keep:
            _keep(folder, report, new)
    if request.json:
        write_atomically(Path(request.json), report.to_json().encode())
    return report


def input_size_of(manifest: ModelManifest) -> tuple[int, int]:
    """Width and height that golden frames have: the phone's, where there is a package."""
    phone = phone_model_of(manifest)
    if phone is not None:
        return phone.input_width, phone.input_height
    return manifest.input_width, manifest.input_height


def _compared(
    folder: Path,
    manifest: ModelManifest,
    source: Source,
    found: GoldenSet,
    wait: _Wait,
    begun: float,
) -> tuple[CheckReport, Golden]:
    """The report, and the golden frames with what PyTorch expects of them."""
    weights = sha256_of(folder / WEIGHTS)
    files = hashes_of(folder, (*SHIPPED, MANIFEST))
    package = _package(folder, manifest)
    candidates = candidates_of(folder, package, manifest.name)
    wait.of = len(found.golden.frames) * (1 + len(candidates))
    wait.message = "Asking the detector itself"
    reference = reference_of(found, torch_runner(source.net), wait.frame)
    golden = expecting(found.golden, reference, weights)
    found = GoldenSet(golden, found.folder)
    comparer = Comparer(found, reference, source.net, wait.frame, wait.ponder)
    reasons: list[Reason] = []
    runtimes: list[RuntimeCheck] = []
    with _noting(reasons, PACKAGE):
        if package is not None:
            reasons += package.reasons(weights, source.net.normalise)
    reasons += file_reasons(folder, manifest, source)
    reasons += _nothing_found(golden)
    for candidate in candidates:
        wait.message = f"Comparing: {candidate.runtime.words}"
        with _noting(reasons, candidate.file):
            runner = candidate.open()
            runtimes.append(comparer.check(runner, candidate.tolerance, candidate.constants))
    if hashes_of(folder, (*SHIPPED, MANIFEST)) != files:
        raise ModelError(
            "The detector's files were changed while they were checked.", "Check again."
        )
    report = CheckReport(
        model=manifest.name,
        arch=manifest.arch,
        made=datetime.now().astimezone().isoformat(timespec="seconds"),
        machine=f"{platform.system()} {platform.machine()}",
        versions=versions_of(_PROGRAMS),
        files=files,
        golden=golden.source,
        n_frames=len(golden.frames),
        n_hits=len(golden.hits),
        input_size=golden.input_size,
        weights_sha256=weights,
        tolerances={each.runtime.value: each.tolerance for each in candidates},
        runtimes=tuple(runtimes),
        reasons=tuple(dict.fromkeys(reasons)),
        seconds=round(time.monotonic() - begun, 1),
    )
    return report, golden


def _nothing_found(golden: Golden) -> Iterator[Reason]:
    if not any(shown(frame.boxes, golden.thresholds) for frame in golden.frames):
        yield Reason(
            Fault.NOTHING_FOUND,
            f"The detector itself finds nothing in the frames of {golden.source}, so they cannot "
            "show whether its export finds the same.",
            "Check it on a video of a practice.",
        )


def _write_page(path: Path, report: CheckReport, golden: Path) -> None:
    worst = []
    for each in report.runtimes:
        if each.worst is not None:
            drawn = draw_worst(read_still(golden / each.worst.file), each.worst)
            worst.append((each, to_jpeg(drawn, (drawn.shape[1], drawn.shape[0]))))
    write_atomically(path, html_of(report, worst).encode())


def _package(folder: Path, manifest: ModelManifest) -> SavedPackage | None:
    path = folder / PACKAGE
    return SavedPackage(path, manifest, phone_model_of(manifest)) if path.is_dir() else None


@contextmanager
def _noting(reasons: list[Reason], file: str) -> Iterator[None]:
    """Turn a file that cannot be read or run into a reason: the rest is checked all the same."""
    try:
        yield
    except ModelError as error:
        reasons.append(Reason(Fault.UNREADABLE, error.message, error.hint, file))


def _hashed(golden: Path) -> dict[str, str]:
    return {f"{FOLDER}/{path.name}": sha256_of(path) for path in sorted(golden.iterdir())}


def _keep(folder: Path, report: CheckReport, golden: Path) -> None:
    """Put golden frames and report into the model's folder, both or none."""
    with rebuilt(folder, "This detector is being checked") as new:
        shutil.rmtree(new / FOLDER, ignore_errors=True)
        shutil.copytree(golden, new / FOLDER)
        report.save(new)
