/// From CenterNet's maps to boxes: what `core/detections/decode.py` computes, number for number.

import Foundation
import SweetspotModels

/// How the maps of one detector are read.
///
/// The same maps give the same boxes as on the laptop.
public struct CenterNetDecoder: Sendable {
  /// What each channel of the heat map stands for.
  public let classes: [ObjectClass]
  /// The probability from which a box is given, for each channel.
  public let thresholds: [Float]
  /// Pixels of the net's input from one cell to the next.
  public let stride: Int
  /// How many boxes are given at most.
  public let topK: Int
  private let limits: [Float]

  /// Makes a decoder.
  ///
  /// - Parameters:
  ///   - classes: What each channel stands for.
  ///   - thresholds: The least probability of a box, for each channel.
  ///   - stride: Pixels of the input in a cell.
  ///   - topK: How many boxes at most.
  public init(classes: [ObjectClass], thresholds: [Float], stride: Int = 4, topK: Int = 100) {
    self.classes = classes
    self.thresholds = thresholds
    self.stride = stride
    self.topK = topK
    // The sigmoid is monotone: peaks are found among logits, and few cells need it.
    limits = thresholds.map { log($0 / (1 - $0)) }
  }

  /// Finds the boxes that the maps show.
  ///
  /// Boxes with something in them that is no number are left out.
  ///
  /// - Parameters:
  ///   - heat: Logits (C, H, W).
  ///   - offsets: (2, H, W): x and y inside of a cell.
  ///   - sizes: (2, H, W): width and height in cells.
  /// - Returns: The boxes, best first, in pixels of the net's input.
  /// - Throws: `MapError.mismatch` if the maps do not fit each other or the classes.
  public func decode(heat: MapView, offsets: MapView, sizes: MapView) throws(MapError)
    -> [Detection]
  {
    try decode(heat: heat, offsets: offsets, sizes: sizes, kernels: PlatformKernels.self)
  }

  func decode<Kernels: MapKernels>(
    heat: MapView, offsets: MapView, sizes: MapView, kernels: Kernels.Type
  ) throws(MapError) -> [Detection] {
    guard heat.channels == classes.count, heat.channels == limits.count, offsets.channels == 2,
      sizes.channels == 2, heat.covers(offsets), heat.covers(sizes)
    else { throw .mismatch }
    let peaks = bestPeaks(of: heat, limits: limits, count: topK, kernels: kernels)
    return peaks.compactMap { detection(at: $0, offsets, sizes) }
  }

  private func detection(at peak: Peak, _ offsets: MapView, _ sizes: MapView) -> Detection? {
    let (row, column) = (peak.row, peak.column)
    let (width, height) = (sizes[0, row, column], sizes[1, row, column])
    guard width < .infinity, height < .infinity else { return nil }
    // Doubles in between and floats at the end, as numpy has them: not a digit differs.
    let x = Double(column) + Double(offsets[0, row, column])
    let y = Double(row) + Double(offsets[1, row, column])
    let halfWidth = Double(max(width, 0) / 2)
    let halfHeight = Double(max(height, 0) / 2)
    let scale = Double(stride)
    let box = Box(
      x0: Double(Float((x - halfWidth) * scale)), y0: Double(Float((y - halfHeight) * scale)),
      x1: Double(Float((x + halfWidth) * scale)), y1: Double(Float((y + halfHeight) * scale)))
    guard box.x0.isFinite, box.y0.isFinite, box.x1.isFinite, box.y1.isFinite else { return nil }
    return Detection(
      xyxy: box, score: Double(sigmoid(peak.logit)), classId: classes[peak.channel])
  }
}

/// Returns 1 / (1 + exp(-x)) without overflow.
func sigmoid(_ logit: Float) -> Float { 0.5 * (1 + tanh(0.5 * logit)) }
