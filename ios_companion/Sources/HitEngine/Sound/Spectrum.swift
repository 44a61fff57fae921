/// The magnitudes of a short piece of sound by frequency.

import Foundation

/// A fast Fourier transform of 256 samples (Cooley and Tukey 1965, radix 2, in place).
struct Spectrum: Sendable {
  /// Samples of a piece.
  static let window = 256

  private let shape: [Float]
  private let cosines: [Double]
  private let sines: [Double]
  private let order: [Int]
  private var re = [Double](repeating: 0, count: Self.window)
  private var im = [Double](repeating: 0, count: Self.window)

  init() {
    let n = Self.window
    let angles = (0..<n).map { 2 * Double.pi * Double($0) / Double(n) }
    shape = angles.map { Float(0.5 - 0.5 * cos($0)) }
    cosines = angles.map(cos)
    sines = angles.map(sin)
    let bits = n.trailingZeroBitCount
    order = (0..<n).map { i in
      (0..<bits).reduce(0) { $0 | ((i >> $1) & 1) << (bits - 1 - $1) }
    }
  }

  /// Transforms the samples under a bell (Hann's window).
  mutating func take(_ samples: ArraySlice<Float>) {
    for (i, sample) in samples.prefix(Self.window).enumerated() {
      re[order[i]] = Double(sample * shape[i])
      im[order[i]] = 0
    }
    var half = 1
    while half < Self.window {
      let stride = Self.window / (2 * half)
      for start in Swift.stride(from: 0, to: Self.window, by: 2 * half) {
        for k in 0..<half {
          let (c, s) = (cosines[k * stride], sines[k * stride])
          let (a, b) = (start + k, start + k + half)
          let (x, y) = (re[b] * c + im[b] * s, im[b] * c - re[b] * s)
          (re[b], im[b]) = (re[a] - x, im[a] - y)
          (re[a], im[a]) = (re[a] + x, im[a] + y)
        }
      }
      half *= 2
    }
  }

  /// Returns how strong a frequency is, in the samples' unit.
  func magnitude(_ bin: Int) -> Float {
    Float((re[bin] * re[bin] + im[bin] * im[bin]).squareRoot())
  }
}
