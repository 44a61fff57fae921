/// What the net is shown: its pictures by name, without copying them.

#if canImport(CoreML)
  import CoreML

  /// The inputs of a detector: a picture, and the one before it for a net with a memory.
  final class NetInputs: NSObject, MLFeatureProvider {
    static let picture = "image"
    static let before = "previous"

    private let features: [String: MLFeatureValue]

    init(picture: CVPixelBuffer, before: CVPixelBuffer?) {
      var features = [Self.picture: MLFeatureValue(pixelBuffer: picture)]
      if let before { features[Self.before] = MLFeatureValue(pixelBuffer: before) }
      self.features = features
    }

    var featureNames: Set<String> { Set(features.keys) }

    func featureValue(for featureName: String) -> MLFeatureValue? { features[featureName] }
  }
#endif
