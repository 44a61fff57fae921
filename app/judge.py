"""``sweetspot judge``: a training or a detector beside the one in use, on the pinned clips."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from app.state.judge_work import RUNS, class_changes, make_model
from app.terminal_progress import TerminalProgress, stop_on_interrupt
from core.before_after.box_change import BoxTally
from core.before_after.class_change import ClassChanges
from core.before_after.clip import Clip, clip_of
from core.before_after.comparison import ClipComparison
from core.before_after.judge import Judgement, contestant_of, judge
from core.before_after.pins import PinnedClips, clips_of, read_pins
from core.before_after.subject import Subject, labels_in, subject_of_model, subject_of_run
from core.before_after.verdict import Outcome, verdict_of_clip
from core.drawing.boxes import words_of
from core.errors import Cancelled, SessionError
from core.models.shelf import ModelShelf, shelf_of
from core.resources import default_model
from core.sessions.cards import SessionCard
from core.sessions.library_folder import check_writable, default_library
from core.sessions.store import SessionStore
from core.text_table import aligned
from core.training.run_record import is_run, read_run

STOPPED, WORSE = 130, 1


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("subject", help="a training or a detector: its name in the library, or DIR")
    parser.add_argument(
        "--against", metavar="MODEL", help="a detector's name, DIR or “shipped”; default: in use"
    )
    parser.add_argument(
        "--clips", nargs="+", metavar="PRACTICE",
        help="practices (id or title) or “sample”; default: the pinned ones",
    )  # fmt: skip
    parser.add_argument("--dataset", metavar="DIR", help="validation pictures for AP by class")
    parser.add_argument("--library", metavar="DIR", help="of this library")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")


def judge_verb(wanted: argparse.Namespace) -> int:
    """Compare and print; return 0, or 1 when it is worse on a clip. Raises ``SweetspotError``."""
    library = Path(wanted.library) if wanted.library else default_library()
    check_writable(library)
    store, shelf = SessionStore(library), shelf_of(library, default_model())
    subject = subject_of(wanted, store, shelf)
    pinned = _clips(wanted.clips, store)
    progress = TerminalProgress(sys.stderr, fps=0.0, noun="frame")
    with stop_on_interrupt(progress.stopped):
        try:
            if subject.make is not None:
                make_model(subject.make, progress)
            changes = class_changes(subject, library, progress)
            result = judge(
                contestant_of(subject.before, shelf.plain_title(subject.before)),
                contestant_of(subject.after, subject.title),
                pinned.clips,
                store,
                progress,
                left_out=pinned.left_out,
            )
        except Cancelled:
            sys.stderr.write("Stopped. What was looked at is kept: the same command goes on.\n")
            return STOPPED
        finally:
            progress.close()
    sys.stdout.write(json_of(result, changes) if wanted.json else text_of(result, changes))
    return WORSE if result.verdict.outcome is Outcome.WORSE else 0


def subject_of(wanted: argparse.Namespace, store: SessionStore, shelf: ModelShelf) -> Subject:
    """Return what is to be judged. Raises ``SweetspotError`` for what is neither."""
    against = shelf.find(wanted.against) if wanted.against else None
    labels = labels_in(wanted.dataset) if wanted.dataset else None
    for folder in (store.root / RUNS / wanted.subject, Path(wanted.subject)):
        if is_run(folder):
            subject = subject_of_run(read_run(folder.absolute()), shelf)
            return replace(
                subject, before=against or subject.before, labels=labels or subject.labels
            )
    return subject_of_model(shelf.find(wanted.subject), shelf, against, labels)


def text_of(result: Judgement, changes: ClassChanges | None) -> str:
    """Return the verdict, a block for each clip, and AP by class, for a terminal."""
    lines = [result.verdict.headline, f"{result.after} beside {result.before}", ""]
    for clip in result.clips:
        verdict = verdict_of_clip(clip)
        lines.append(f"{clip.clip.title}: {verdict.outcome.value}")
        lines += [f"  {reason}" for reason in (verdict.headline, *verdict.reasons)]
        rows = [("", "labels", "before", "after", "boxes gained", "lost"), *_box_rows(clip)]
        lines += [f"  {line}" for line in aligned(rows)]
        lines += [
            f"  frame {moment.frame}, {moment.time_s:.2f} s: {'; '.join(moment.words)}"
            for moment in clip.moments
        ]
        lines.append("")
    if changes is not None and changes.classes:
        lines.append(f"AP50 on {changes.n_pictures} validation pictures:")
        lines += [
            f"  {line}"
            for line in aligned(
                [
                    (
                        each.name.replace("_", " "),
                        f"{100 * each.ap50_before:.1f}",
                        f"{100 * each.ap50_after:.1f}",
                        f"{100 * each.change:+.1f}",
                    )
                    for each in changes.classes
                ]
            )
        ]
    lines += [f"Left out: {words}" for words in result.left_out]
    return "\n".join(lines).rstrip() + "\n"


def json_of(result: Judgement, changes: ClassChanges | None) -> str:
    """Return all figures as JSON."""
    told: dict[str, Any] = {
        "before": result.before,
        "after": result.after,
        "outcome": result.verdict.outcome.value,
        "headline": result.verdict.headline,
        "left_out": list(result.left_out),
        "clips": [_clip_json(clip) for clip in result.clips],
        "classes": None if changes is None else asdict(changes),
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _clip_json(clip: ClipComparison) -> dict[str, Any]:
    verdict = verdict_of_clip(clip)
    return {
        "title": clip.clip.title,
        "session": clip.clip.session,
        "outcome": verdict.outcome.value,
        "reasons": [verdict.headline, *verdict.reasons],
        "hits": asdict(clip.tally),
        "boxes": {kind.label: asdict(tally) for kind, tally in clip.boxes.items()},
        "moments": [asdict(moment) for moment in clip.moments],
    }


def _box_rows(clip: ClipComparison) -> list[tuple[str, ...]]:
    def cells(tally: BoxTally) -> tuple[str, ...]:
        found = (tally.labels, tally.found_before, tally.found_after)
        if not tally.labels:
            found = ("-", tally.n_before, tally.n_after)  # type: ignore[assignment]
        return tuple(str(each) for each in (*found, tally.gained, tally.lost))

    return [(words_of(kind), *cells(tally)) for kind, tally in clip.boxes.items()]


def _clips(names: Sequence[str] | None, store: SessionStore) -> PinnedClips:
    if not names:
        return clips_of(store, read_pins(store.root))
    cards = [card for card in store.list() if isinstance(card, SessionCard)]
    clips: list[Clip] = []
    for name in names:
        if name == "sample":
            from core.before_after.sample_clip import sample_clip

            clips.append(sample_clip())
            continue
        found = [card.id for card in cards if name in (card.id, card.title)]
        if not found:
            raise SessionError(
                f"There is no practice “{name}” in the library.", "Name its folder or its title."
            )
        clips.append(clip_of(store.load(found[0])))
    return PinnedClips(tuple(clips))
