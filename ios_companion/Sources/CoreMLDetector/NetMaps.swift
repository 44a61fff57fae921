/// Reads the net's three maps where Core ML has put them.

#if canImport(CoreML)
  import CenterNetDecoder
  import CoreML
  import SweetspotModels

  /// The maps of one picture, by the names in the manifest.
  struct NetMaps {
    let heat: MLMultiArray
    let offsets: MLMultiArray
    let sizes: MLMultiArray

    /// Throws `SweetspotError` if one of the `names` (heat, offsets, sizes) is missing.
    init(_ outputs: any MLFeatureProvider, names: [String]) throws {
      let maps = names.compactMap { outputs.featureValue(for: $0)?.multiArrayValue }
      guard maps.count == 3 else {
        throw SweetspotError(
          .damaged, "The detector does not give what its description promises.",
          hint: "Export it again on the laptop, and send it once more.")
      }
      (heat, offsets, sizes) = (maps[0], maps[1], maps[2])
    }

    /// Returns the boxes, best first, in pixels of the input.
    func decoded(by decoder: CenterNetDecoder) throws -> [Detection] {
      try withMap(heat) { heat in
        try withMap(offsets) { offsets in
          try withMap(sizes) { sizes in
            try decoder.decode(heat: heat, offsets: offsets, sizes: sizes)
          }
        }
      }
    }

    private func withMap<Result>(
      _ map: MLMultiArray, _ body: (MapView) throws -> Result
    ) throws -> Result {
      let shape = map.shape.map(\.intValue)
      if let format = map.dataType.format {
        // The strides that come with the memory are the true ones, after it was fetched from the
        // chip that computed it.
        let inPlace: Result? = try map.withUnsafeMutableBytes { bytes, strides in
          let view = try? MapView(
            UnsafeRawBufferPointer(bytes), format: format, shape: shape, strides: strides)
          return try view.map(body)
        }
        if let inPlace { return inPlace }
      }
      // Numbers of another kind, or memory laid out in a way that nobody promised.
      let copy = MLShapedArray<Float>(converting: map).scalars
      return try copy.withUnsafeBytes { bytes in
        try body(MapView(bytes, format: .float32, shape: shape))
      }
    }
  }

  extension MLMultiArrayDataType {
    /// How the decoder calls it; nil for what it does not read in place.
    fileprivate var format: MapFormat? {
      switch self {
      case .float32: .float32
      case .float16: .float16
      default: nil
      }
    }
  }
#endif
