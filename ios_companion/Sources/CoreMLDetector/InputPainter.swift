/// Draws pictures into the net's input, in memory that Core ML reads without copying.

#if canImport(CoreVideo)
  import CenterNetDecoder
  import CoreVideo
  import Foundation
  import SweetspotModels

  /// Makes inputs of one size, as the laptop does: see `PictureFitter`.
  ///
  /// BGRA pictures give the laptop's input to the last bit. Of a camera's two planes the colours
  /// are made after the shrinking, which does to boxes what random rounding of the same size does
  /// (`tests/benchmarks/camera_planes.py`). Golden pictures are no camera's: they are taken as they
  /// are.
  struct InputPainter {
    let size: PixelSize
    private let pool: CVPixelBufferPool
    private var fitter: PictureFitter?

    /// Throws `SweetspotError` where the phone has no memory for it.
    init(_ size: PixelSize) throws {
      self.size = size
      let attributes: [CFString: Any] = [
        kCVPixelBufferPixelFormatTypeKey: kCVPixelFormatType_32BGRA,
        kCVPixelBufferWidthKey: size.width,
        kCVPixelBufferHeightKey: size.height,
        kCVPixelBufferIOSurfacePropertiesKey: [CFString: Any](),
      ]
      var made: CVPixelBufferPool?
      let status = CVPixelBufferPoolCreate(nil, nil, attributes as CFDictionary, &made)
      guard status == kCVReturnSuccess, let made else { throw Self.noMemory }
      pool = made
    }

    /// Returns a grey input, as for a first look.
    func grey() throws -> CVPixelBuffer {
      let input = try empty()
      try locked(input, []) {
        guard let base = CVPixelBufferGetBaseAddress(input) else { throw Self.noMemory }
        memset(base, 128, CVPixelBufferGetBytesPerRow(input) * CVPixelBufferGetHeight(input))
      }
      return input
    }

    /// Returns an input with a picture in it, and where the picture lies.
    ///
    /// Throws `SweetspotError` for a picture of a form that cameras do not give.
    mutating func paint(_ picture: CVPixelBuffer) throws -> (input: CVPixelBuffer, fit: Letterbox) {
      let source = PixelPicture(picture).size
      let fitter =
        self.fitter?.fit.source == source
        ? self.fitter : PictureFitter(Letterbox(source: source, input: size))
      self.fitter = fitter
      guard let fitter else { throw Self.noMemory }
      let input = try empty()
      try locked(input, []) {
        try locked(picture, .readOnly) {
          guard let base = CVPixelBufferGetBaseAddress(input) else { throw Self.noMemory }
          let row = CVPixelBufferGetBytesPerRow(input)
          let target = try PixelTarget(
            UnsafeMutableRawBufferPointer(start: base, count: row * size.height),
            bytesPerRow: row, size: size)
          try draw(picture, with: fitter, into: target)
        }
      }
      return (input, fitter.fit)
    }

    private func draw(
      _ picture: CVPixelBuffer, with fitter: PictureFitter, into target: PixelTarget
    ) throws {
      switch CVPixelBufferGetPixelFormatType(picture) {
      case kCVPixelFormatType_32BGRA:
        guard let base = CVPixelBufferGetBaseAddress(picture) else { throw Self.noMemory }
        let row = CVPixelBufferGetBytesPerRow(picture)
        let bytes = UnsafeRawBufferPointer(start: base, count: row * fitter.fit.source.height)
        try fitter.draw(
          PixelPlane(bytes, bytesPerRow: row, size: fitter.fit.source, channels: 4), into: target)
      case kCVPixelFormatType_420YpCbCr8BiPlanarFullRange:
        try drawPlanes(picture, with: fitter, fullRange: true, into: target)
      case kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange:
        try drawPlanes(picture, with: fitter, fullRange: false, into: target)
      default:
        throw SweetspotError(
          .device, "The camera gives pictures of a form that Sweetspot does not know.",
          hint: "Choose another way of filming.")
      }
    }

    private func drawPlanes(
      _ picture: CVPixelBuffer, with fitter: PictureFitter, fullRange: Bool,
      into target: PixelTarget
    ) throws {
      let matrix = ColourMatrix(standard(of: picture), fullRange: fullRange)
      try fitter.draw(
        luma: plane(0, of: picture, channels: 1), colour: plane(1, of: picture, channels: 2),
        matrix: matrix, into: target)
    }

    private func plane(_ number: Int, of picture: CVPixelBuffer, channels: Int) throws -> PixelPlane
    {
      guard let base = CVPixelBufferGetBaseAddressOfPlane(picture, number) else {
        throw Self.noMemory
      }
      let row = CVPixelBufferGetBytesPerRowOfPlane(picture, number)
      let size = PixelSize(
        width: CVPixelBufferGetWidthOfPlane(picture, number),
        height: CVPixelBufferGetHeightOfPlane(picture, number))
      return try PixelPlane(
        UnsafeRawBufferPointer(start: base, count: row * size.height), bytesPerRow: row,
        size: size, channels: channels)
    }

    /// Pictures say which standard they follow; those that do not are high definition.
    private func standard(of picture: CVPixelBuffer) -> ColourMatrix.Standard {
      let told = CVBufferCopyAttachment(picture, kCVImageBufferYCbCrMatrixKey, nil)
      guard let name = told as? String else { return .bt709 }
      if name == kCVImageBufferYCbCrMatrix_ITU_R_601_4 as String { return .bt601 }
      if name == kCVImageBufferYCbCrMatrix_ITU_R_2020 as String { return .bt2020 }
      return .bt709
    }

    private func empty() throws -> CVPixelBuffer {
      var made: CVPixelBuffer?
      let status = CVPixelBufferPoolCreatePixelBuffer(nil, pool, &made)
      guard status == kCVReturnSuccess, let made else { throw Self.noMemory }
      return made
    }

    private static var noMemory: SweetspotError {
      SweetspotError(
        .device, "The phone has no memory left for pictures.",
        hint: "Close other apps, then try again. Nothing was lost.")
    }
  }

  /// Does something with a buffer's memory in place.
  func locked<Result>(
    _ buffer: CVPixelBuffer, _ flags: CVPixelBufferLockFlags, _ body: () throws -> Result
  ) throws -> Result {
    guard CVPixelBufferLockBaseAddress(buffer, flags) == kCVReturnSuccess else {
      throw SweetspotError(.device, "A picture's memory cannot be read.", hint: "Try again.")
    }
    defer { CVPixelBufferUnlockBaseAddress(buffer, flags) }
    return try body()
  }
#endif
