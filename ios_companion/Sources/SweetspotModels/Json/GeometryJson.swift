/// How points, boxes and sizes stand in JSON: as plain lists of numbers.

extension Point: Codable {
  /// Reads a list of two numbers.
  public init(from decoder: any Decoder) throws {
    let numbers = try decoder.list(of: Double.self, count: 2)
    self.init(x: numbers[0], y: numbers[1])
  }

  /// Writes a list of two numbers.
  public func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    try list.encode(contentsOf: [x, y])
  }
}

extension Box: Codable {
  /// Reads a list of four numbers.
  public init(from decoder: any Decoder) throws {
    let numbers = try decoder.list(of: Double.self, count: 4)
    self.init(x0: numbers[0], y0: numbers[1], x1: numbers[2], y1: numbers[3])
  }

  /// Writes a list of four numbers.
  public func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    try list.encode(contentsOf: edges)
  }
}

extension PixelSize: Codable {
  /// Reads a list of two whole numbers.
  public init(from decoder: any Decoder) throws {
    let numbers = try decoder.list(of: Int.self, count: 2)
    self.init(width: numbers[0], height: numbers[1])
  }

  /// Writes a list of two whole numbers.
  public func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    try list.encode(contentsOf: [width, height])
  }
}

extension Decoder {
  /// Returns the list that stands here; throws `DecodingError` for another length.
  func list<Number: Decodable>(of kind: Number.Type, count: Int) throws -> [Number] {
    var list = try unkeyedContainer()
    var numbers: [Number] = []
    while !list.isAtEnd, numbers.count <= count {
      numbers.append(try list.decode(Number.self))
    }
    guard numbers.count == count else {
      throw DecodingError.dataCorruptedError(
        in: list, debugDescription: "a list of \(count) numbers is expected")
    }
    return numbers
  }
}

extension UnkeyedEncodingContainer {
  /// Writes several numbers, one after the other.
  fileprivate mutating func encode<Number: Encodable>(contentsOf numbers: [Number]) throws {
    for number in numbers { try encode(number) }
  }
}
