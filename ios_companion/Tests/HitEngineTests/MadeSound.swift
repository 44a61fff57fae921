/// A sound that Python makes, too, to the last bit: hiss, a hum, impacts.

/// Makes the sound of `tests/support/engine_vectors.py`.
///
/// - Parameters:
///   - seconds: How long it is.
///   - rateHz: Samples a second.
///   - impacts: Sample, height, and the share of itself that it loses per sample.
/// - Returns: The samples.
func madeSound(seconds: Int, rateHz: Int, impacts: [[Double]]) -> [Float] {
  var state: UInt64 = 1
  var (impact, decay) = (0.0, 0.0)
  var due: [Int: (Double, Double)] = [:]
  for one in impacts where one.count == 3 { due[Int(one[0])] = (one[1], one[2]) }
  return (0..<(seconds * rateHz)).map { i in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let hiss = Double(state >> 32) / 4_294_967_296 - 0.5
    if let next = due[i] { (impact, decay) = next }
    impact -= impact * decay
    let ring = i % 4 < 2 ? -impact : impact
    let hum = i % 100 < 50 ? 0.05 : -0.05
    return Float(0.02 * hiss + ring * (0.5 + hiss) + hum)
  }
}
