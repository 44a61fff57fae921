/// The two loops over whole rows of a map, so that a system's own can take their place.

/// What the decoder does with every number of a map.
protocol MapKernels {
  /// Returns the first index from `start` on whose number is at least `limit`; nil if none is.
  ///
  /// What is not a number is never at least anything.
  static func firstIndex(
    in row: UnsafeBufferPointer<Float>, from start: Int, atLeast limit: Float
  ) -> Int?

  /// Writes numbers in half precision as floats; `floats` has room for as many.
  static func widen(
    _ halves: UnsafeBufferPointer<UInt16>, into floats: UnsafeMutableBufferPointer<Float>)
}

/// The loops in Swift alone, for any system.
enum SwiftKernels: MapKernels {
  static func firstIndex(
    in row: UnsafeBufferPointer<Float>, from start: Int, atLeast limit: Float
  ) -> Int? {
    guard let base = row.baseAddress else { return nil }
    let count = row.count
    var index = start
    // Beside a high number there is often another.
    if index < count, base[index] >= limit { return index }
    let limits = SIMD8<Float>(repeating: limit)
    // Nearly all of a map is background: four times eight cells are passed over at a time.
    while index &+ 32 <= count {
      let bytes = UnsafeRawPointer(base + index)
      let first = bytes.loadUnaligned(as: SIMD8<Float>.self) .>= limits
      let second = bytes.loadUnaligned(fromByteOffset: 32, as: SIMD8<Float>.self) .>= limits
      let third = bytes.loadUnaligned(fromByteOffset: 64, as: SIMD8<Float>.self) .>= limits
      let fourth = bytes.loadUnaligned(fromByteOffset: 96, as: SIMD8<Float>.self) .>= limits
      if any(first .| second .| third .| fourth) { break }
      index &+= 32
    }
    while index &+ 8 <= count {
      let eight = UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Float>.self)
      if any(eight .>= limits) { break }
      index &+= 8
    }
    while index < count {
      if base[index] >= limit { return index }
      index &+= 1
    }
    return nil
  }

  static func widen(
    _ halves: UnsafeBufferPointer<UInt16>, into floats: UnsafeMutableBufferPointer<Float>
  ) {
    for index in 0..<min(halves.count, floats.count) { floats[index] = widened(halves[index]) }
  }
}

/// Returns the float of a number in half precision, exactly; infinities and NaN stay what they are.
///
/// The exponent is moved by a multiplication, which also puts small (subnormal) numbers right.
@inline(__always)
func widened(_ half: UInt16) -> Float {
  let magnitude = UInt32(half & 0x7fff) << 13
  let sign = UInt32(half & 0x8000) << 16
  let finite = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
  let special = magnitude | 0x7f80_0000
  return Float(bitPattern: sign | (half & 0x7c00 == 0x7c00 ? special : finite))
}
