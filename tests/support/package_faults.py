"""Editing a saved Core ML package as an exporter with a mistake would have written it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.detections.model_manifest import ModelManifest
from core.phone.export_request import PACKAGE
from ml.export.mil.schema import parse_model
from ml.export.model_files import hashes_of

_INSIDE = Path("Data") / "com.apple.CoreML"
_RECORD = struct.Struct("<IIQQQ")
_BLOB_TYPES = {1: np.dtype("<f2"), 2: np.dtype("<f4")}
BGR = 30


@dataclass
class Edit:
    """An open package: the ``model`` message and the weight file's bytes, both to be changed."""

    model: Any
    blobs: bytearray

    @property
    def operations(self) -> list[Any]:
        """The program's operations in order."""
        function = self.model.mlProgram.functions["main"]
        return list(next(iter(function.block_specializations.values())).operations)

    def of_type(self, kind: str) -> list[Any]:
        """The operations of one type."""
        return [each for each in self.operations if each.type == kind]

    def constant(self, name: str) -> Any:  # noqa: ANN401  # a Value message
        """The value of the constant of this name."""
        (found,) = (
            each for each in self.of_type("const") if [out.name for out in each.outputs] == [name]
        )
        return found.attributes["val"]

    def argument(self, operation: Any, name: str) -> Any:  # noqa: ANN401
        """The constant that an operation takes as this argument."""
        return self.constant(operation.inputs[name].arguments[0].name)

    def shape(self, value: Any) -> tuple[int, ...]:  # noqa: ANN401
        """The shape of a constant."""
        return tuple(each.constant.size for each in value.type.tensorType.dimensions)

    def change(self, value: Any, how: Callable[[NDArray[Any]], NDArray[Any]]) -> None:  # noqa: ANN401
        """Change the numbers of a constant, wherever they stand."""
        if value.HasField("blobFileValue"):
            _, code, size, start, _ = _RECORD.unpack_from(self.blobs, value.blobFileValue.offset)
            numbers = np.frombuffer(bytes(self.blobs[start : start + size]), _BLOB_TYPES[code])
            changed = how(numbers.reshape(self.shape(value)).astype(np.float32))
            self.blobs[start : start + size] = changed.astype(numbers.dtype).tobytes()
            return
        tensor = value.immediateValue.tensor
        if tensor.HasField("bytes"):
            numbers = np.frombuffer(tensor.bytes.values, "<f2")
            changed = how(numbers.reshape(self.shape(value)).astype(np.float32))
            tensor.bytes.values = changed.astype("<f2").tobytes()
            return
        field = tensor.floats if tensor.HasField("floats") else tensor.ints
        changed = how(np.array(field.values).reshape(self.shape(value)))
        field.values[:] = changed.ravel().tolist()


class edited:
    """``with edited(folder) as edit``: change a model folder's package; hashes are put right."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model = folder / PACKAGE / _INSIDE / "model.mlmodel"
        self._weights = folder / PACKAGE / _INSIDE / "weights" / "weight.bin"

    def __enter__(self) -> Edit:
        self._edit = Edit(
            parse_model(self._model.read_bytes()), bytearray(self._weights.read_bytes())
        )
        return self._edit

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._model.write_bytes(self._edit.model.SerializeToString(deterministic=True))
            self._weights.write_bytes(bytes(self._edit.blobs))
            rehash(self._folder)


def rehash(folder: Path) -> None:
    """Let the manifest say of the folder's files what they are now."""
    replace(ModelManifest.load(folder), files=hashes_of(folder)).save(folder)


def swap_colours(folder: Path) -> None:
    """The package takes its pictures as BGR."""
    with edited(folder) as edit:
        for each in edit.model.description.input:
            each.type.imageType.colorSpace = BGR


def normalise_twice(folder: Path) -> None:
    """(x - m) g, and the same once more: (x - m - m / g) g²."""
    with edited(folder) as edit:
        gains: list[NDArray[Any]] = []
        edit.change(edit.constant("gain"), lambda g: gains.append(g) or g**2)  # type: ignore[func-returns-value]
        edit.change(edit.constant("mean"), lambda m: m + m / gains[0])


def average_scale(folder: Path) -> None:
    """One scale for all channels, as a single number in Core ML's image type would be."""
    with edited(folder) as edit:
        edit.change(edit.constant("gain"), lambda g: np.full_like(g, g.mean()))


def shift_picture(folder: Path) -> None:
    """The first convolution has its margin at the left and top only: all lies lower right."""
    with edited(folder) as edit:
        pad = edit.argument(edit.of_type("conv")[0], "pad")
        edit.change(pad, lambda p: np.array([p[0] + 1, p[1] - 1, p[2] + 1, p[3] - 1]))


def other_letterbox(folder: Path) -> None:
    """The package tells the phone to put pictures at the top left."""
    with edited(folder) as edit:
        words = edit.model.description.metadata.userDefined
        words["letterbox"] = words["letterbox"].replace("centred", "at the top left")


def transpose_kernel(folder: Path) -> None:
    """The kernel of the second transposed convolution has rows for columns."""
    with edited(folder) as edit:
        weight = edit.argument(edit.of_type("conv_transpose")[1], "weight")
        edit.change(weight, lambda w: w.swapaxes(2, 3))


def overwrite_blob(folder: Path) -> None:
    """The weights of one convolution in the middle are something else's."""
    with edited(folder) as edit:
        wide = [each for each in edit.of_type("conv") if "weight" in each.inputs]
        weight = edit.argument(wide[len(wide) // 2], "weight")
        rng = np.random.default_rng(0)
        edit.change(weight, lambda w: rng.normal(0, w.std(), w.shape))


def swap_outputs(folder: Path) -> None:
    """Offsets come out under the name of the sizes, and the other way round."""
    other = {"output_regs": "output_w_h_", "output_w_h_": "output_regs"}
    with edited(folder) as edit:
        for operation in edit.operations:
            for output in operation.outputs:
                output.name = other.get(output.name, output.name)


def reorder_classes(folder: Path) -> None:
    """The heat map's channels turn by one: the first class comes last."""
    with edited(folder) as edit:
        last = next(
            each
            for each in edit.of_type("conv")
            if edit.shape(edit.argument(each, "weight"))[0] == 4 and _gives(edit, each, "hmap")
        )
        for name in ("weight", "bias"):
            edit.change(edit.argument(last, name), lambda values: np.roll(values, -1, axis=0))


def reorder_class_names(folder: Path) -> None:
    """Only the package's list of classes is in another order."""
    with edited(folder) as edit:
        words = edit.model.description.metadata.userDefined
        words["classes"] = '["racket", "player", "ball", "racket_head"]'


def overflow(folder: Path, factor: float = 1e5) -> None:
    """One layer's numbers are beyond float16 and the next one's weights so much smaller."""
    with edited(folder) as edit:
        first, second = edit.of_type("conv_transpose")[:2]
        for name in ("weight", "bias"):
            edit.change(edit.argument(first, name), lambda values: values * factor)
        edit.change(edit.argument(second, "weight"), lambda values: values / factor)


def _gives(edit: Edit, operation: Any, word: str) -> bool:  # noqa: ANN401
    """Whether an operation's result, or its cast, is an output with this word in its name."""
    names = {out.name for out in operation.outputs}
    for each in edit.of_type("cast"):
        if names & {binding.name for binding in each.inputs["x"].arguments}:
            names |= {out.name for out in each.outputs}
    return any(word in name for name in names)


def faults() -> Iterator[Callable[[Path], None]]:
    """Yield every edit that can be made in a package of any net."""
    yield from (swap_colours, normalise_twice, average_scale, shift_picture, other_letterbox)
    yield from (overwrite_blob, swap_outputs, reorder_classes, reorder_class_names)
