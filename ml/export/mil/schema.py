"""The protobuf messages of a Core ML model file, as far as ML programs use them.

Field numbers are those of Apple's published Model.proto, FeatureTypes.proto and MIL.proto. They are
written down here so that a package can be read where coremltools is not installed (it has no wheel
for Windows); `tests/ml/export/mil/test_schema.py` compares them with coremltools' own.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError, Message

from core.errors import ModelError

HINT = "Nothing else is lost. Export the detector again."
"""What to do about a package that cannot be read."""

MESSAGES: dict[str, str] = {
    "Model": "int32 specificationVersion 1; ModelDescription description 2;"
    " bool isUpdatable 10; Program mlProgram 502",
    "ModelDescription": "*FunctionDescription functions 20; string defaultFunctionName 21;"
    " Metadata metadata 100; *FeatureDescription input 1; *FeatureDescription output 10;"
    " *FeatureDescription state 13; string predictedFeatureName 11;"
    " string predictedProbabilitiesName 12",
    "FunctionDescription": "string name 1; *FeatureDescription input 2;"
    " *FeatureDescription output 3; *FeatureDescription state 6; string predictedFeatureName 4;"
    " string predictedProbabilitiesName 5",
    "FeatureDescription": "string name 1; string shortDescription 2; FeatureType type 3",
    "Metadata": "string shortDescription 1; string versionString 2; string author 3;"
    " string license 4; {string} userDefined 100",
    "FeatureType": "ImageFeatureType imageType 4; ArrayFeatureType multiArrayType 5;"
    " StateFeatureType stateType 8; bool isOptional 1000",
    "ImageFeatureType": "int64 width 1; int64 height 2; EnumeratedImageSizes enumeratedSizes 21;"
    " ImageSizeRange imageSizeRange 31; int32 colorSpace 3",
    "ImageSize": "uint64 width 1; uint64 height 2",
    "EnumeratedImageSizes": "*ImageSize sizes 1",
    "ImageSizeRange": "SizeRange widthRange 1; SizeRange heightRange 2",
    "SizeRange": "uint64 lowerBound 1; int64 upperBound 2",
    "ArrayFeatureType": "*int64 shape 1; int32 dataType 2; EnumeratedShapes enumeratedShapes 21;"
    " ShapeRange shapeRange 31; int32 intDefaultValue 41; float floatDefaultValue 51;"
    " double doubleDefaultValue 61",
    "EnumeratedShapes": "*Shape shapes 1",
    "Shape": "*int64 shape 1",
    "ShapeRange": "*SizeRange sizeRanges 1",
    "StateFeatureType": "ArrayFeatureType arrayType 1",
    "Program": "int64 version 1; {Function} functions 2; string docString 3; {Value} attributes 4",
    "Function": "*NamedValueType inputs 1; string opset 2; {Block} block_specializations 3;"
    " {Value} attributes 4",
    "Block": "*NamedValueType inputs 1; *string outputs 2; *Operation operations 3;"
    " {Value} attributes 4",
    "Operation": "string type 1; {Argument} inputs 2; *NamedValueType outputs 3; *Block blocks 4;"
    " {Value} attributes 5",
    "Argument": "*Binding arguments 1",
    "Binding": "string name 1; Value value 2",
    "NamedValueType": "string name 1; ValueType type 2",
    "ValueType": "TensorType tensorType 1; ListType listType 2; TupleType tupleType 3;"
    " DictionaryType dictionaryType 4; StateType stateType 5",
    "TensorType": "int32 dataType 1; int64 rank 2; *Dimension dimensions 3; {Value} attributes 4",
    "TupleType": "*ValueType types 1",
    "ListType": "ValueType type 1; Dimension length 2",
    "DictionaryType": "ValueType keyType 1; ValueType valueType 2",
    "StateType": "ValueType wrappedType 1",
    "Dimension": "ConstantDimension constant 1; UnknownDimension unknown 2",
    "ConstantDimension": "uint64 size 1",
    "UnknownDimension": "bool variadic 1",
    "Value": "string docString 1; ValueType type 2; ImmediateValue immediateValue 3;"
    " BlobFileValue blobFileValue 5",
    "ImmediateValue": "TensorValue tensor 1; TupleValue tuple 2; ListValue list 3;"
    " DictionaryValue dictionary 4",
    "BlobFileValue": "string fileName 1; uint64 offset 2",
    "TensorValue": "RepeatedFloats floats 1; RepeatedInts ints 2; RepeatedBools bools 3;"
    " RepeatedStrings strings 4; RepeatedLongInts longInts 5; RepeatedDoubles doubles 6;"
    " RepeatedBytes bytes 7",
    "RepeatedFloats": "*float values 1",
    "RepeatedInts": "*int32 values 1",
    "RepeatedBools": "*bool values 1",
    "RepeatedStrings": "*string values 1",
    "RepeatedLongInts": "*int64 values 1",
    "RepeatedDoubles": "*double values 1",
    "RepeatedBytes": "bytes values 1",
    "TupleValue": "*Value values 1",
    "ListValue": "*Value values 1",
    "DictionaryValue": "*KeyValuePair values 1",
    "KeyValuePair": "Value key 1; Value value 2",
}
"""Message -> its fields as "kind name number"; * is repeated, {kind} a map from strings."""

_PACKAGE = "sweetspot.coreml"
_Field = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    "double": _Field.TYPE_DOUBLE,
    "float": _Field.TYPE_FLOAT,
    "int64": _Field.TYPE_INT64,
    "uint64": _Field.TYPE_UINT64,
    "int32": _Field.TYPE_INT32,
    "bool": _Field.TYPE_BOOL,
    "string": _Field.TYPE_STRING,
    "bytes": _Field.TYPE_BYTES,
}


def parse_model(content: bytes) -> Any:  # noqa: ANN401  # protobuf makes its classes at run time
    """Return the bytes of a `model.mlmodel` as a Model message. Raises ModelError."""
    model: Message = _model_class()()
    try:
        model.ParseFromString(content)
    except DecodeError as error:
        raise ModelError("The Core ML model file is damaged: it cannot be read.", HINT) from error
    if not model.HasField("mlProgram"):
        raise ModelError(
            "The Core ML model is no ML program, so that it cannot be evaluated.", HINT
        )
    known = model.ByteSize()
    model.DiscardUnknownFields()
    if model.ByteSize() != known:
        raise ModelError(
            "The Core ML model file is damaged or has parts that this Sweetspot does not know.",
            HINT,
        )
    return model


@cache
def _model_class() -> type[Message]:
    file = descriptor_pb2.FileDescriptorProto(
        name="sweetspot/coreml.proto", package=_PACKAGE, syntax="proto3"
    )
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for field in fields.split(";"):
            _add_field(message, *field.split())
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.Model"))


def _add_field(message: descriptor_pb2.DescriptorProto, kind: str, name: str, number: str) -> None:
    many = kind.startswith(("*", "{"))
    label = _Field.LABEL_REPEATED if many else _Field.LABEL_OPTIONAL
    field = message.field.add(name=name, number=int(number), label=label)
    if kind.startswith("{"):
        camel = "".join(part[0].upper() + part[1:] for part in name.split("_"))
        entry = message.nested_type.add(name=f"{camel}Entry")
        entry.options.map_entry = True
        _add_field(entry, "string", "key", "1")
        _add_field(entry, kind.strip("{}"), "value", "2")
        _set_kind(field, f"{message.name}.{entry.name}")
    else:
        _set_kind(field, kind.removeprefix("*"))


def _set_kind(field: descriptor_pb2.FieldDescriptorProto, kind: str) -> None:
    if kind in _SCALARS:
        field.type = _SCALARS[kind]
    else:
        field.type, field.type_name = _Field.TYPE_MESSAGE, f".{_PACKAGE}.{kind}"
