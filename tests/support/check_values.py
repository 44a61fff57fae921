"""Check reports as values, for tests of whoever shows or packs them."""

from __future__ import annotations

from dataclasses import replace

from core.phone.check_report import (
    CheckReport,
    Fault,
    FrameComparison,
    GoldenBox,
    HeadFigures,
    HitComparison,
    HitFigure,
    Reason,
    Runtime,
    RuntimeCheck,
    Tolerance,
    TrackFigures,
    WorstFrame,
)

BALL = GoldenBox("ball", 0.81, (301.25, 120.5, 307.0, 126.75))


def frame_of(number: int, shift_px: float = 0.1, passed: bool = True) -> FrameComparison:
    """Return a frame with two boxes; one that failed has lost one of them."""
    lost = 0 if passed else 1
    words = "" if passed else "the ball (0.81) is not found"
    return FrameComparison(
        number, f"{number:03d}.png", 2, 2 - lost, lost, 0, 0, shift_px, 0.001, passed, words
    )


def runtime_of(runtime: Runtime = Runtime.COREML, n_frames: int = 40) -> RuntimeCheck:
    """Return a runtime that passed."""
    hit = HitFigure(0.51, 15, 4, 0.31)
    return RuntimeCheck(
        runtime,
        "model.mlpackage" if runtime is Runtime.COREML else "model.onnx",
        "float16" if runtime is Runtime.COREML else "float32",
        heads=(HeadFigures("output_hmap", "logits", 0.02, 1e-3, 1e-3, 4e-4, 5e-3, False, True),),
        frames=tuple(frame_of(n, 0.3 if n == 7 else 0.1) for n in range(n_frames)),
        hits=(HitComparison(0, hit, hit, True), HitComparison(1, hit, hit, True)),
        tracks=TrackFigures(120, 120, 0.3),
        worst=WorstFrame(7, "007.png", (BALL,), (BALL,)),
        ms_per_frame=210.0,
    )


def good_report() -> CheckReport:
    """Return the report of a right export."""
    return CheckReport(
        model="Court 4",
        arch="mobilenetv2_light+memory",
        made="2026-05-01T12:00:00+02:00",
        machine="Linux x86_64",
        versions={"sweetspot": "0.1.0"},
        files={"weights.pt": "a" * 64, "model.onnx": "b" * 64},
        golden="the sample practice",
        n_frames=40,
        n_hits=2,
        input_size=(704, 416),
        weights_sha256="a" * 64,
        tolerances={"coreml": Tolerance("float16", score=5e-3, edge=5e-3)},
        runtimes=(runtime_of(Runtime.ONNX), runtime_of(Runtime.COREML)),
        seconds=21.5,
    )


def bad_report() -> CheckReport:
    """Return the report of a package that takes the colours in another order."""
    reason = Reason(
        Fault.SWAPPED_CHANNELS,
        "Red and blue are swapped: the package takes pictures as BGR, the net wants RGB.",
        "Export the detector again.",
        "model.mlpackage",
    )
    wrong = replace(
        runtime_of(Runtime.COREML),
        frames=(*(frame_of(n) for n in range(38)), frame_of(38, 0.9, False), frame_of(39)),
        worst=WorstFrame(38, "038.png", (BALL,), ()),
        reasons=(reason,),
    )
    return replace(good_report(), runtimes=(runtime_of(Runtime.ONNX), wrong))
