"""``sweetspot analyze``: a video's hits in the terminal and as JSON, without a window."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from app.detector_in_use import detector_folder
from app.terminal_progress import TerminalProgress, clock, stop_on_interrupt
from core.detections.onnx_detector import OnnxDetector
from core.errors import Cancelled, FileError
from core.hits.hit import Hit
from core.scoring.rules import score_hit
from core.scoring.summary import summarise
from core.sessions.analysis import analyse, is_analysed
from core.sessions.edits import check_capture_fps, set_capture_fps, set_settings
from core.sessions.library_folder import check_writable, default_library
from core.sessions.results_json import write_detections, write_hits
from core.sessions.session import AnalysisSettings, Session
from core.sessions.store import SessionStore
from core.video.reader import probe

STOPPED = 130
_ADVICE = "; film in slow motion to be sure"


def analyze(wanted: argparse.Namespace) -> int:
    """Analyse ``wanted.video`` and print its hits; return the exit code.

    Raises ``SweetspotError`` for anything the person can put right.
    """
    video_path = Path(wanted.video)
    outputs = [Path(name) for name in (wanted.json, wanted.detections) if name is not None]
    check_outputs(outputs, video_path)
    if wanted.capture_fps is not None:
        check_capture_fps(wanted.capture_fps)
    library = Path(wanted.library) if wanted.library else default_library()
    check_writable(library)
    detector = OnnxDetector(detector_folder(wanted.model, library))
    video = probe(video_path)
    store = SessionStore(library)
    session = _with_settings(store.session_for(video), wanted)
    progress = TerminalProgress(sys.stderr, video.fps)
    known = is_analysed(session, store, detector)
    with stop_on_interrupt(progress.stopped):
        try:
            session = analyse(session, store, detector, progress, progress.hear)
        except Cancelled:
            return _say_stopped(progress, store, session)
        except BaseException:
            progress.close()
            raise
    progress.close("These results were on file already." if known else "")
    if wanted.json is not None:
        write_hits(Path(wanted.json), session, detector.model_name)
    if wanted.detections is not None:
        boxes, tracks = store.load_detections(session.id), store.load_tracks(session.id)
        write_detections(Path(wanted.detections), boxes, tracks, video.timebase)
    sys.stdout.write(table_of(session))
    return 0


def check_outputs(paths: list[Path], video: Path) -> None:
    """Refuse, before hours of work, files that could not be written or must not be."""
    if len({path.absolute() for path in paths}) < len(paths):
        raise FileError("Hits and detections cannot go into the same file.", "Name two files.")
    for path in paths:
        if path.is_dir():
            raise FileError(f"“{path}” is a folder.", "Name a file to write into.")
        if path.exists() and video.exists() and path.samefile(video):
            raise FileError(f"“{path}” is the video itself.", "Name another file.")
        if not path.parent.is_dir():
            raise FileError(f"There is no folder “{path.parent}”.", "Make it first.")
        try:
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".sweetspot-"):
                pass
        except OSError as error:
            raise FileError(
                f"“{path}” cannot be written ({error.strerror or error}).",
                "Name a file in a folder that you may write to.",
            ) from error


def table_of(session: Session) -> str:
    """Return the hits as a small table, one line each, and a line that sums them up."""
    summary = summarise(session.hits, session.rule)
    rows = [_row(number, hit, session) for number, hit in enumerate(session.shown_hits, 1)]
    header = ("#", "time", "frame", "score", "r", "sure", "why")
    if not rows:
        hint = "" if session.settings.capture_fps else "If it is slow motion: --capture-fps 240."
        return f"No hits found in {clock(session.video.duration_s)}. {hint}\n"
    table = [header, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(header) - 1)]
    lines = [
        "  ".join([*(cell.rjust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])
        for row in table
    ]
    mean = "" if summary.mean_score is None else f", mean score {summary.mean_score:.1f}"
    noun = "hit" if summary.n_hits == 1 else "hits"
    unsure = f", {summary.n_doubtful} doubtful (marked ?)" if summary.n_doubtful else ""
    lines.append(f"{summary.n_hits} {noun}{mean}{unsure}.")
    if summary.n_doubtful:
        lines.append("Film in slow motion to be sure.")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _row(number: int, hit: Hit, session: Session) -> tuple[str, ...]:
    score = score_hit(hit, session.rule)
    value = "-" if score.value is None else f"{score.value}{'?' if score.doubtful else ' '}"
    r = "-" if hit.r is None else f"{hit.r:.2f}"
    if hit.r is not None and hit.r_sigma is not None:
        r += f" ±{hit.r_sigma:.2f}"
    minutes, seconds = divmod(hit.time_s, 60)
    at = f"{minutes:.0f}:{seconds:05.2f}"
    # The advice stands once under the table, not in every line.
    why = score.reason.removesuffix(_ADVICE)
    return str(number), at, str(hit.frame), value, r, f"{hit.confidence:.0%}", why


def _with_settings(session: Session, wanted: argparse.Namespace) -> Session:
    """Return the session with the settings the flags name; a known capture rate stays."""
    kept = session.settings.capture_fps
    session = set_settings(session, AnalysisSettings(kept, not wanted.no_sound))
    if wanted.capture_fps is not None:
        session = set_capture_fps(session, wanted.capture_fps)
    return session


def _say_stopped(progress: TerminalProgress, store: SessionStore, session: Session) -> int:
    state = store.load(session.id).analysis
    done = state.frames_done if state is not None else 0
    progress.close(
        f"Stopped at frame {done} of {session.video.n_frames}. Nothing is lost: "
        "the same command goes on from there."
    )
    return STOPPED
