/// Pictures in the net's input: as Python draws them, and colours as the standards have them.

import Foundation
import SweetspotModels
import Testing
import Vectors

@testable import CenterNetDecoder

private struct PictureCase: Decodable {
  let seed: UInt64
  let source: [Int]
  let input: [Int]
  let rgb: Data

  /// The source with a fourth byte for each pixel.
  var pixels: [UInt8] {
    var generator = SplitMix64(seed: seed)
    return (0..<source[0] * source[1]).flatMap { _ in
      (0..<3).map { _ in UInt8(truncatingIfNeeded: generator.next()) } + [255]
    }
  }
}

private struct PictureCases: Decodable {
  let cases: [PictureCase]
}

/// Draws a picture of four bytes a pixel, its rows `gap` bytes apart.
private func drawn(_ pixels: [UInt8], _ fit: Letterbox, gap: Int = 0) throws -> [UInt8] {
  let row = 4 * fit.source.width
  var spread: [UInt8] = []
  for number in 0..<fit.source.height {
    spread += pixels[number * row..<(number + 1) * row] + [UInt8](repeating: 77, count: gap)
  }
  let targetRow = 4 * fit.input.width + gap
  var target = [UInt8](repeating: 3, count: targetRow * fit.input.height)
  try spread.withUnsafeBytes { bytes in
    try target.withUnsafeMutableBytes { target in
      try PictureFitter(fit).draw(
        PixelPlane(bytes, bytesPerRow: row + gap, size: fit.source, channels: 4),
        into: PixelTarget(target, bytesPerRow: targetRow, size: fit.input))
    }
  }
  return (0..<fit.input.height).flatMap { row in
    target[row * targetRow..<(row + 1) * targetRow - gap]
  }
}

@Test func picturesAreDrawnAsPythonDrawsThem() throws {
  let cases = try VectorFile.read("pictures.json", as: PictureCases.self).cases
  #expect(cases.count >= 9)
  for one in cases {
    let fit = Letterbox(source: size(one.source), input: size(one.input))
    for gap in [0, 12] {
      let pixels = try drawn(one.pixels, fit, gap: gap)
      let rgb = pixels.enumerated().filter { $0.offset % 4 != 3 }.map(\.element)
      let differences = zip(rgb, one.rgb).map { abs(Int($0) - Int($1)) }
      try #require(rgb.count == one.rgb.count)
      // Shrunk pictures are the same to the last bit; where one grows, OpenCV rounds twice.
      let grows = one.source[0] < one.input[0] && one.source[1] < one.input[1]
      #expect(differences.max() ?? 0 <= (grows ? 1 : 0), "\(one.source) in \(one.input)")
    }
  }
}

@Test func onePlaneColourStaysOneColour() throws {
  for source in [PixelSize(width: 64, height: 36), PixelSize(width: 31, height: 57)] {
    let fit = Letterbox(source: source, input: PixelSize(width: 32, height: 32))
    let pixels = Array(
      [[UInt8]](repeating: [10, 200, 255, 255], count: source.width * source.height).joined())
    let inside = try drawn(pixels, fit)
    for row in 0..<32 {
      for column in 0..<32 {
        let isPicture =
          (fit.marginLeft..<fit.marginLeft + fit.fitted.width).contains(column)
          && (fit.marginTop..<fit.marginTop + fit.fitted.height).contains(row)
        let start = 4 * (32 * row + column)
        #expect(
          Array(inside[start..<start + 3]) == (isPicture ? [10, 200, 255] : [128, 128, 128]))
      }
    }
  }
}

/// Draws one colour, given as brightness and differences, and returns it as blue, green, red.
private func colour(_ y: UInt8, _ blue: UInt8, _ red: UInt8, _ matrix: ColourMatrix) throws
  -> [UInt8]
{
  let source = PixelSize(width: 13, height: 9)
  let fit = Letterbox(source: source, input: PixelSize(width: 8, height: 8))
  let luma = [UInt8](repeating: y, count: 16 * 9)
  let differences = (0..<7 * 5).flatMap { _ in [blue, red] }
  var target = [UInt8](repeating: 0, count: 4 * 64)
  try luma.withUnsafeBytes { luma in
    try differences.withUnsafeBytes { differences in
      try target.withUnsafeMutableBytes { target in
        try PictureFitter(fit).draw(
          luma: PixelPlane(luma, bytesPerRow: 16, size: source, channels: 1),
          colour: PixelPlane(
            differences, bytesPerRow: 14, size: PixelSize(width: 7, height: 5), channels: 2),
          matrix: matrix, into: PixelTarget(target, bytesPerRow: 32, size: fit.input))
      }
    }
  }
  let middle = 4 * (8 * 4 + 4)
  return Array(target[middle..<middle + 3])
}

@Test func coloursAreWhatTheStandardsSay() throws {
  for standard in [ColourMatrix.Standard.bt601, .bt709, .bt2020] {
    let full = ColourMatrix(standard, fullRange: true)
    let video = ColourMatrix(standard, fullRange: false)
    for grey in [UInt8(0), 1, 100, 254, 255] {
      #expect(try colour(grey, 128, 128, full) == [grey, grey, grey])
    }
    #expect(try colour(16, 128, 128, video) == [0, 0, 0])
    #expect(try colour(235, 128, 128, video) == [255, 255, 255])
    #expect(try colour(0, 128, 128, video) == [0, 0, 0])
  }
  // Pure red of BT.709 in video range: Y 63, Cb 102, Cr 240.
  #expect(try colour(63, 102, 240, ColourMatrix(.bt709, fullRange: false)) == [0, 1, 255])
  // Pure blue of BT.601 in full range: Y 29, Cb 255, Cr 107.
  #expect(try colour(29, 255, 107, ColourMatrix(.bt601, fullRange: true)) == [254, 0, 0])
}

@Test func nothingIsDrawnOutsideOfMemory() {
  let bytes = [UInt8](repeating: 0, count: 4 * 6 * 5)
  bytes.withUnsafeBytes { bytes in
    func refused(_ width: Int, _ height: Int, row: Int, channels: Int = 4) -> Bool {
      do {
        _ = try PixelPlane(
          bytes, bytesPerRow: row, size: PixelSize(width: width, height: height),
          channels: channels)
        return false
      } catch { return error == .memory }
    }
    #expect(!refused(6, 5, row: 24))
    #expect(!refused(5, 5, row: 25))
    #expect(refused(6, 6, row: 24))
    #expect(refused(6, 5, row: 23))
    #expect(refused(6, 5, row: 25))
    #expect(refused(0, 5, row: 24))
    #expect(refused(6, 0, row: 24))
    #expect(refused(6, 5, row: 24, channels: 3))
    #expect(refused(.max, 5, row: .max))
    #expect(refused(1, .max, row: .max))
    #expect(refused(6, 5, row: -24))
  }
}
