"""Golden cases of session files, manifests and a phone's boxes, for the phone's Swift and us.

``python tests/support/session_vectors.py`` writes them into ``resources/vectors/sessions.json``; a
test makes them again and compares. Files stand in them as text, and the boxes as base64: what the
phone writes must be these very bytes.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from bundle_vectors import zipped

from core.detections.detections import Detections
from core.detections.model_manifest import ModelManifest
from core.detections.tracks import Tracks
from core.errors import SweetspotError
from core.hits.hit import Hit, HitSource, HitStatus, Stroke
from core.phone.phone_model import PhoneModel
from core.scoring.score import ScoreRule
from core.sessions.session import AnalysisSettings, AnalysisState, Session, VideoRef
from core.sessions.session_file import from_bytes, to_bytes
from core.video.fingerprint import fingerprint

FILE = Path(__file__).resolve().parents[2] / "resources" / "vectors" / "sessions.json"

Change = Callable[[dict[str, Any]], Any]

VIDEO = VideoRef("2026-05-01-101500.mov", "0f" * 16, 1920, 1080, 240, 4.0, 60.0)
HIT = Hit(
    id="hit-000031",
    time_s=0.5208333333333334,
    frame=31,
    confidence=0.9312,
    ball_xy=(812.25, 401.5),
    racket_head_xyxy=(780.0, 371.125, 841.5, 440.0),
    tip_direction=(0.8, -0.6),
    offset=(0.1 + 0.2, -1 / 3),
    r_sigma=5e-324,
    stroke=Stroke.SERVE,
    time_sigma_s=1e-05,
    ball_step_m=0.55,
)
SESSION = Session(
    "2026-05-01-101500", "Ève’s “Vorhand” 🎾", "2026-05-01T10:15:00+02:00", VIDEO, player="Anna"
)


def session_cases() -> dict[str, Any]:
    """Return every case; the same on every computer."""
    return {
        "about": "Texts of session.json and manifest.json: read, or refused; `newer` says that the "
        "reader should be updated; a phone's boxes as rows (frame, class, score, xyxy; for tracks "
        "also id, observed, main) and as the file; names of films' contents: of a film whose byte "
        "number i is (i * i + 7 * i) % 251",
        "sessions": [_case(text, _session_of) for text in _session_texts()],
        "manifests": [_case(text, _manifest_of) for text in _manifest_texts()],
        "boxes": _boxes_case(),
        "fingerprints": [_fingerprint_case(size) for size in (0, 1, 262_144, 700_001)],
    }


def _case(text: str, read: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    try:
        return {"text": text, "refused": False} | read(text)
    except SweetspotError as error:
        return {"text": text, "refused": True, "newer": "newer" in error.message}


def _session_of(text: str) -> dict[str, Any]:
    session = from_bytes(text.encode())
    return {"title": session.title, "n_hits": len(session.hits), "n_shown": len(session.shown_hits)}


def _manifest_of(text: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "manifest.json").write_text(text, encoding="utf-8")
        manifest = ModelManifest.load(Path(folder))
    return {"name": manifest.name, "model_hash": manifest.model_hash}


def sessions() -> Iterator[Session]:
    """Yield sessions of every kind."""
    yield SESSION
    told = replace(HIT, id="hit-000100", status=HitStatus.CONFIRMED, score_override=2)
    marked = Hit("mine", 1.5, 90, 1.0, source=HitSource.MARKED, head_by_coach=True)
    away = replace(HIT, id="hit-000120", status=HitStatus.REJECTED, sound_onset_s=0.55)
    settings = AnalysisSettings(240.0, use_sound=False)
    yield replace(
        SESSION,
        notes='two\nlines\t\u2028\\ "quoted" / \x7f',
        court="Court 4",
        settings=settings,
        rule=ScoreRule("strict", 3, (0.1, 0.2, 0.30000000000000004, 7)),
        hits=(HIT, told, marked, away),
        analysis=AnalysisState("ab" * 32, "Court 4", settings, 240, True, 2, "key"),
        dismissed_doubts=("ball:31", "sound:1.25"),
    )


def _session_texts() -> Iterator[str]:
    written = [to_bytes(session).decode() for session in sessions()]
    yield from written
    full = json.loads(written[1])
    full["hits"] = full["hits"][:2]
    changes: list[Change] = [
        lambda raw: raw | {"schema": 3},
        lambda raw: raw | {"schema": 1},
        lambda raw: raw | {"schema": 0},
        lambda raw: raw | {"schema": "2"},
        lambda raw: raw | {"of a later version": {"a": [1, None, {"b": True}]}},
        lambda raw: {key: raw[key] for key in ("schema", "id", "title", "created", "video")},
        lambda raw: {key: raw[key] for key in raw if key != "video"},
        lambda raw: {key: raw[key] for key in raw if key != "schema"},
        lambda raw: raw | {"player": None},
        lambda raw: raw | {"title": 7},
        lambda raw: raw | {"id": "../evil"},
        lambda raw: raw | {"id": ".hidden"},
        lambda raw: raw | {"id": "x" * 121},
        lambda raw: raw | {"hits": {}},
        lambda raw: raw | {"analysis": []},
        lambda raw: raw | {"rule": raw["rule"] | {"limits": [0.4, 0.2, 0.6, 0.8]}},
        lambda raw: raw | {"rule": raw["rule"] | {"limits": [0.2, 0.4, 0.6]}},
        lambda raw: raw | {"video": raw["video"] | {"width": "1920"}},
        lambda raw: _with_hit(raw, id=raw["hits"][1]["id"]),
        lambda raw: _with_hit(raw, id="a/b"),
        lambda raw: _with_hit(raw, score_override=6),
        lambda raw: _with_hit(raw, score_override=0),
        lambda raw: _with_hit(raw, status="maybe"),
        lambda raw: _with_hit(raw, ball_xy=[1.0]),
        lambda raw: _with_hit(raw, ball_xy=[1.0, 2.0, 3.0]),
        lambda raw: _with_hit(raw, ball_xy=[1.0, None]),
        lambda raw: _with_hit(raw, racket_head_xyxy=[0, 0, 1, 1]),
        lambda raw: _with_hit(raw, frame=1.5),
        lambda raw: _with_hit(raw, head_by_coach=1),
        lambda raw: [raw],
        lambda raw: 3,
    ]
    for change in changes:
        yield json.dumps(change(full), ensure_ascii=False)
    for number in ("1e999", "NaN", "Infinity", "0x10", "01", "1.", "--1"):
        yield json.dumps(_with_hit(full, time_s=0.125), ensure_ascii=False).replace("0.125", number)
    yield from ("", "{", written[0] + "}", written[0][:-30], "[" * 3_000, '{"schema":' * 3_000)


def _with_hit(raw: dict[str, Any], **changed: Any) -> dict[str, Any]:  # noqa: ANN401 (parsed JSON)
    return raw | {"hits": [raw["hits"][0] | changed, *raw["hits"][1:]]}


def _manifest_texts() -> Iterator[str]:
    phone = PhoneModel(
        704, 416, "fp16", "none", "ios16", "a" * 64, 3_900_000, 3_900_000, {"coremltools": "9.0"}
    )
    manifest = ModelManifest(
        name="Court 4",
        classes=("player", "racket", "ball", "racket_head"),
        input_width=704,
        input_height=416,
        thresholds={"player": 0.1 + 0.2, "racket": 1e-05, "ball": 1, "racket_head": 0.37},
        memory=True,
        arch="mobilenetv2_light+memory",
        files={"model.onnx": "b" * 64, "model.mlpackage/Manifest.json": "c" * 64},
        run={"seed": 7, "args": {"lr": 0.001, "snake_case": [1.5, None, "x"]}},
        metrics={"map": {"racket_head": 0.5}},
        phone=phone.to_mapping(),
    )
    full = asdict(manifest)
    changes: list[Change] = [
        lambda raw: raw,
        lambda raw: raw | {"phone": {}},
        lambda raw: raw | {"thresholds": {'bäll\n"\\\x7f🎾': 0.5, "Z": 0.25, "a": 5e-324}},
        lambda raw: {
            key: raw[key]
            for key in ("schema", "name", "classes", "input_width", "input_height", "thresholds")
        },
        lambda raw: raw | {"schema": 2},
        lambda raw: raw | {"schema": 4},
        lambda raw: {key: raw[key] for key in raw if key != "schema"},
        lambda raw: {key: raw[key] for key in raw if key != "classes"},
        lambda raw: raw | {"classes": "ball"},
        lambda raw: raw | {"mean": [0.5, 0.5]},
        lambda raw: raw | {"outputs": ["a", "b", "c", "d"]},
        lambda raw: raw | {"memory": 1},
        lambda raw: raw | {"memory": None},
        lambda raw: raw | {"files": {"model.onnx": 7}},
        lambda raw: raw | {"thresholds": {"ball": "high"}},
        lambda raw: [raw],
    ]
    for change in changes:
        yield json.dumps(change(full), ensure_ascii=False)
    yield from ("", "{}", "null", json.dumps(full)[:-1])


def phone_boxes() -> tuple[Detections, Tracks]:
    """Return the boxes of the case: two frames, and one that nothing was seen in."""
    xyxy = np.array([[1, 2, 3.5, 4.25], [10, 20, 30, 40], [0.1, 0.2, 0.3, 0.4]], np.float32)
    found = Detections.of(np.array([0, 0, 2], np.int32), xyxy, [0.9, 0.25, 1 / 3], [2, 0, 3])
    tracks = Tracks(
        frame=np.array([0, 1], np.int32),
        track_id=np.array([7, 7], np.int32),
        class_id=np.array([2, 2], np.int8),
        xyxy=xyxy[:2],
        score=np.array([0.9, 0.0], np.float32),
        observed=np.array([True, False]),
        main=np.array([True, True]),
    )
    return found, tracks


def boxes_file(path: Path, found: Detections, tracks: Tracks) -> Path:
    """Write boxes as the phone does: plain arrays, stored."""
    columns: dict[str, np.ndarray] = {"schema": np.array([1], np.int32)}
    columns |= {
        f"detections_{n}": getattr(found, n) for n in ("frame", "xyxy", "score", "class_id")
    }
    names = ("frame", "xyxy", "score", "class_id", "track_id", "observed", "main")
    columns |= {f"tracks_{name}": getattr(tracks, name) for name in names}
    return zipped(path, {f"{name}.npy": _npy(column) for name, column in columns.items()})


def _npy(column: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, column, version=(1, 0))
    return file.getvalue()


def _boxes_case() -> dict[str, Any]:
    found, tracks = phone_boxes()
    with tempfile.TemporaryDirectory() as folder:
        file = boxes_file(Path(folder) / "film.boxes.npz", found, tracks).read_bytes()
    return {
        "detections": _rows(found),
        "tracks": [
            [*row, int(tracks.track_id[i]), bool(tracks.observed[i]), bool(tracks.main[i])]
            for i, row in enumerate(_rows(tracks))
        ],
        "file": base64.b64encode(file).decode(),
    }


def _rows(boxes: Detections | Tracks) -> list[list[Any]]:
    return [
        [int(frame), int(kind), float(score), *(float(side) for side in xyxy)]
        for frame, kind, score, xyxy in zip(
            boxes.frame, boxes.class_id, boxes.score, boxes.xyxy, strict=True
        )
    ]


def _fingerprint_case(size: int) -> dict[str, Any]:
    number = np.arange(size, dtype=np.int64)
    content = ((number * number + 7 * number) % 251).astype(np.uint8).tobytes()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mov"
        path.write_bytes(content)
        named = fingerprint(path)
    return {"size": size, "sha256": hashlib.sha256(content).hexdigest(), "fingerprint": named}


def text_of_cases() -> str:
    """Return the file's text."""
    return json.dumps(session_cases(), separators=(",", ":"), ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text_of_cases(), encoding="utf-8")
