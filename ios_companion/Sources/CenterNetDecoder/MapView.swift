/// One of the net's maps as it lies in somebody else's memory, read without copying it.

/// How a map's numbers are stored.
public enum MapFormat: Sendable {
  case float32
  /// IEEE half precision.
  case float16

  /// Bytes of one number.
  public var width: Int {
    switch self {
    case .float32: 4
    case .float16: 2
    }
  }
}

/// Why maps cannot be read.
public enum MapError: Error, Equatable, Sendable {
  /// Not (channels, height, width), or more than one picture, or as many strides as dimensions.
  case shape([Int])
  /// A number would lie outside of the memory, or not where its kind of number can.
  case memory
  /// The maps of one net do not belong together.
  case mismatch
}

extension MapError: CustomStringConvertible {
  /// What is wrong, in words for a report.
  public var description: String {
    switch self {
    case .shape(let shape): "a map of shape \(shape) is not one picture's"
    case .memory: "a map is larger than its memory"
    case .mismatch: "the detector's three maps do not belong together"
    }
  }
}

/// A map of shape (channels, height, width), any strides, valid as long as its memory is.
public struct MapView {
  /// Planes: classes, or x and y.
  public let channels: Int
  /// Rows of cells.
  public let height: Int
  /// Columns of cells.
  public let width: Int
  let base: UnsafeRawPointer
  let format: MapFormat
  let channelStride: Int
  let rowStride: Int
  let columnStride: Int

  /// Looks at a map in `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The memory; the first number is at its beginning.
  ///   - format: How numbers are stored.
  ///   - shape: (C, H, W), or (1, C, H, W) as nets give it.
  ///   - strides: Numbers from one to the next along each dimension; nil where rows follow rows.
  /// - Throws: `MapError` if the map would not lie inside of the memory.
  public init(
    _ bytes: UnsafeRawBufferPointer, format: MapFormat, shape: [Int], strides: [Int]? = nil
  ) throws(MapError) {
    guard shape.count == 3 || (shape.count == 4 && shape[0] == 1),
      strides.map({ $0.count == shape.count }) ?? true, shape.allSatisfy({ $0 > 0 })
    else { throw .shape(shape) }
    let shape3 = Array(shape.suffix(3))
    let plain = [Self.product(shape3[1], shape3[2]), shape3[2], 1]
    let steps = strides.map { Array($0.suffix(3)) } ?? plain
    guard steps.allSatisfy({ $0 > 0 }) else { throw .memory }
    var last = 0
    for (size, step) in zip(shape3, steps) {
      let (far, tooFar) = (size - 1).multipliedReportingOverflow(by: step)
      let (sum, tooMuch) = last.addingReportingOverflow(far)
      guard !tooFar, !tooMuch else { throw .memory }
      last = sum
    }
    guard let base = bytes.baseAddress, last < bytes.count / format.width,
      UInt(bitPattern: base).isMultiple(of: UInt(format.width))
    else { throw .memory }
    (channels, height, width) = (shape3[0], shape3[1], shape3[2])
    (channelStride, rowStride, columnStride) = (steps[0], steps[1], steps[2])
    self.base = base
    self.format = format
  }

  /// Whether another map has as many rows and columns.
  func covers(_ other: MapView) -> Bool { height == other.height && width == other.width }

  /// The number of a cell. The caller stays inside of the map.
  @inline(__always)
  subscript(channel: Int, row: Int, column: Int) -> Float {
    let index = channel &* channelStride &+ row &* rowStride &+ column &* columnStride
    switch format {
    case .float32: return base.load(fromByteOffset: index &* 4, as: Float.self)
    case .float16:
      return widened(base.load(fromByteOffset: index &* 2, as: UInt16.self))
    }
  }

  /// Gives a row's numbers side by side.
  ///
  /// - Parameters:
  ///   - channel: The plane.
  ///   - row: The row in it.
  ///   - scratch: Room for `width` numbers.
  ///   - kernels: Who converts half precision.
  /// - Returns: The numbers where they are, if they lie so; else a copy in `scratch`.
  @inline(__always)
  func row<Kernels: MapKernels>(
    _ channel: Int, _ row: Int, scratch: UnsafeMutableBufferPointer<Float>, kernels: Kernels.Type
  ) -> UnsafeBufferPointer<Float> {
    let start = base + (channel &* channelStride &+ row &* rowStride) &* format.width
    if columnStride == 1 {
      switch format {
      case .float32:
        return UnsafeBufferPointer(start: start.assumingMemoryBound(to: Float.self), count: width)
      case .float16:
        let halves = start.assumingMemoryBound(to: UInt16.self)
        kernels.widen(UnsafeBufferPointer(start: halves, count: width), into: scratch)
      }
    } else {
      for column in 0..<width { scratch[column] = self[channel, row, column] }
    }
    return UnsafeBufferPointer(rebasing: scratch[..<width])
  }

  private static func product(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? Int.max : product
  }
}
