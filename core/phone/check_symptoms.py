"""What a runtime's figures say is wrong, in words: which heads, frames and hits, by how much."""

from __future__ import annotations

from core.phone.check_report import Fault, Reason, RuntimeCheck, Tolerance

_FRAMES_TOLD = 5
_HEADS = {
    "output_hmap": ("scores", ""),
    "output_regs": ("centres", " cells"),
    "output_w_h_": ("sizes", " cells"),
}


def symptoms_of(check: RuntimeCheck, tolerance: Tolerance) -> tuple[Reason, ...]:
    """Return every way in which a runtime is further from PyTorch than it may be."""
    frames, hits = _frames(check, tolerance), _hits(check, tolerance)
    return (*frames, *hits, *_heads(check))


def _heads(check: RuntimeCheck) -> list[Reason]:
    told = []
    for head in check.heads:
        if head.passed:
            continue
        what, unit = _HEADS.get(head.output, (head.output, ""))
        worst = head.max_error if head.everywhere else head.max_at_peaks
        if worst is None:
            words = f"The {what} are no numbers any more in some cells."
        else:
            unit = " in the map" if head.everywhere and head.unit == "logits" else unit
            words = (
                f"The {what} differ by up to {worst:.2g}{unit}; {head.tolerance:.2g} is allowed, "
                f"and {head.beyond} of {head.count} numbers are further off."
            )
        told.append(Reason(Fault.IMPRECISE, words, "", f"{check.file}: {head.output}"))
    return told


def _frames(check: RuntimeCheck, tolerance: Tolerance) -> list[Reason]:
    bad = [frame for frame in check.frames if not frame.passed]
    expected = sum(frame.expected for frame in check.frames)
    differing = sum(frame.lost + frame.gained + frame.moved for frame in bad)
    if not bad or differing <= tolerance.lost_share * expected:
        return []
    worst = sorted(bad, key=lambda f: (-(f.lost + f.gained), -f.shift_px, f.number))
    told = [
        Reason(
            Fault.IMPRECISE,
            f"{len(bad)} of {len(check.frames)} frames have other boxes.",
            "",
            check.file,
        )
    ]
    told += [
        Reason(Fault.IMPRECISE, f"Frame {frame.number}: {frame.words}.", "", frame.file)
        for frame in worst[:_FRAMES_TOLD]
    ]
    return told


def _hits(check: RuntimeCheck, tolerance: Tolerance) -> list[Reason]:
    if not tolerance.hits:
        return []
    return [
        Reason(Fault.IMPRECISE, f"{hit.words[:1].upper()}{hit.words[1:]}.", "", check.file)
        for hit in check.hits
        if not hit.passed
    ]
