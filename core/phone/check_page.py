"""A check's report as one HTML page that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from core.evaluation.page_parts import document, image, table, tiles
from core.phone.check_picture import EXPECTED_COLOUR, FOUND_COLOUR
from core.phone.check_report import CheckReport, Reason, RuntimeCheck
from core.phone.check_table import head_rows, numbers_of, reason_words, runtime_rows

_STYLE = """
.verdict { display:flex; gap:16px; align-items:center; margin:20px 0 0; padding:18px 22px;
  background:var(--surface); border:1px solid var(--line); border-left:6px solid var(--good);
  border-radius:12px; font-size:18px }
.verdict.bad { border-left-color:var(--bad) }
.verdict b { font-size:26px; line-height:1; color:var(--good) } .bad.verdict b { color:var(--bad) }
:root { --good:#0b6fae; --bad:#b3430c }
@media (prefers-color-scheme: dark) { :root { --good:#56b4e9; --bad:#f08b4a } }
.gallery { grid-template-columns:repeat(auto-fill, minmax(620px, 1fr)) }
.reasons { padding:16px 20px 16px 38px; background:var(--surface); border:1px solid var(--line);
  border-radius:12px; font-size:15px; color:var(--text) } .reasons li { margin:4px 0 }
.key { display:inline-block; width:26px; height:0; vertical-align:middle; margin:0 6px 0 0 }
code { font-size:12px; overflow-wrap:anywhere } dl { display:grid; gap:4px 18px; margin:0;
  grid-template-columns:max-content 1fr; font-size:13px } dt { color:var(--muted) } dd { margin:0 }
@media print { :root { --ground:#fff; --surface:#fff; --text:#171d25; --muted:#545f6c;
  --line:#dfe3e8; --good:#0b6fae; --bad:#b3430c } main { padding:0 } }
"""
_MOST_FRAMES = 12


def html_of(report: CheckReport, worst: Sequence[tuple[RuntimeCheck, bytes]] = ()) -> str:
    """Return the whole page; ``worst`` are runtimes with a JPEG of their worst frame."""
    parts = [
        f"<header><h1>{escape(report.model)}</h1>",
        f"<p>Exported files compared with the detector itself (PyTorch) on {report.n_frames} "
        f"frames of {escape(report.golden)}.</p></header>",
        _verdict(report),
        _tiles(report),
        _reasons(report.all_reasons),
        "<h2>What each finds</h2>",
        table(runtime_rows(report)),
        "<p class=note>Boxes above the thresholds. A box whose score lies within the tolerance of "
        "its threshold may be shown by one and not by the other. Shifts are in pixels of the "
        f"net's input, {report.input_size[0]} × {report.input_size[1]}. Milliseconds are of this "
        "computer and say nothing of the phone's chip.</p>",
        _gallery(worst),
        _frames(report),
        "<h2>The raw maps</h2>",
        table(head_rows(report)),
        "<p class=note>Errors of the heat map are in logits, at peaks in scores; of offsets and "
        "sizes in cells of four pixels.</p>",
        _allowed(report),
        _files(report),
        f"<footer>{escape(_made(report))}</footer>",
    ]
    return document(f"Check of {report.model}", "".join(parts), _STYLE)


def _verdict(report: CheckReport) -> str:
    sign, kind = ("✓", "verdict") if report.passed else ("✗", "verdict bad")
    word = "Passed" if report.passed else "Not passed"
    return (
        f'<section class="{kind}"><b aria-label="{word}">{sign}</b>'
        f"<span>{escape(report.verdict)}</span></section>"
    )


def _tiles(report: CheckReport) -> str:
    leading = report.leading
    if leading is None:
        return ""
    values = [
        ("frames with the same boxes", f"{leading.same_frames} of {len(leading.frames)}"),
        ("largest shift", f"{leading.largest_shift_px:.2f} px"),
        ("hits with equal scores", f"{sum(h.passed for h in leading.hits)} of {len(leading.hits)}"),
        (f"{leading.runtime.words}, {numbers_of(leading)}", f"{leading.ms_per_frame:.0f} ms"),
    ]
    return tiles(values)


def _reasons(reasons: Sequence[Reason]) -> str:
    if not reasons:
        return ""
    items = "".join(f"<li>{escape(reason_words(reason))}</li>" for reason in reasons)
    hints = dict.fromkeys(reason.hint for reason in reasons if reason.hint)
    notes = "".join(f"<p class=note>{escape(hint)}</p>" for hint in hints)
    return f"<h2>What is wrong, and what to do</h2><ul class=reasons>{items}</ul>{notes}"


def _gallery(worst: Sequence[tuple[RuntimeCheck, bytes]]) -> str:
    if not worst:
        return ""
    figures = []
    # What is wrong first, then what goes to the phone.
    for check, jpeg in sorted(worst, key=lambda each: (each[0].passed, each[0].runtime.value)):
        number = check.worst.number if check.worst is not None else 0
        told = _told_of(check, number)
        figures.append(
            f"<figure>{image(jpeg, f'Frame {number}: {told}')}<figcaption>"
            f"<h3>{escape(check.runtime.words)}, frame {number}</h3>"
            f"<ul><li>{escape(told)}</li></ul></figcaption></figure>"
        )
    return (
        "<h2>The frame that differs most</h2><p class=note>"
        f"{_key(EXPECTED_COLOUR, 'dashed')}PyTorch &nbsp; {_key(FOUND_COLOUR, 'solid')}the export. "
        "The lens shows the largest difference.</p>"
        f"<section class=gallery>{''.join(figures)}</section>"
    )


def _key(colour: str, line: str) -> str:
    return f'<i class=key style="border-top:3px {line} {colour}"></i>'


def _told_of(check: RuntimeCheck, number: int) -> str:
    frame = next((each for each in check.frames if each.number == number), None)
    if frame is None:
        return "not compared"
    told = frame.words or f"the same boxes; largest shift {frame.shift_px:.2f} px"
    if frame.on_edge:
        boxes = "1 box" if frame.on_edge == 1 else f"{frame.on_edge} boxes"
        told += f"; {boxes} decided by a hair either way: a score at its threshold, or two cells "
        told += "that tie for one box"
    return told


def _frames(report: CheckReport) -> str:
    rows = [["", "frame", "what differs"]]
    for each in report.runtimes:
        told = [frame for frame in each.frames if not frame.passed]
        rows += [[each.runtime.words, str(f.number), f.words] for f in told[:_MOST_FRAMES]]
        if len(told) > _MOST_FRAMES:
            rows.append([each.runtime.words, "", f"and {len(told) - _MOST_FRAMES} frames more"])
        rows += [[each.runtime.words, "hits", hit.words] for hit in each.hits if hit.words]
    return f"<h2>Frames and hits that differ</h2>{table(rows)}" if len(rows) > 1 else ""


def _allowed(report: CheckReport) -> str:
    words = dict.fromkeys(each.words for each in report.tolerances.values())
    items = "".join(f"<li>{escape(each)}</li>" for each in words)
    everywhere = "For the phone: the same boxes, edges moved by less than 0.5 px, equal hit scores."
    return f"<h2>What is allowed</h2><ul><li>{everywhere}</li>{items}</ul>"


def _files(report: CheckReport) -> str:
    shown = {k: v for k, v in report.files.items() if not k.startswith("golden/")}
    rows = "".join(f"<dt>{escape(k)}</dt><dd><code>{v}</code></dd>" for k, v in shown.items())
    return f"<h2>The files that were checked (SHA-256)</h2><dl>{rows}</dl>"


def _made(report: CheckReport) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in report.versions.items())
    return f"Made {report.made} on {report.machine} in {report.seconds:.0f} s; {versions}."
