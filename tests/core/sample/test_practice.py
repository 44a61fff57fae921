"""The drawn practice: its truth is exact, and the clip that ships is what the code draws."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from core.sample.camera import Camera
from core.sample.casting import cast_scene
from core.sample.flight import BALL_RADIUS_M, bounces_on
from core.sample.practice import iterate_labelled_frames
from core.sample.racket import head_box
from core.sample.render import Renderer
from core.sample.scene import Scene
from core.sample.sound import sound_of
from core.sample.truth import as_json, bounces_of, hits_of, noises_of, objects_at, score_of
from core.video.reader import VideoReader, probe
from core.video.sound import read_onset_curve

SEEDS = [0, 1, 2, 3, 7]


@pytest.fixture(scope="module")
def shown() -> Scene:
    """Return the practice that ships."""
    return cast_scene(0)


@pytest.fixture
def resource(repository: Path) -> Path:
    """Return the clip that ships."""
    return repository / "resources" / "sample" / "practice.mp4"


def test_the_shown_practice_has_hits_of_every_score_and_stroke(shown: Scene) -> None:
    hits = hits_of(shown)
    assert len(hits) == 6
    assert {hit.score for hit in hits} == {1, 2, 3, 4, 5}
    assert {hit.stroke for hit in hits} == {"forehand", "backhand", "serve"}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_ball_lies_on_the_strings_at_contact(seed: int) -> None:
    scene = cast_scene(seed)
    assert scene.shots
    for shot, hit in zip(scene.shots, hits_of(scene), strict=True):
        racket = scene.racket_at(shot.contact_s)
        away = shot.contact - racket.centre
        assert abs(float(away @ racket.normal)) == pytest.approx(BALL_RADIUS_M + 0.004, abs=1e-6)
        assert hit.offset == pytest.approx(shot.offset, abs=2e-3)
        box = head_box(racket, scene.camera)
        half, centre = (box[2:] - box[:2]) / 2, (box[:2] + box[2:]) / 2
        ball = scene.camera.project(shot.contact)[0][0]
        assert hit.offset == pytest.approx(tuple((ball - centre) / half), abs=1e-3)
        assert hit.score == score_of(hit.offset)


@pytest.mark.parametrize("seed", SEEDS)
def test_balls_fly_without_jumps_and_bounce_on_the_ground(seed: int) -> None:
    scene = cast_scene(seed)
    for shot in scene.shots:
        before = shot.ball_at(shot.contact_s - 1e-4)
        after = shot.ball_at(shot.contact_s + 1e-4)
        assert before is not None
        assert after is not None
        assert np.linalg.norm(before - after) < 0.01
        for legs in (shot.incoming, shot.outgoing):
            for one, following in itertools.pairwise(legs):
                assert one.end_s == pytest.approx(following.start_s)
                assert one.at(one.end_s) == pytest.approx(following.place, abs=1e-6)
            for _, place in bounces_on(legs):
                assert place[2] == pytest.approx(BALL_RADIUS_M, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_player_moves_smoothly_and_holds_his_racket(seed: int) -> None:
    scene = cast_scene(seed)
    times = np.arange(0.0, scene.seconds, 1 / 60)
    pelvis = np.stack([scene.pose_at(t).pelvis for t in times])
    assert np.linalg.norm(np.diff(pelvis, axis=0), axis=1).max() < 0.08
    for time_s in times[::15]:
        hand = scene.pose_at(time_s).hands[0]
        assert np.linalg.norm(hand - scene.racket_at(time_s).hand) < 1e-6


def test_the_truth_is_the_same_every_time_and_other_seeds_differ(shown: Scene) -> None:
    assert hits_of(cast_scene(0)) == hits_of(shown)
    assert objects_at(cast_scene(0), 1.0) == objects_at(shown, 1.0)
    assert hits_of(cast_scene(1)) != hits_of(shown)
    places = {cast_scene(seed).place.inside for seed in SEEDS}
    assert len(places) >= 3


def test_boxes_lie_in_the_picture_and_the_head_in_the_racket(shown: Scene) -> None:
    for time_s in np.arange(0, 10, 0.37):
        objects = objects_at(shown, float(time_s))
        for one in objects:
            x0, y0, x1, y1 = one.xyxy
            assert 0 <= x0 < x1 <= 1280
            assert 0 <= y0 < y1 <= 720
            assert 0 <= one.visibility <= 1
        main = {one.label: one.xyxy for one in objects if one.main}
        racket, head = np.array(main["racket"]), np.array(main["racket_head"])
        assert (head[:2] >= racket[:2] - 0.02).all()
        assert (head[2:] <= racket[2:] + 0.02).all()


def test_a_drawn_frame_shows_what_the_truth_says() -> None:
    frames = list(iterate_labelled_frames(4, 2, 2, size=(480, 270)))
    assert len(frames) == 4
    for frame in frames:
        assert frame.picture.shape == (270, 480, 3)
        assert frame.picture.std() > 20
        balls = [o for o in frame.objects if o.label == "ball" and o.visibility > 0.9]
        for ball in balls:
            x0, y0, x1, y1 = ball.xyxy
            if x1 - x0 > 3 and not ball.main:
                red, green, blue = frame.picture[int((y0 + y1) / 2), int((x0 + x1) / 2)].astype(int)
                assert min(red, green) > blue, "a ball is yellow"


def test_drawing_is_repeatable() -> None:
    scene = cast_scene(5, 3.0, (320, 180))
    assert np.array_equal(Renderer(scene).frame(20), Renderer(scene).frame(20))


def test_every_impact_is_heard_at_its_time(shown: Scene) -> None:
    sound = sound_of(shown)
    assert len(sound.samples) == 10 * sound.rate_hz
    for hit in hits_of(shown):
        at = round(hit.time_s * sound.rate_hz)
        before, after = sound.samples[at - 200 : at], sound.samples[at : at + 200]
        assert np.abs(after).max() > 3 * np.abs(before).max()
    assert bounces_of(shown)
    assert noises_of(shown)


def test_the_clip_that_ships_is_what_the_code_draws(resource: Path, shown: Scene) -> None:
    assert resource.stat().st_size < 1_500_000
    truth = resource.with_suffix(".json").read_text()
    assert json.loads(truth) == json.loads(as_json(shown, "practice.mp4"))
    info = probe(resource)
    assert (info.width, info.height, info.n_frames) == (1280, 720, 300)
    assert info.codec == "h264"
    assert info.has_sound
    curve = read_onset_curve(resource)
    assert curve is not None
    heard = curve.onsets().time_s
    for hit in hits_of(shown):
        assert np.abs(heard - hit.time_s).min() < 0.003


def test_the_clip_that_ships_shows_the_ball_at_its_place(resource: Path, shown: Scene) -> None:
    with VideoReader(resource) as reader:
        for index in (20, 22):
            picture = reader.frame(index).rgb.astype(int)
            (ball, *_) = [o for o in objects_at(shown, index / 30) if o.label == "ball" and o.main]
            x0, y0, x1, y1 = ball.xyxy
            red, green, blue = picture[int((y0 + y1) / 2), int((x0 + x1) / 2)]
            assert min(red, green) > blue + 40


def test_projection_and_rays_agree() -> None:
    camera = Camera(np.array([3.0, -4.0, 2.0]), np.array([0.0, 9.0, 1.0]), 700.0, 320, 180)
    rays = camera.rays()
    point = camera.position + rays[40, 250] * 7.0
    assert camera.project(point)[0][0] == pytest.approx([250.5, 40.5], abs=1e-2)
