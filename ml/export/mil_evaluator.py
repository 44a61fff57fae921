"""Computing, anywhere, what a saved Core ML package computes on a phone.

The package is read back from the disk, and its program evaluated operation by operation in torch,
in the precision that it declares: an operation in fp16 takes fp16 numbers, sums in float32 and
rounds its result to fp16 (beyond 65 504 that is infinity). What the evaluator does not know it
refuses, by name; it never passes over anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from core.errors import ModelError
from core.video.frame import Picture
from ml.export.mil.execution import Plan
from ml.export.mil.feeding import input_value
from ml.export.mil.interface import Description, MilInput, MilOutput, describe
from ml.export.mil.normalisation import normalisation_of
from ml.export.mil.package import read_package
from ml.export.mil.parsing import parse_program
from ml.export.mil.program import Program

States = dict[str, Tensor]
"""What a model with states remembers between two evaluations, by their names."""


class MilEvaluator:
    """A saved `.mlpackage` that can be evaluated. Made by `load`."""

    def __init__(self, program: Program, description: Description) -> None:
        self._plan = Plan(program)
        self._description = description
        self._inputs = tuple(self._with_normalisation(program, each) for each in description.inputs)

    @classmethod
    def load(cls, package: Path) -> MilEvaluator:
        """Read `package` (a folder `….mlpackage`).

        Raises ModelError naming what is wrong: a damaged model file, missing or damaged weights,
        an operation, kind of numbers or operation set that is not known.
        """
        saved = read_package(package)
        program = parse_program(saved.model, saved.weights)
        return cls(program, describe(saved.model, program))

    @property
    def inputs(self) -> tuple[MilInput, ...]:
        """Pictures and tensors that `evaluate` takes; states are in `states`."""
        return tuple(each for each in self._inputs if each.kind != "state")

    @property
    def states(self) -> tuple[MilInput, ...]:
        """What the model remembers; see `new_states`."""
        return tuple(each for each in self._inputs if each.kind == "state")

    @property
    def outputs(self) -> tuple[MilOutput, ...]:
        """In the order of the description."""
        return self._description.outputs

    @property
    def metadata(self) -> Mapping[str, str]:
        """The exporter's own words, and short_description, version, author and license."""
        return self._description.metadata

    @property
    def spec_version(self) -> int:
        """Of the model file: 7 is iOS 16, 8 iOS 17, 9 iOS 18."""
        return self._description.spec_version

    @property
    def precision(self) -> str:
        """What is computed in: "fp16", "fp32", or "mixed"."""
        return self._plan.precision

    @property
    def weights(self) -> Mapping[str, Tensor]:
        """The tensors that the program was given with it, decompressed, by their names."""
        constants = self._plan.constants.items()
        return {name: each.tensor for name, each in constants if not isinstance(each, str)}

    def new_states(self) -> States:
        """Zeros for every state, as on the phone before the first frame."""
        return {
            each.name: torch.zeros([length or 1 for length in each.shape]) for each in self.states
        }

    def evaluate(
        self, inputs: Mapping[str, Picture | Tensor], states: States | None = None
    ) -> dict[str, Tensor]:
        """Compute all outputs, float32 (whole numbers int64), by their names.

        `inputs` maps every input to a uint8 picture (H, W, 3) RGB, whatever the model's own order
        of colours ((H, W) for a grey one), or to a tensor of the input's shape. `states` is
        changed in place; a model with states that gets none begins with zeros.
        Raises ModelError where an input is missing or of another size, or an operation cannot be
        computed.
        """
        known = {each.name for each in self.inputs}
        if set(inputs) != known:
            raise ModelError(
                f"The Core ML model takes {', '.join(sorted(known))}; it was given "
                f"{', '.join(sorted(inputs)) or 'nothing'}."
            )
        remembered = states if states is not None else self.new_states()
        fed = {each.name: input_value(each, inputs[each.name]) for each in self.inputs}
        return self._plan.run(fed, remembered)

    def _with_normalisation(self, program: Program, said: MilInput) -> MilInput:
        if said.kind != "image":
            return said
        scale, bias = normalisation_of(program, self._plan.constants, said.name)
        return replace(said, scale=scale, bias=bias)
