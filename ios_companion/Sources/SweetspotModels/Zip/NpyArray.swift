/// Arrays as numpy's files have them: format 1.0 of `numpy.lib.format`.

import Foundation

/// An array's bytes with the header that names its kind and shape.
enum NpyArray {
  private static let block = 64
  private static let magic = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])

  /// Returns the file of a row of numbers, or of rows of `columns` numbers each.
  static func file(_ numbers: [Int32], columns: Int? = nil) -> Data {
    file("<i4", count: numbers.count, columns) { $0.append(numbers.map(\.littleEndian)) }
  }

  /// Returns the file of a row of numbers, or of rows of `columns` numbers each.
  static func file(_ numbers: [Float], columns: Int? = nil) -> Data {
    file("<f4", count: numbers.count, columns) { $0.append(numbers.map(\.bitPattern.littleEndian)) }
  }

  /// Returns the file of a row of small numbers.
  static func file(_ numbers: [Int8]) -> Data {
    file("|i1", count: numbers.count, nil) { $0.append(numbers) }
  }

  /// Returns the file of a row of yes and no.
  static func file(_ answers: [Bool]) -> Data {
    file("|b1", count: answers.count, nil) { $0.append(answers.map { $0 ? UInt8(1) : 0 }) }
  }

  private static func file(
    _ kind: String, count: Int, _ columns: Int?, fill: (inout Data) -> Void
  ) -> Data {
    let shape = columns.map { "(\(count / $0), \($0))" } ?? "(\(count),)"
    var told = "{'descr': '\(kind)', 'fortran_order': False, 'shape': \(shape), }"
    let length = magic.count + 2 + told.utf8.count + 1
    told += String(repeating: " ", count: (block - length % block) % block) + "\n"
    var data = magic
    data.append(short: told.utf8.count)
    data.append(contentsOf: told.utf8)
    fill(&data)
    return data
  }
}

extension Data {
  /// Adds numbers as they lie in memory.
  fileprivate mutating func append<Number: BitwiseCopyable>(_ numbers: [Number]) {
    numbers.withUnsafeBytes { append(contentsOf: $0) }
  }
}
