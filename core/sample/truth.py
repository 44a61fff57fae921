"""What is true in a drawn practice: boxes in every frame, hits, bounces and sounds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.sample.camera import Floats
from core.sample.figure import Piece, box_of, depth_of, pieces_of, standing_pose
from core.sample.flight import BALL_RADIUS_M, bounces_on
from core.sample.racket import head_box, racket_box
from core.sample.scene import Scene, Shot

Box = tuple[float, float, float, float]
BANDS = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True)
class ObjectTruth:
    """One object in a frame: class name, box xyxy in pixels, clipped to the picture.

    ``visibility`` is the share that is inside the picture and not behind the player;
    ``main`` marks the player who practises, his racket and the balls in play.
    """

    label: str
    xyxy: Box
    main: bool
    visibility: float


@dataclass(frozen=True)
class HitTruth:
    """One contact, between frames: see ``core.hits`` for what offset and score mean."""

    time_s: float
    frame: int
    contact_frame: float
    stroke: str
    ball_xy: tuple[float, float]
    ball_diameter_px: float
    racket_head_xyxy: Box
    tip_xy: tuple[float, float]
    butt_xy: tuple[float, float]
    offset: tuple[float, float]
    score: int


@dataclass(frozen=True)
class Event:
    """A moment that is no hit: ``kind`` is bounce, clap ...; ``xy`` in pixels where it is seen."""

    time_s: float
    kind: str
    xy: tuple[float, float] | None


def score_of(offset: tuple[float, float]) -> int:
    """Return the score 1 to 5 of an offset by the usual bands."""
    radius = float(np.hypot(*offset))
    return 5 - sum(radius > band + 1e-9 for band in BANDS)


def hit_truth(scene: Scene, shot: Shot) -> HitTruth:
    """Return the exact truth of one contact."""
    camera = scene.camera
    racket = scene.racket_at(shot.contact_s)
    box = head_box(racket, camera)
    ball, depth = camera.project(shot.contact)
    offset = (ball[0] - (box[:2] + box[2:]) / 2) / ((box[2:] - box[:2]) / 2)
    tip = racket.centre + racket.axis * 0.17
    ends = camera.project(np.stack([tip, racket.butt]))[0]
    place = shot.contact_s * scene.fps
    return HitTruth(
        time_s=round(shot.contact_s, 5),
        frame=round(place),
        contact_frame=round(place, 3),
        stroke=str(shot.kind),
        ball_xy=_pair(ball[0]),
        ball_diameter_px=round(2 * BALL_RADIUS_M * camera.focal_px / float(depth[0]), 2),
        racket_head_xyxy=_box(box),
        tip_xy=_pair(ends[0]),
        butt_xy=_pair(ends[1]),
        offset=(round(float(offset[0]), 4), round(float(offset[1]), 4)),
        score=score_of((float(offset[0]), float(offset[1]))),
    )


def hits_of(scene: Scene) -> tuple[HitTruth, ...]:
    """Return every hit in order."""
    return tuple(hit_truth(scene, shot) for shot in scene.shots)


def bounces_of(scene: Scene) -> tuple[Event, ...]:
    """Return every bounce within the practice, seen or not."""
    found = []
    for shot in scene.shots:
        for time_s, place in [*bounces_on(shot.incoming), *bounces_on(shot.outgoing)]:
            if 0 < time_s < scene.seconds:
                pixel = scene.camera.project(place)[0][0]
                ahead = (place - scene.camera.position) @ scene.camera.axes[2] > 0.2
                seen = ahead and _inside(pixel, scene)
                found.append(Event(round(time_s, 5), "bounce", _pair(pixel) if seen else None))
    return tuple(sorted(found, key=lambda event: event.time_s))


def noises_of(scene: Scene) -> tuple[Event, ...]:
    """Return the sounds that are no hit and no bounce: a clap of the spectator or a call."""
    rng = np.random.default_rng([scene.seed, 31])
    contacts = [shot.contact_s for shot in scene.shots]
    found = []
    for kind in ("clap", "clap", "door"):
        time_s = float(rng.uniform(0.3, scene.seconds - 0.3))
        if all(abs(time_s - contact) > 0.35 for contact in contacts):
            found.append(Event(round(time_s, 5), kind, None))
    return tuple(sorted(found, key=lambda event: event.time_s))


def objects_at(scene: Scene, time_s: float) -> tuple[ObjectTruth, ...]:
    """Return all objects at a time, the main ones first; those outside the picture are left out."""
    camera = scene.camera
    light = np.array([0.0, -1.0, 0.0])
    player = pieces_of(scene.pose_at(time_s), scene.outfit, camera, light)
    racket = scene.racket_at(time_s)
    head = camera.project(racket.rim(points=16))
    shaft = camera.project(np.stack([racket.along(v) for v in (0.0, 0.1, 0.2, 0.3)]))
    head_seen = 1 - _hidden(*head, player, scene, 0.04)
    shaft_seen = 1 - _hidden(*shaft, player, scene, 0.06)
    found = [
        _object("player", box_of(player, camera), True, 1.0, scene),
        _object(
            "racket", racket_box(racket, camera), True, 0.7 * head_seen + 0.3 * shaft_seen, scene
        ),
        _object("racket_head", head_box(racket, camera), True, head_seen, scene),
    ]
    for ball in scene.balls_at(time_s):
        found.append(_ball(ball, True, player, scene))
    for ball in scene.lying_balls:
        found.append(_ball(ball, False, player, scene))
    if scene.spectator is not None:
        pieces = pieces_of(
            standing_pose(scene.spectator, camera), scene.spectator_outfit, camera, light
        )
        found.append(_object("player", box_of(pieces, camera), False, 1.0, scene))
    return tuple(one for one in found if one is not None)


def as_json(scene: Scene, video: str) -> str:
    """Return the truth as JSON, in the form of the labelled clips (boxes are [x, y, w, h])."""
    hits = [_hit_record(hit) for hit in hits_of(scene)]
    record: dict[str, Any] = {
        "video": video,
        "origin": f"drawn by core.sample, seed {scene.seed}",
        "width": scene.camera.width,
        "height": scene.camera.height,
        "n_frames": scene.n_frames,
        "fps": scene.fps,
        "slow_motion": False,
        "hits": hits,
        "bounces": [
            {"frame": round(b.time_s * scene.fps), "time_s": b.time_s, "xy": b.xy}
            for b in bounces_of(scene)
        ],
        "other_onsets": [{"time_s": e.time_s, "kind": e.kind} for e in noises_of(scene)]
        + [{"time_s": b.time_s, "kind": "bounce"} for b in bounces_of(scene)],
        "no_hit_spans": [],
        "ignore": [],
        "boxes": [_frame_record(scene, frame) for frame in range(scene.n_frames)],
    }
    lines = [f" {json.dumps(key)}: {_rows(value)}" for key, value in record.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(value: object) -> str:
    """One row for each entry of a list: readable, and small."""
    if not isinstance(value, list):
        return json.dumps(value)
    return "[\n" + ",\n".join(f"  {json.dumps(row)}" for row in value) + "\n ]"


def _hit_record(hit: HitTruth) -> dict[str, Any]:
    x0, y0, x1, y1 = hit.racket_head_xyxy
    return {
        "frame": hit.frame,
        "frame_before": int(hit.contact_frame),
        "frame_after": int(hit.contact_frame) + 1,
        "time_s": hit.time_s,
        "contact_frame_est": hit.contact_frame,
        "who": "main",
        "stroke": hit.stroke,
        "ball_xy": hit.ball_xy,
        "ball_diameter_px": hit.ball_diameter_px,
        "racket_head_xy": [round((x0 + x1) / 2, 2), round((y0 + y1) / 2, 2)],
        "racket_head_wh": [round(x1 - x0, 2), round(y1 - y0, 2)],
        "racket_tip_xy": hit.tip_xy,
        "racket_butt_xy": hit.butt_xy,
        "offset": hit.offset,
        "score_1_to_5": hit.score,
        "offset_interp": hit.offset,
        "score_interp": hit.score,
        "score_certain": True,
        "audio_onset_s": hit.time_s,
        "certain": True,
    }


def _frame_record(scene: Scene, frame: int) -> dict[str, Any]:
    time_s = frame / scene.fps
    objects = [_box_record(one) for one in objects_at(scene, time_s)]
    return {"frame": frame, "time_s": round(time_s, 5), "objects": objects}


def _box_record(one: ObjectTruth) -> dict[str, Any]:
    x0, y0, x1, y1 = one.xyxy
    return {
        "label": one.label,
        "box": [round(v, 1) for v in (x0, y0, x1 - x0, y1 - y0)],
        "occluded": one.visibility < 0.6,
        "main": one.main,
        "visibility": round(one.visibility, 2),
    }


def _ball(ball: Floats, main: bool, player: list[Piece], scene: Scene) -> ObjectTruth | None:
    centre, depth = scene.camera.project(ball)
    if (ball - scene.camera.position) @ scene.camera.axes[2] < 0.3:
        return None
    reach = BALL_RADIUS_M * scene.camera.focal_px / float(depth[0])
    seen = 1 - _hidden(centre, depth, player, scene, 0.0)
    box = np.concatenate([centre[0] - reach, centre[0] + reach])
    return _object("ball", box, main, seen, scene)


def _hidden(
    pixels: Floats, depths: Floats, pieces: list[Piece], scene: Scene, slack_m: float
) -> float:
    """Return the share of points that lie behind a limb."""
    camera = scene.camera
    starts = camera.project(np.stack([p.start for p in pieces]))[0]
    ends = camera.project(np.stack([p.end for p in pieces]))[0]
    depth = np.array([depth_of(piece, camera) for piece in pieces])
    radius = np.array([(p.start_m + p.end_m) / 2 for p in pieces]) * camera.focal_px / depth
    line = ends - starts
    gap = pixels[:, None] - starts[None]
    share = (gap * line).sum(-1) / np.maximum((line * line).sum(-1), 1e-6)
    off = gap - np.clip(share, 0, 1)[..., None] * line
    covered = (np.hypot(off[..., 0], off[..., 1]) < radius) & (depth < depths[:, None] - slack_m)
    return float(covered.any(axis=1).mean())


def _object(label: str, box: Floats, main: bool, seen: float, scene: Scene) -> ObjectTruth | None:
    limit = np.array([scene.camera.width, scene.camera.height] * 2, np.float64)
    clipped = np.clip(box, 0, limit)
    size, whole = clipped[2:] - clipped[:2], box[2:] - box[:2]
    if size.min() <= 0:
        return None
    share = float(np.prod(size) / max(float(np.prod(whole)), 1e-9))
    return ObjectTruth(label, _box(clipped), main, round(seen * share, 3))


def _inside(pixel: Floats, scene: Scene) -> bool:
    x, y = (float(v) for v in pixel)
    return 0 <= x < scene.camera.width and 0 <= y < scene.camera.height


def _pair(point: Floats) -> tuple[float, float]:
    return round(float(point[0]), 2), round(float(point[1]), 2)


def _box(box: Floats) -> Box:
    a, b, c, d = (round(float(v), 2) for v in box)
    return a, b, c, d
