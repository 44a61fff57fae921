/// Draws a camera's picture into the net's input, as `core/detections/preprocess.py` does.

import SweetspotModels

/// Memory for a picture of four bytes a pixel.
public struct PixelTarget {
  let base: UnsafeMutableRawPointer
  let bytesPerRow: Int
  let size: PixelSize

  /// Takes memory to write into.
  ///
  /// - Parameters:
  ///   - bytes: The memory, from the first pixel on.
  ///   - bytesPerRow: From one row to the next.
  ///   - size: Pixels of the picture.
  /// - Throws: `MapError.memory` if the picture would not lie inside of the memory.
  public init(
    _ bytes: UnsafeMutableRawBufferPointer, bytesPerRow: Int, size: PixelSize
  ) throws(MapError) {
    _ = try PixelPlane(
      UnsafeRawBufferPointer(bytes), bytesPerRow: bytesPerRow, size: size, channels: 4)
    guard let base = bytes.baseAddress else { throw .memory }
    (self.base, self.bytesPerRow, self.size) = (base, bytesPerRow, size)
  }

  func row(_ number: Int) -> UnsafeMutablePointer<UInt8> {
    (base + number * bytesPerRow).assumingMemoryBound(to: UInt8.self)
  }
}

/// Fits pictures of one size into one input: resized, centred, grey around it.
public struct PictureFitter: Sendable {
  /// Where the picture lies in the input.
  public let fit: Letterbox
  private let whole: PlaneResizer
  private let chroma: PlaneResizer

  private static let grey: UInt8 = 128

  /// Prepares the tables for a fit.
  public init(_ fit: Letterbox) {
    self.fit = fit
    whole = PlaneResizer(from: fit.source, to: fit.fitted)
    let half = PixelSize(
      width: (fit.source.width + 1) / 2, height: (fit.source.height + 1) / 2)
    chroma = PlaneResizer(from: half, to: fit.fitted)
  }

  /// Draws a picture of four bytes a pixel (such as BGRA); the order of the bytes stays.
  ///
  /// - Throws: `MapError.mismatch` if picture or target have another size than the fit.
  public func draw(_ picture: PixelPlane, into target: PixelTarget) throws(MapError) {
    guard picture.size == fit.source, picture.channels == 4, target.size == fit.input else {
      throw .mismatch
    }
    padAround(target)
    whole.forEachRow(of: picture) { row, values in
      whole.round(values, into: target.row(fit.marginTop + row) + 4 * fit.marginLeft)
    }
  }

  /// Draws a picture in two planes, as cameras give it, as BGRA.
  ///
  /// The planes are resized before colours are made of them, so that few pixels need it.
  ///
  /// - Parameters:
  ///   - luma: One byte a pixel.
  ///   - colour: Blue and red differences, two bytes for each two by two pixels.
  ///   - matrix: How colours come of them.
  ///   - target: The input.
  /// - Throws: `MapError.mismatch` if picture or target have another size than the fit.
  public func draw(
    luma: PixelPlane, colour: PixelPlane, matrix: ColourMatrix, into target: PixelTarget
  ) throws(MapError) {
    guard luma.size == fit.source, luma.channels == 1, colour.size == chroma.source,
      colour.channels == 2, target.size == fit.input
    else { throw .mismatch }
    padAround(target)
    let width = fit.fitted.width
    // The differences wait in the target's own pixels until the brightness comes.
    chroma.forEachRow(of: colour) { row, values in
      let pixels = target.row(fit.marginTop + row) + 4 * fit.marginLeft
      for column in 0..<width {
        pixels[4 * column] = rounded(values[2 * column])
        pixels[4 * column + 1] = rounded(values[2 * column + 1])
      }
    }
    whole.forEachRow(of: luma) { row, values in
      let pixels = target.row(fit.marginTop + row) + 4 * fit.marginLeft
      for column in 0..<width {
        matrix.paint(values[column], over: pixels + 4 * column)
      }
    }
  }

  private func padAround(_ target: PixelTarget) {
    let (left, top) = (fit.marginLeft, fit.marginTop)
    let right = left + fit.fitted.width
    let bottom = top + fit.fitted.height
    for row in 0..<fit.input.height {
      let pixels = target.row(row)
      if (top..<bottom).contains(row) {
        pixels.update(repeating: Self.grey, count: 4 * left)
        (pixels + 4 * right).update(
          repeating: Self.grey, count: 4 * (fit.input.width - right))
      } else {
        pixels.update(repeating: Self.grey, count: 4 * fit.input.width)
      }
    }
  }
}
