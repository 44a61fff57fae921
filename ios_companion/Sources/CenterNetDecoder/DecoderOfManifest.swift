/// How a detector's maps are read, from its manifest.

import SweetspotModels

extension CenterNetDecoder {
  /// Boxes are given down to this share of a class's threshold: the tracker needs the weak ones.
  public static let weakShare = 0.5

  /// Makes the decoder of a detector, with the laptop's own limits.
  ///
  /// - Parameters:
  ///   - manifest: The detector's description.
  ///   - weakShare: The share of a class's threshold from which its boxes are given.
  /// - Throws: `SweetspotError` for a detector that was made for other things.
  public init(
    manifest: ModelManifest, weakShare: Double = CenterNetDecoder.weakShare
  ) throws(SweetspotError) {
    let known = manifest.classes.compactMap(ObjectClass.init(label:))
    guard !known.isEmpty, known.count == manifest.classes.count, manifest.stride > 0 else {
      let named = manifest.classes.filter { ObjectClass(label: $0) == nil }
      let told = named.isEmpty ? "it names no class" : named.joined(separator: ", ")
      let all = ObjectClass.allCases.map(\.label).joined(separator: ", ")
      throw SweetspotError(
        .damaged, "The detector “\(manifest.name)” was made for other things: \(told).",
        hint: "Sweetspot's detectors find \(all).")
    }
    let limits = manifest.classes.map { label in
      min(max(Float(manifest.threshold(of: label)) * Float(weakShare), 1e-3), 1 - 1e-3)
    }
    self.init(
      classes: known, thresholds: limits, stride: manifest.stride, topK: manifest.topK)
  }
}
