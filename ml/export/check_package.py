"""A saved Core ML package under check: how it is run, and whether what it says of itself is so."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.detections.model_manifest import ModelManifest
from core.errors import ModelError
from core.phone import package_words
from core.phone.check_report import Fault, Reason, Runtime
from core.phone.map_comparison import Maps
from core.phone.phone_model import PhoneModel
from core.video.frame import Picture
from ml.export.check_hypotheses import AGAIN
from ml.export.check_normalisation import wrong_way
from ml.export.check_runners import Run, Runner
from ml.export.mil_evaluator import MilEvaluator
from ml.nets.normalisation import Normalisation

PRECISIONS = {"fp16": "float16", "fp32": "float32", "mixed": "float16"}

_WORDS = {
    package_words.CLASSES: (Fault.CLASS_ORDER, "lists the classes in another order or by others"),
    package_words.THRESHOLDS: (Fault.THRESHOLDS, "has other limits from which boxes are shown"),
    package_words.INPUT: (Fault.INPUT_SHAPE, "says another size of its pictures"),
    package_words.LETTERBOX: (Fault.LETTERBOX, "says to fit pictures into the input another way"),
    package_words.STRIDE: (Fault.OTHER_DESCRIPTION, "says another stride of its maps"),
    package_words.TOP_K: (Fault.OTHER_DESCRIPTION, "says another number of boxes at most"),
    package_words.OUTPUTS: (Fault.SWAPPED_OUTPUTS, "names its outputs in another order"),
    package_words.MEMORY: (Fault.OTHER_DESCRIPTION, "is wrong about the frame before"),
    package_words.MEAN: (Fault.NORMALISATION, "names another mean of the colours"),
    package_words.STD: (Fault.NORMALISATION, "names another deviation of the colours"),
}


class SavedPackage:
    """One package on the disk, read at most once."""

    def __init__(self, path: Path, manifest: ModelManifest, phone: PhoneModel | None) -> None:
        self.path = path
        self._manifest = manifest
        self._phone = phone

    @cached_property
    def evaluator(self) -> MilEvaluator:
        """Our own reader of it. Raises ModelError naming what is wrong with the package."""
        return MilEvaluator.load(self.path)

    @property
    def compression(self) -> str:
        """How its weights were made smaller, as the manifest has it."""
        return self._phone.compress if self._phone is not None else "none"

    @property
    def precision(self) -> str:
        """What it was exported to compute in."""
        return PRECISIONS[self._phone.precision if self._phone is not None else "fp16"]

    def evaluated(self) -> Runner:
        """The package as our reader computes it, in the precision it has. Raises ModelError."""
        evaluator = self.evaluator
        precision = PRECISIONS.get(evaluator.precision, evaluator.precision)
        run = _fed([each.name for each in evaluator.inputs], evaluator.evaluate, self._manifest)
        return Runner(Runtime.COREML, self.path.name, precision, run, self.compression)

    def on_mac(self) -> Runner:
        """The package as this Mac's Core ML computes it. Raises ModelError where it refuses."""
        import coremltools
        from PIL import Image

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model = coremltools.models.MLModel(str(self.path))
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"Core ML refuses the package ({error}).", AGAIN) from error

        def predict(pictures: Mapping[str, Picture]) -> Mapping[str, Any]:
            images = {name: Image.fromarray(each) for name, each in pictures.items()}
            return dict(model.predict(images))

        names = [each.name for each in model.get_spec().description.input]
        run = _fed(names, predict, self._manifest)
        return Runner(Runtime.COREML_MAC, self.path.name, self.precision, run, self.compression)

    def weights(self) -> Mapping[str, NDArray[Any]]:
        """Its weights by name, decompressed."""
        return {name: each.numpy() for name, each in self.evaluator.weights.items()}

    def reasons(self, weights_sha256: str, normalise: Normalisation) -> Iterator[Reason]:
        """Yield where the package's own words are not the manifest's, or not true of it.

        `weights_sha256` and `normalise` are those of the net it shall have been made from.

        Raises ModelError for a package that cannot be read.
        """
        for each in self.evaluator.inputs:
            wrong = wrong_way(each.scale, each.bias, normalise)
            if wrong is not None:
                yield Reason(*wrong, AGAIN, self.path.name)
        if self._phone is None:
            words = "The detector's description does not know of the Core ML package beside it."
            yield Reason(Fault.OTHER_DESCRIPTION, words, AGAIN, self.path.name)
            return
        said = self.evaluator.metadata
        made_from = {said.get(package_words.WEIGHTS, ""), self._phone.weights_sha256}
        if made_from != {weights_sha256}:
            yield Reason(
                Fault.STALE,
                "The Core ML package is stale: it was made from other weights than the detector "
                "has now.",
                AGAIN,
                self.path.name,
            )
        wanted = package_words.words_of(self._manifest, self._phone)
        for key, (fault, words) in _WORDS.items():
            if said.get(key) != wanted[key]:
                told = _difference(said.get(key, ""), wanted[key])
                message = f"The Core ML package {words}: {told}."
                yield Reason(fault, message, AGAIN, self.path.name)
        yield from self._true_size()

    def _true_size(self) -> Iterator[Reason]:
        assert self._phone is not None
        size = self._phone.input_height, self._phone.input_width
        for each in self.evaluator.inputs:
            if each.kind == "image" and tuple(each.shape[-2:]) != size:
                yield Reason(
                    Fault.INPUT_SHAPE,
                    f"The package's input “{each.name}” is {each.shape[-1]} x {each.shape[-2]} "
                    f"pixels, not {size[1]} x {size[0]}.",
                    AGAIN,
                    self.path.name,
                )


def _difference(said: str, wanted: str) -> str:
    """What is said instead of what; of objects only the parts that differ."""
    try:
        ours, theirs = json.loads(wanted), json.loads(said)
    except ValueError:
        return f"{said or 'nothing'} instead of {wanted}"
    if not isinstance(ours, dict) or not isinstance(theirs, dict):
        return f"{_plain(theirs)} instead of {_plain(ours)}"
    parts = [
        f"{key} {_plain(theirs.get(key, 'nothing'))} instead of {_plain(ours.get(key, 'nothing'))}"
        for key in dict.fromkeys([*ours, *theirs])
        if ours.get(key) != theirs.get(key)
    ]
    return "; ".join(parts)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)).replace("_", " ")
    return f"“{value}”" if isinstance(value, str) else str(value)


def _fed(
    names: list[str],
    compute: Callable[[dict[str, Picture]], Mapping[str, Any]],
    manifest: ModelManifest,
) -> Run:
    """A `Run` of something that takes pictures by name and gives maps by name."""

    def run(picture: Picture, previous: Picture) -> Maps:
        given = {"image": picture, "previous": previous}
        unknown = [name for name in names if name not in given]
        if unknown:
            raise ModelError(
                f"The package wants an input “{unknown[0]}”, which no detector of ours has.", AGAIN
            )
        outputs = compute({name: given[name] for name in names})
        missing = [name for name in manifest.outputs if name not in outputs]
        if missing:
            raise ModelError(
                f"The package gives no “{missing[0]}”, only {', '.join(sorted(outputs))}.", AGAIN
            )
        hmap, regs, w_h = (np.asarray(outputs[name], np.float32) for name in manifest.outputs)
        return hmap[0], regs[0], w_h[0]

    return run
