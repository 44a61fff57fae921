/// A camera for previews and the simulator: it plays a film, or draws a ball that flies.

#if canImport(AVFoundation)
  @preconcurrency import AVFoundation
  import SweetspotModels

  /// A camera without a camera. It records no films and hears nothing.
  public actor PreviewCamera: Camera {
    private let film: URL?
    private let pictures = Outlet<CameraPicture>(room: 1)
    private nonisolated let news = Outlet<CaptureEvent>(room: 16)
    private nonisolated let silence = Outlet<SoundBlock>(room: 1)
    private var wish = CaptureWish(width: 1280, height: 720, framesPerSecond: 30)
    private var counted = FrameCount()
    private var playing: Task<Void, Never>?

    /// Makes a camera that plays a film again and again; without one it draws.
    public init(film: URL? = nil) { self.film = film }

    /// Returns its news, of which there are none but the end of a film that cannot be read.
    public nonisolated func events() -> AsyncStream<CaptureEvent> { news.open() }

    /// Returns silence.
    public nonisolated func sound() -> AsyncStream<SoundBlock> { silence.open() }

    /// Begins to play.
    public func start(
      _ wish: CaptureWish, withSound: Bool
    ) async throws -> AsyncStream<CameraPicture> {
      playing?.cancel()
      (self.wish, counted) = (wish, FrameCount())
      let stream = pictures.open()
      playing = Task { [weak self] in
        while !Task.isCancelled {
          guard await self?.playOnce() == true else { return }
        }
      }
      return stream
    }

    /// Draws in another size or at another rate; a film stays as it is.
    public func change(to wish: CaptureWish) { self.wish = wish }

    /// Ends.
    public func stop() {
      playing?.cancel()
      playing = nil
      pictures.close()
    }

    /// Throws: what is shown here was filmed before.
    public func startFilm(at place: URL) throws {
      throw SweetspotError(
        .device, "What is shown here was filmed before.", hint: "Film with a phone's own camera.")
    }

    /// There is no film.
    public func endFilm() -> Film? { nil }

    /// What was shown so far.
    public func count() -> FrameCount { counted }

    /// Plays the film, or draws for a second; returns whether to go on.
    private func playOnce() async -> Bool {
      do {
        if let film { try await play(film) } else { try await draw() }
        return true
      } catch is CancellationError {
        return false
      } catch {
        news.put(
          .failed(
            SweetspotError(
              .missing, "The film cannot be played (\(error.localizedDescription)).",
              hint: "Choose another film.")))
        return false
      }
    }

    private func play(_ film: URL) async throws {
      let asset = AVURLAsset(url: film)
      guard let track = try await asset.loadTracks(withMediaType: .video).first else {
        throw CocoaError(.fileReadCorruptFile)
      }
      let reader = try AVAssetReader(asset: asset)
      let output = AVAssetReaderTrackOutput(
        track: track,
        outputSettings: [
          kCVPixelBufferPixelFormatTypeKey as String: kCVPixelFormatType_32BGRA
        ])
      reader.add(output)
      guard reader.startReading() else { throw reader.error ?? CocoaError(.fileReadUnknown) }
      var before: Double?
      while let sample = output.copyNextSampleBuffer() {
        let timeS = CMSampleBufferGetPresentationTimeStamp(sample).seconds
        try await Task.sleep(for: .seconds(min(1, max(0, timeS - (before ?? timeS)))))
        before = timeS
        if let pixels = CMSampleBufferGetImageBuffer(sample) { show(pixels) }
      }
    }

    private func draw() async throws {
      for step in 0..<max(1, Int(wish.framesPerSecond)) {
        try await Task.sleep(for: .seconds(1 / max(1, wish.framesPerSecond)))
        let share = Double(step) / max(1, wish.framesPerSecond)
        if let pixels = DrawnCourt.picture(wish.width, wish.height, ballAt: share) { show(pixels) }
      }
    }

    private func show(_ pixels: CVPixelBuffer) {
      let timeS = CMClockGetTime(CMClockGetHostTimeClock()).seconds
      guard let number = counted.deliver(timeS: timeS) else { return }
      if pictures.put(CameraPicture(number: number, timeS: timeS, pixels: pixels)) {
        counted.replace()
      }
    }
  }

  /// A green court and a yellow ball, drawn by hand.
  private enum DrawnCourt {
    /// Returns a picture; `ballAt` is the ball's way through it, 0...1. Nil without memory for it.
    static func picture(_ width: Int, _ height: Int, ballAt share: Double) -> CVPixelBuffer? {
      var made: CVPixelBuffer?
      CVPixelBufferCreate(nil, width, height, kCVPixelFormatType_32BGRA, nil, &made)
      guard let made, CVPixelBufferLockBaseAddress(made, []) == kCVReturnSuccess else { return nil }
      defer { CVPixelBufferUnlockBaseAddress(made, []) }
      guard let base = CVPixelBufferGetBaseAddress(made) else { return nil }
      let row = CVPixelBufferGetBytesPerRow(made)
      let (court, yellow) = (UInt32(0xff3f_6f4a), UInt32(0xffd8_f03c))
      let (x, y) = (share * Double(width), Double(height) * (0.2 + 1.6 * pow(share - 0.5, 2)))
      let radius = max(2, Double(height) / 90)
      for line in 0..<height {
        let pixels = (base + line * row).assumingMemoryBound(to: UInt32.self)
        pixels.update(repeating: court, count: width)
        let inside = radius * radius - pow(Double(line) - y, 2)
        guard inside > 0 else { continue }
        let half = inside.squareRoot()
        let (from, to) = (max(0, Int(x - half)), min(width, Int(x + half)))
        if from < to { (pixels + from).update(repeating: yellow, count: to - from) }
      }
      return made
    }
  }
#endif
