"""Boxes, hits and scores of the shared clips in files, for the companion's engine to repeat.

    python tests/benchmarks/clip_streams.py FOLDER [--model DIR] [--clips DIR]
    SWEETSPOT_STREAMS=FOLDER python ios_companion/swift.py test --filter wholeStreams

The second command says how far the companion's hits are from these. Where Swift has a Debian of its
own, FOLDER must be a folder in there.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from clip_stream import clip_stream
from clip_truth import read_clip
from hits import REPOSITORY, _detect_with

from core.detections.onnx_detector import OnnxDetector
from core.video.reader import probe
from core.video.sound import read_onset_curve


def main() -> None:
    """Write one file for each clip."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    models = REPOSITORY / "resources" / "models" / "default"
    parser.add_argument("--model", type=Path, default=models)
    clips = REPOSITORY.parent / "shared" / "data" / "clips"
    parser.add_argument("--clips", type=Path, default=clips)
    given = parser.parse_args()
    cache = Path(tempfile.gettempdir()) / "sweetspot-detections"
    detect = _detect_with(OnnxDetector(given.model), cache)
    given.folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(given.clips.glob("*.json")):
        clip = read_clip(path)
        info = probe(clip.video)
        curve = read_onset_curve(clip.video)
        onsets = None if curve is None else curve.onsets()
        stream = clip_stream(info, detect(clip, info), onsets)
        (given.folder / f"{clip.name}.json").write_text(json.dumps(stream), encoding="utf-8")
        print(f"{clip.name:22} {len(stream['boxes']):5} boxes  {len(stream['fused']):2} hits")


if __name__ == "__main__":
    main()
