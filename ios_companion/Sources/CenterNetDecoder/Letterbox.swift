/// How a picture is fitted into the net's input, and how boxes come back from there.

import SweetspotModels

/// A picture shrunk to `fitted` pixels and centred in the input, with a scale for each axis.
///
/// Coordinates are continuous, 0 at the outer edge of the first pixel. Boxes are computed in single
/// precision, as `core/detections/preprocess.py` does.
public struct Letterbox: Hashable, Sendable {
  /// Size of the picture.
  public let source: PixelSize
  /// Size of the net's input.
  public let input: PixelSize
  /// Size of the shrunk picture inside of the input.
  public let fitted: PixelSize

  /// Fits a picture into an input; a side below one pixel counts as one.
  public init(source: PixelSize, input: PixelSize) {
    self.source = PixelSize(width: max(1, source.width), height: max(1, source.height))
    self.input = PixelSize(width: max(1, input.width), height: max(1, input.height))
    let scale = min(
      Double(self.input.width) / Double(self.source.width),
      Double(self.input.height) / Double(self.source.height))
    func shrunk(_ side: Int) -> Int {
      // Halves go to the even neighbour, as in Python.
      max(1, Int((Double(side) * scale).rounded(.toNearestOrEven)))
    }
    fitted = PixelSize(width: shrunk(self.source.width), height: shrunk(self.source.height))
  }

  /// Columns of the input left of the picture.
  public var marginLeft: Int { (input.width - fitted.width) / 2 }

  /// Rows of the input above the picture.
  public var marginTop: Int { (input.height - fitted.height) / 2 }

  /// Returns a box of the input in pixels of the source, cut at the picture's edges.
  public func toSource(_ box: Box) -> Box {
    let scaleX = Float(Double(source.width) / Double(fitted.width))
    let scaleY = Float(Double(source.height) / Double(fitted.height))
    let (left, top) = (Float(marginLeft), Float(marginTop))
    func place(_ value: Double, _ margin: Float, _ scale: Float, _ side: Int) -> Double {
      Double(min(max((Float(value) - margin) * scale, 0), Float(side)))
    }
    return Box(
      x0: place(box.x0, left, scaleX, source.width), y0: place(box.y0, top, scaleY, source.height),
      x1: place(box.x1, left, scaleX, source.width), y1: place(box.y1, top, scaleY, source.height))
  }

  /// Returns a box of the source in pixels of the input.
  public func toInput(_ box: Box) -> Box {
    let scaleX = Float(Double(fitted.width) / Double(source.width))
    let scaleY = Float(Double(fitted.height) / Double(source.height))
    let (left, top) = (Float(marginLeft), Float(marginTop))
    return Box(
      x0: Double(Float(box.x0) * scaleX + left), y0: Double(Float(box.y0) * scaleY + top),
      x1: Double(Float(box.x1) * scaleX + left), y1: Double(Float(box.y1) * scaleY + top))
  }

  /// Returns detections of the input as detections of the source.
  public func toSource(_ detections: [Detection]) -> [Detection] {
    detections.map { Detection(xyxy: toSource($0.xyxy), score: $0.score, classId: $0.classId) }
  }
}

/// Returns the size of the input, turned upright for a source that is taller than wide.
public func orientedInput(_ size: PixelSize, for source: PixelSize) -> PixelSize {
  guard source.height > source.width else { return size }
  return PixelSize(
    width: min(size.width, size.height), height: max(size.width, size.height))
}
