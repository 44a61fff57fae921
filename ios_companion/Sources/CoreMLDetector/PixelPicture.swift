/// A picture in the memory that camera, chip and screen share.

#if canImport(CoreVideo)
  import CoreVideo
  import SweetspotModels

  /// An upright picture: BGRA, or brightness and colour differences as cameras give them.
  ///
  /// `@unchecked Sendable`: a pixel buffer may be kept and read on any thread; whoever makes a
  /// `PixelPicture` of one writes into it no more.
  public struct PixelPicture: @unchecked Sendable {
    /// The memory.
    public let buffer: CVPixelBuffer

    /// Takes a buffer that nobody writes into any more.
    public init(_ buffer: CVPixelBuffer) { self.buffer = buffer }

    /// Its size.
    public var size: PixelSize {
      PixelSize(width: CVPixelBufferGetWidth(buffer), height: CVPixelBufferGetHeight(buffer))
    }
  }
#endif
