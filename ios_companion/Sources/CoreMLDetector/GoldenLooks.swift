/// The detector shown golden pictures: PNGs that are the net's input already.

#if canImport(CoreML) && canImport(ImageIO)
  import CoreGraphics
  import CoreVideo
  import Foundation
  import ImageIO
  import ParityCheck
  import SweetspotModels

  extension CoreMLDetector: FrameDetecting {
    /// Looks at a golden picture; the reading of the PNGs is not part of the time.
    public func detect(_ picture: URL, previous: URL) async throws -> FrameResult {
      let input = try GoldenPicture.read(picture)
      let before = picture == previous ? input : try GoldenPicture.read(previous)
      let clock = ContinuousClock()
      let start = clock.now
      let boxes = try await detect(input: input, before: before)
      let (seconds, attoseconds) = (clock.now - start).components
      return FrameResult(boxes: boxes, ms: 1e3 * Double(seconds) + 1e-15 * Double(attoseconds))
    }
  }

  /// Reads golden PNGs byte for byte, whatever colours they claim to be in.
  enum GoldenPicture {
    static func read(_ file: URL) throws -> PixelPicture {
      let options = [kCGImageSourceShouldCache: false] as CFDictionary
      guard let source = CGImageSourceCreateWithURL(file as CFURL, options),
        let image = CGImageSourceCreateImageAtIndex(source, 0, options)
      else { throw unreadable(file) }
      return try copy(of: image, file)
    }

    /// Draws in the picture's own colours, so that no number changes.
    private static func copy(of image: CGImage, _ file: URL) throws -> PixelPicture {
      let attributes =
        [kCVPixelBufferIOSurfacePropertiesKey: [CFString: Any]()] as CFDictionary
      var made: CVPixelBuffer?
      CVPixelBufferCreate(
        nil, image.width, image.height, kCVPixelFormatType_32BGRA, attributes, &made)
      guard let buffer = made else { throw unreadable(file) }
      try locked(buffer, []) {
        let layout =
          CGImageAlphaInfo.noneSkipFirst.rawValue | CGBitmapInfo.byteOrder32Little.rawValue
        guard let colours = image.colorSpace, colours.model == .rgb,
          let context = CGContext(
            data: CVPixelBufferGetBaseAddress(buffer), width: image.width, height: image.height,
            bitsPerComponent: 8, bytesPerRow: CVPixelBufferGetBytesPerRow(buffer),
            space: colours, bitmapInfo: layout)
        else { throw unreadable(file) }
        context.interpolationQuality = .none
        context.setBlendMode(.copy)
        context.draw(image, in: CGRect(x: 0, y: 0, width: image.width, height: image.height))
      }
      return PixelPicture(buffer)
    }

    private static func unreadable(_ file: URL) -> SweetspotError {
      SweetspotError(
        .damaged, "The golden picture “\(file.lastPathComponent)” cannot be read.",
        hint: "Send the detector again from the laptop.")
    }
  }
#endif
