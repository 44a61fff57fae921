/// Resizes the bytes of a picture, or of one of its planes, row by row.

import SweetspotModels

/// Returns the whole number nearest to one of 0...255, of two the even one.
///
/// Above 2^23 floats are whole numbers: the sum is rounded, and its last byte is the number.
@inline(__always)
func rounded(_ value: Float) -> UInt8 {
  UInt8(truncatingIfNeeded: (value + 12_582_912).bitPattern)
}

/// Bytes of a picture in somebody else's memory: `channels` for each pixel.
public struct PixelPlane {
  let base: UnsafeRawPointer
  let bytesPerRow: Int
  let size: PixelSize
  let channels: Int

  /// Looks at a plane in memory.
  ///
  /// - Parameters:
  ///   - bytes: The memory, from the first pixel on.
  ///   - bytesPerRow: From one row to the next.
  ///   - size: Pixels of the plane.
  ///   - channels: Bytes of a pixel: 1, 2 or 4.
  /// - Throws: `MapError.memory` if the plane would not lie inside of the memory.
  public init(
    _ bytes: UnsafeRawBufferPointer, bytesPerRow: Int, size: PixelSize, channels: Int
  ) throws(MapError) {
    let (row, wide) = size.width.multipliedReportingOverflow(by: channels)
    let (rows, tall) = bytesPerRow.multipliedReportingOverflow(by: size.height - 1)
    guard let base = bytes.baseAddress, [1, 2, 4].contains(channels), size.width > 0,
      size.height > 0, !wide, !tall, row <= bytesPerRow, rows <= bytes.count - row
    else { throw .memory }
    (self.base, self.bytesPerRow, self.size, self.channels) = (base, bytesPerRow, size, channels)
  }
}

/// What is computed with one pixel, be it of one, two or four bytes.
private protocol Pixel {
  static var bytes: Int { get }
  static func load(_ bytes: UnsafePointer<UInt8>) -> Self
  static func * (pixel: Self, weight: Float) -> Self
  static func + (one: Self, other: Self) -> Self
}

extension Float: Pixel {
  fileprivate static var bytes: Int { 1 }

  @inline(__always)
  fileprivate static func load(_ bytes: UnsafePointer<UInt8>) -> Float { Float(bytes[0]) }
}

extension SIMD2<Float>: Pixel {
  fileprivate static var bytes: Int { 2 }

  @inline(__always)
  fileprivate static func load(_ bytes: UnsafePointer<UInt8>) -> Self {
    Self(Float(bytes[0]), Float(bytes[1]))
  }
}

extension SIMD4<Float>: Pixel {
  fileprivate static var bytes: Int { 4 }

  @inline(__always)
  fileprivate static func load(_ bytes: UnsafePointer<UInt8>) -> Self {
    Self(Float(bytes[0]), Float(bytes[1]), Float(bytes[2]), Float(bytes[3]))
  }
}

/// Resizes planes of one size to another.
///
/// Shrinking gives OpenCV's INTER_AREA to the last bit.
struct PlaneResizer: Sendable {
  let source: PixelSize
  let target: PixelSize
  private let columns: ResizeTable
  private let rows: ResizeTable
  /// Added before numbers are rounded to the nearest, halves to the even one.
  private let bias: Float

  init(from source: PixelSize, to target: PixelSize) {
    (self.source, self.target) = (source, target)
    let shrinks = target.width < source.width
    columns = ResizeTable(
      source: source.width, target: target.width,
      byArea: shrinks || target.width == source.width)
    rows = ResizeTable(
      source: source.height, target: target.height,
      byArea: shrinks ? target.height <= source.height : target.height == source.height)
    // At exactly half the size OpenCV counts in whole numbers, where halves go up.
    let isHalf = source.width == 2 * target.width && source.height == 2 * target.height
    bias = isHalf ? 0.125 : 0
  }

  /// Gives each row of the resized plane, from the top, as numbers of 0...255 yet to be rounded.
  ///
  /// - Parameters:
  ///   - plane: A plane of the source's size.
  ///   - take: Gets the row's number and its values, channels side by side.
  func forEachRow(of plane: PixelPlane, _ take: (Int, UnsafeMutableBufferPointer<Float>) -> Void) {
    switch plane.channels {
    case 1: walk(plane, as: Float.self, take)
    case 2: walk(plane, as: SIMD2<Float>.self, take)
    default: walk(plane, as: SIMD4<Float>.self, take)
    }
  }

  /// Rounds numbers of 0...255 into bytes.
  @inline(__always)
  func round(_ values: UnsafeMutableBufferPointer<Float>, into bytes: UnsafeMutablePointer<UInt8>) {
    for index in 0..<values.count { bytes[index] = rounded(values[index] + bias) }
  }

  private func walk<One: Pixel>(
    _ plane: PixelPlane, as pixel: One.Type,
    _ take: (Int, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    let count = target.width * plane.channels
    withUnsafeTemporaryAllocation(of: One.self, capacity: target.width) { line in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { sum in
        var lineIsOf = -1
        for target in 0..<rows.count {
          var isNew = true
          for number in 0..<rows.taps {
            let weight = rows.weights[target * rows.taps + number]
            if weight == 0 { continue }
            let row = rows.first[target] + number
            if row != lineIsOf { shrink(plane, row, into: line) }
            lineIsOf = row
            line.withMemoryRebound(to: Float.self) { values in
              add(values, times: weight, to: sum, anew: isNew)
            }
            isNew = false
          }
          take(target, sum)
        }
      }
    }
  }

  /// Resizes one row of the plane along itself.
  private func shrink<One: Pixel>(
    _ plane: PixelPlane, _ row: Int, into line: UnsafeMutableBufferPointer<One>
  ) {
    let bytes = (plane.base + row * plane.bytesPerRow).assumingMemoryBound(to: UInt8.self)
    // With the number of taps in the open the compiler unrolls the inner loop.
    switch columns.taps {
    case 2: gather(bytes, taps: 2, into: line)
    case 3: gather(bytes, taps: 3, into: line)
    case 4: gather(bytes, taps: 4, into: line)
    case 5: gather(bytes, taps: 5, into: line)
    default: gather(bytes, taps: columns.taps, into: line)
    }
  }

  @inline(__always)
  private func gather<One: Pixel>(
    _ bytes: UnsafePointer<UInt8>, taps: Int, into line: UnsafeMutableBufferPointer<One>
  ) {
    columns.first.withUnsafeBufferPointer { first in
      columns.weights.withUnsafeBufferPointer { weights in
        for column in 0..<line.count {
          let tap = bytes + first[column] &* One.bytes
          var sum = One.load(tap) * weights[column &* taps]
          for index in 1..<max(taps, 1) {
            sum = sum + One.load(tap + index &* One.bytes) * weights[column &* taps &+ index]
          }
          line[column] = sum
        }
      }
    }
  }

  @inline(__always)
  private func add(
    _ values: UnsafeMutableBufferPointer<Float>, times weight: Float,
    to sum: UnsafeMutableBufferPointer<Float>, anew: Bool
  ) {
    if anew {
      for index in 0..<sum.count { sum[index] = values[index] * weight }
    } else {
      for index in 0..<sum.count { sum[index] += values[index] * weight }
    }
  }
}
