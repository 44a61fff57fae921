"""The table of operations: what each computes, which arguments it takes, what kind it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from torch import Tensor

from core.errors import ModelError
from ml.export.mil.call import Call
from ml.export.mil.kinds import Kind
from ml.export.mil.program import Operation
from ml.export.mil.schema import HINT

Computed = Tensor | tuple[Tensor, ...]
Compute = Callable[[Call], Computed]
Kinds = Callable[[Call], tuple[Kind, ...]]

_OLDEST, _NEWEST, _LOOSER = 15, 99, 17
_SEVERAL = "values"
"""What the argument is called that takes several tensors."""


@dataclass(frozen=True)
class Parameter:
    """An argument: whether it can be left out, and the first iOS whose operation has it."""

    optional: bool
    since: int


@dataclass(frozen=True)
class Rule:
    """One operation, from iOS `since` to before `until`.

    `alike` are the arguments that have to be of one kind; before iOS 17 those in `alike_once`,
    too. `kinds` tells the kinds of the results. With `exact` the results hold nothing but numbers
    that came in, so that there is nothing to round.
    """

    compute: Compute
    parameters: Mapping[str, Parameter]
    alike: tuple[str, ...]
    alike_once: tuple[str, ...]
    kinds: Kinds
    exact: bool
    since: int
    until: int

    def check_names(self, operation: Operation, ios: int) -> None:
        """Raise ModelError for an argument that is unknown, missing, or there several times."""
        for name, parts in operation.arguments.items():
            if name not in self.parameters or self.parameters[name].since > ios:
                raise ModelError(
                    f"The Core ML model's {operation.place} has an argument that this Sweetspot "
                    f"does not know: “{name}”.",
                    HINT,
                )
            if len(parts) != 1 and name != _SEVERAL:
                raise ModelError(
                    f"The Core ML model's {operation.place} has {len(parts)} times “{name}”.", HINT
                )
        for name, parameter in self.parameters.items():
            if not parameter.optional and name not in operation.arguments:
                raise ModelError(
                    f"The Core ML model's {operation.place} has no argument “{name}”.", HINT
                )

    def check_kinds(self, call: Call, ios: int) -> None:
        """Raise ValueError where arguments that belong together are of different kinds."""
        names = self.alike + (self.alike_once if ios < _LOOSER else ())
        kinds = {part.kind.word for name in names if name in call for part in call.parts(name)}
        if len(kinds) > 1:
            raise ValueError(f"its arguments are of different kinds ({', '.join(sorted(kinds))})")


_TABLE: dict[str, list[Rule]] = {}


def operation(
    name: str,
    parameters: str,
    *,
    alike: str = "",
    alike_once: str = "",
    kinds: Kinds | None = None,
    exact: bool = False,
    since: int = _OLDEST,
    until: int = _NEWEST,
) -> Callable[[Compute], Compute]:
    """Put a function into the table.

    `parameters` are names, "?" after those that can be left out, then the first iOS that has it if
    that is not the first of all. The first is what the result is like, unless `kinds` says.
    """
    known = {}
    for word in parameters.split():
        label, mark, version = word.partition("?")
        known[label] = Parameter(bool(mark), int(version or _OLDEST))
    first = next(iter(known))

    def entered(compute: Compute) -> Compute:
        _TABLE.setdefault(name, []).append(
            Rule(
                compute,
                known,
                tuple(alike.split()) or (first,),
                tuple(alike_once.split()),
                kinds or like(first),
                exact,
                since,
                until,
            )
        )
        return compute

    return entered


def rule_for(asked: Operation, ios: int) -> Rule:
    """Return the rule of an operation. Raises ModelError, naming it, for one that is unknown."""
    for rule in _TABLE.get(asked.type, ()):
        if rule.since <= ios < rule.until:
            rule.check_names(asked, ios)
            return rule
    raise ModelError(
        f"The Core ML model has an operation that this Sweetspot cannot evaluate: {asked.place}.",
        "Whether the model is right can only be seen on the phone or on a Mac.",
    )


def known_operations() -> frozenset[str]:
    """The names of all operations in the table."""
    return frozenset(_TABLE)


def like(name: str) -> Kinds:
    """Every result is of the kind of this argument."""
    return lambda call: (call.parts(name)[0].kind,) * len(call.operation.outputs)


def always(*kinds: Kind) -> Kinds:
    """The results are of these kinds, whatever goes in."""
    return lambda _: kinds
