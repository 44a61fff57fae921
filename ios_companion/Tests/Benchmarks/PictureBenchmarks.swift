/// From a camera's picture to the net's input.

import CenterNetDecoder
import SweetspotModels

let pictureBenchmarks = [
  Benchmark(name: "picture", about: "a camera's picture into an input of 704x416") {
    try [(1920, 1080), (1280, 720)].flatMap { width, height in
      try pictureLines(PixelSize(width: width, height: height))
    }
  }
]

private func pictureLines(_ source: PixelSize) throws -> [String] {
  let fit = Letterbox(source: source, input: PixelSize(width: 704, height: 416))
  let fitter = PictureFitter(fit)
  let pixels = source.width * source.height
  let bytes = (0..<4 * pixels).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
  var target = [UInt8](repeating: 0, count: 4 * fit.input.width * fit.input.height)
  let matrix = ColourMatrix(.bt709, fullRange: true)
  let half = PixelSize(width: source.width / 2, height: source.height / 2)
  return try target.withUnsafeMutableBytes { target in
    try bytes.withUnsafeBytes { bytes in
      let input = try PixelTarget(target, bytesPerRow: 4 * fit.input.width, size: fit.input)
      let whole = try PixelPlane(
        bytes, bytesPerRow: 4 * source.width, size: source, channels: 4)
      let luma = try PixelPlane(bytes, bytesPerRow: source.width, size: source, channels: 1)
      let colour = try PixelPlane(bytes, bytesPerRow: source.width, size: half, channels: 2)
      let taken = try costs(
        rounds: 15, calls: 2,
        of: [
          {
            try fitter.draw(whole, into: input)
            return 1
          },
          {
            try fitter.draw(luma: luma, colour: colour, matrix: matrix, into: input)
            return 1
          },
        ])
      return [
        "\(source.width)x\(source.height)",
        "    four bytes a pixel       \(taken[0].words)",
        "    brightness and colours   \(taken[1].words)",
      ]
    }
  }
}
