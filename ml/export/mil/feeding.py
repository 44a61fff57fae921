"""From a picture or a tensor to what a Core ML program is fed."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from core.errors import ModelError
from core.video.frame import Picture
from ml.export.mil.interface import MilInput
from ml.export.mil.kinds import kind_called, rounded
from ml.export.mil.program import Declared, Numbers


def input_value(said: MilInput, given: Picture | Tensor) -> Numbers:
    """Return `given` as the program takes it. Raises ModelError if it is of another size or kind.

    A picture enters an ML program as its bytes, 0 to 255, in the model's own order of colours;
    scale and bias are operations of the program.
    """
    kind = kind_called(said.precision)
    tensor = _picture(said, given) if said.kind == "image" else _tensor(said, given)
    try:
        numbers = Numbers(kind, rounded(tensor, kind))
    except OverflowError as error:
        raise ModelError(f"What “{said.name}” is given {error}.") from error
    if not Declared(said.name, kind, said.shape).admits(numbers):
        raise ModelError(
            f"The Core ML model takes “{said.name}” of {said.shape}, not {tuple(tensor.shape)}."
        )
    return numbers


def _tensor(said: MilInput, given: Picture | Tensor) -> Tensor:
    if not isinstance(given, Tensor):
        raise ModelError(f"The Core ML model takes a tensor for “{said.name}”, not a picture.")
    return given.detach()


def _picture(said: MilInput, given: Picture | Tensor) -> Tensor:
    grey = said.layout.startswith("GRAYSCALE")
    wanted = np.float16 if said.layout == "GRAYSCALE_FLOAT16" else np.uint8
    if (
        not isinstance(given, np.ndarray)
        or given.dtype != wanted
        or given.ndim != (2 if grey else 3)
        or (not grey and given.shape[2] != 3)
    ):
        raise ModelError(
            f"The Core ML model takes a picture for “{said.name}”: "
            + ("(H, W)" if grey else "(H, W, 3)")
            + f" {np.dtype(wanted).name}."
        )
    if said.layout == "BGR":
        given = given[:, :, ::-1]
    pixels = torch.from_numpy(given.astype(np.float32))
    return pixels[None, None] if grey else pixels.permute(2, 0, 1)[None].contiguous()
