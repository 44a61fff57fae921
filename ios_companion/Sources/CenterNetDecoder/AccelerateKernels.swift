/// The loops over a map's rows by Apple's Accelerate.

#if canImport(Accelerate)
  import Accelerate

  /// The loops where Accelerate is: the same answers as `SwiftKernels`.
  enum AccelerateKernels: MapKernels {
    static func firstIndex(
      in row: UnsafeBufferPointer<Float>, from start: Int, atLeast limit: Float
    ) -> Int? {
      // A search within a row is short: only whole rows are worth a call.
      if start == 0, let base = row.baseAddress {
        var highest: Float = 0
        vDSP_maxv(base, 1, &highest, vDSP_Length(row.count))
        // Written so that a row with something that is no number is looked at cell by cell.
        if highest < limit { return nil }
      }
      return SwiftKernels.firstIndex(in: row, from: start, atLeast: limit)
    }

    static func widen(
      _ halves: UnsafeBufferPointer<UInt16>, into floats: UnsafeMutableBufferPointer<Float>
    ) {
      let count = min(halves.count, floats.count)
      var source = vImage_Buffer(
        data: UnsafeMutableRawPointer(mutating: halves.baseAddress), height: 1,
        width: vImagePixelCount(count), rowBytes: count * 2)
      var target = vImage_Buffer(
        data: UnsafeMutableRawPointer(floats.baseAddress), height: 1,
        width: vImagePixelCount(count), rowBytes: count * 4)
      let done = vImageConvert_Planar16FtoPlanarF(&source, &target, vImage_Flags(kvImageNoFlags))
      if done != kvImageNoError { SwiftKernels.widen(halves, into: floats) }
    }
  }

  typealias PlatformKernels = AccelerateKernels
#else
  typealias PlatformKernels = SwiftKernels
#endif
