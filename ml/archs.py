"""The architectures: their names, and what each is made of. Knows no torch: cheap to check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from core.errors import ModelError

BACKBONES = ("mobilenetv2", "resnet_18")
NECKS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"deconv": (256, 256, 256), "dcn": (256, 128, 64), "light": (96, 96, 48, 32)}
)
"""Kind of neck -> the widths it has unless told otherwise, from stride 32 down to 4."""

_WIDEST_HEAD = 64
_MEMORY = "+memory"


@dataclass(frozen=True)
class Arch:
    """One net without its classes. Widths are channels.

    The neck is "deconv" (three 4x4 transposed convolutions), "dcn" (a deformable convolution
    before each) or "light" (bilinear steps with skip connections; its first width is at stride
    32). `head` is the width of each head's hidden convolution. With `memory` the net is shown the
    frame before, too. Raises ValueError for parts that
    do not exist or do not fit.
    """

    backbone: str
    neck: str
    widths: tuple[int, ...]
    head: int
    memory: bool = False

    def __post_init__(self) -> None:
        if self.backbone not in BACKBONES:
            raise ValueError(f"unknown backbone {self.backbone!r}; known: {', '.join(BACKBONES)}")
        if self.neck not in NECKS:
            raise ValueError(f"unknown neck {self.neck!r}; known: {', '.join(NECKS)}")
        if len(self.widths) != len(NECKS[self.neck]):
            raise ValueError(
                f"a {self.neck} neck has {len(NECKS[self.neck])} widths, not {len(self.widths)}"
            )
        if min(*self.widths, self.head) < 1:
            raise ValueError("widths must be positive")

    def __str__(self) -> str:
        """The name under which `arch_named` gives this value back."""
        if self.memory:
            return f"{replace(self, memory=False)}{_MEMORY}"
        for name, arch in _TABLE.items():
            if arch == self:
                return name
        return f"{self.backbone}+{self.neck}-{'-'.join(map(str, self.widths))}+head-{self.head}"

    def check_exportable(self) -> None:
        """Raise ModelError, with the reason, for a net that only torch can run."""
        if self.neck == "dcn":
            raise ModelError(
                f"“{self}” cannot be exported: its deformable convolutions read the map at places "
                "that they compute anew for every picture, which neither the int8 file nor the "
                "phone's chip can do.",
                "It can be trained and evaluated. For a detector to use, train "
                f"{' or '.join(k for k, v in _TABLE.items() if v.neck != 'dcn')}.",
            )


_TABLE: Mapping[str, Arch] = MappingProxyType(
    {
        "mobilenetv2_light": Arch("mobilenetv2", "light", (96, 96, 48, 32), 32),
        "mobilenetv2": Arch("mobilenetv2", "deconv", (96, 48, 24), 24),
        "resnet_18": Arch("resnet_18", "deconv", (256, 256, 256), 64),
        "resdcn_18": Arch("resnet_18", "dcn", (256, 128, 64), 64),
    }
)
ARCHS = tuple(_TABLE)
"""The names that stand for a whole net; others are spelled out, see `arch_named`."""


def arch_named(name: str) -> Arch:
    """Return the arch of a known name, or of one that is spelled out.

    Spelled out: a backbone, a neck and, if wanted, a head, joined by "+": `resnet_18+light`,
    `mobilenetv2+deconv-256-128-64`, `resnet_18+light-128-128-64-48+head-48`. What is left out has
    its usual widths (`NECKS`; the head is as wide as the neck's end, 64 at most). “+memory” at
    the end of any name stands for the same net with a memory.
    Raises ValueError saying what is known.
    """
    if name.endswith(_MEMORY):
        return replace(arch_named(name.removesuffix(_MEMORY)), memory=True)
    if name in _TABLE:
        return _TABLE[name]
    backbone, *rest = name.split("+")
    if not 1 <= len(rest) <= 2 or (len(rest) == 2 and not rest[1].startswith("head-")):
        raise ValueError(
            f"unknown arch {name!r}; known: {', '.join(ARCHS)}, or spelled out as "
            "BACKBONE+NECK-WIDTHS+head-WIDTH, as in resnet_18+light-96-96-48-32+head-32"
        )
    neck, *spelled = rest[0].split("-")
    widths = _numbers(name, spelled) or NECKS.get(neck, (1,))
    head = _numbers(name, rest[1].split("-")[1:]) if len(rest) == 2 else ()
    if len(head) > 1:
        raise ValueError(f"arch {name!r}: a head has one width")
    return Arch(backbone, neck, widths, head[0] if head else min(widths[-1], _WIDEST_HEAD))


def _numbers(name: str, parts: list[str]) -> tuple[int, ...]:
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError(f"arch {name!r}: widths must be whole numbers")
    return tuple(int(part) for part in parts)
