/// Maps as a test makes them, laid out in memory in each of the ways in which nets give them.

import SweetspotModels

@testable import CenterNetDecoder

/// How numbers lie in memory.
enum Layout: CaseIterable {
  /// Row after row.
  case plain
  /// Each row begins at a multiple of sixteen numbers, as Core ML likes it.
  case padded
  /// Channels side by side, so that neighbours in a row are apart.
  case interleaved
}

struct Maps {
  var shape: (channels: Int, height: Int, width: Int)
  var heat: [Float]
  var offsets: [Float]
  var sizes: [Float]

  /// Returns what a decoder finds, with the maps in a layout of memory.
  func decoded<Kernels: MapKernels>(
    by decoder: CenterNetDecoder, layout: Layout = .plain,
    kernels: Kernels.Type = SwiftKernels.self
  ) throws -> [Detection] {
    let (height, width) = (shape.height, shape.width)
    return try withView(heat, [shape.channels, height, width], layout) { heat in
      try withView(offsets, [2, height, width], layout) { offsets in
        try withView(sizes, [2, height, width], layout) { sizes in
          try decoder.decode(heat: heat, offsets: offsets, sizes: sizes, kernels: kernels)
        }
      }
    }
  }

  /// The same with numbers in half precision.
  func decodedInHalf(by decoder: CenterNetDecoder, layout: Layout = .plain) throws -> [Detection] {
    let (height, width) = (shape.height, shape.width)
    return try withView(halves(heat), [shape.channels, height, width], layout) { heat in
      try withView(halves(offsets), [2, height, width], layout) { offsets in
        try withView(halves(sizes), [2, height, width], layout) { sizes in
          try decoder.decode(heat: heat, offsets: offsets, sizes: sizes)
        }
      }
    }
  }

  /// These maps with every number rounded to half precision.
  var rounded: Maps {
    func rounded(_ numbers: [Float]) -> [Float] { numbers.map { Float(Float16($0)) } }
    return Maps(
      shape: shape, heat: rounded(heat), offsets: rounded(offsets), sizes: rounded(sizes))
  }
}

private func halves(_ numbers: [Float]) -> [UInt16] { numbers.map { Float16($0).bitPattern } }

private func withView<Number, Result>(
  _ numbers: [Number], _ shape: [Int], _ layout: Layout, _ body: (MapView) throws -> Result
) throws -> Result {
  let (channels, height, width) = (shape[0], shape[1], shape[2])
  let strides =
    switch layout {
    case .plain: [height * width, width, 1]
    case .padded: [height * ((width + 15) / 16 * 16), (width + 15) / 16 * 16, 1]
    case .interleaved: [1, width * channels, channels]
    }
  let last = zip(shape, strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
  var memory = [Number](repeating: numbers[0], count: last + 1)
  for channel in 0..<channels {
    for row in 0..<height {
      for column in 0..<width {
        memory[channel * strides[0] + row * strides[1] + column * strides[2]] =
          numbers[(channel * height + row) * width + column]
      }
    }
  }
  return try memory.withUnsafeBytes { bytes in
    try body(
      MapView(
        bytes, format: MemoryLayout<Number>.size == 2 ? .float16 : .float32, shape: shape,
        strides: strides))
  }
}
