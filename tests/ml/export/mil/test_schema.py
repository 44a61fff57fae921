"""The messages we write down are those of coremltools' own schema."""

from __future__ import annotations

import pytest
from mil_programs import Untyped

from core.errors import ModelError
from ml.export.coreml import tools
from ml.export.mil.schema import MESSAGES, parse_model

_KINDS = {1: "double", 2: "float", 3: "int64", 4: "uint64", 5: "int32", 8: "bool", 9: "string"}
_KINDS |= {12: "bytes", 14: "int32"}  # an enumeration is a number


def _theirs() -> dict[str, Untyped]:
    tools.load()
    from coremltools.proto import FeatureTypes_pb2, MIL_pb2, Model_pb2

    waiting = [
        message
        for file in (MIL_pb2, Model_pb2, FeatureTypes_pb2)
        for message in file.DESCRIPTOR.message_types_by_name.values()
    ]
    found = {}
    while waiting:
        message = waiting.pop()
        found[message.name] = message
        waiting += message.nested_types
    return found


def _kind(field: Untyped) -> str:
    if field.type != 11:
        word = _KINDS[field.type]
    elif field.message_type.GetOptions().map_entry:
        return "{" + _kind(field.message_type.fields_by_name["value"]) + "}"
    else:
        word = field.message_type.name
    return f"*{word}" if field.is_repeated else word


@pytest.mark.parametrize("name", MESSAGES)
def test_every_field_is_where_coremltools_has_it(name: str) -> None:
    theirs = {f"{_kind(field)} {field.name} {field.number}" for field in _theirs()[name].fields}
    ours = {" ".join(field.split()) for field in MESSAGES[name].split(";")}
    assert ours <= theirs
    # Of these we leave out what is no ML program, or of no use to one.
    if name not in ("Model", "FeatureType", "ModelDescription"):
        assert ours == theirs


def test_what_another_program_wrote_beside_our_fields_is_noticed() -> None:
    an_empty_program = bytes([0xB2, 0x1F, 0x00])
    field_1234_says_1 = bytes([0x92, 0x4D, 0x01, 0x31])
    assert parse_model(an_empty_program).HasField("mlProgram")
    with pytest.raises(ModelError, match="does not know"):
        parse_model(an_empty_program + field_1234_says_1)
