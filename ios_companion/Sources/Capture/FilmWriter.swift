/// Writes a film in fragments, so that a crash costs no more than the last two seconds.

#if canImport(AVFoundation)
  @preconcurrency import AVFoundation
  import SweetspotModels

  /// One film that is being written.
  ///
  /// `@unchecked Sendable`: only the camera's sample queue appends, and it lets go of the writer
  /// before `finish` is called, once.
  final class FilmWriter: @unchecked Sendable {
    /// A fragment is written each second: what is lost is the one that is not yet full.
    private static let fragment = CMTime(value: 1, timescale: 1)

    private let place: URL
    private let writer: AVAssetWriter
    private let pictures: AVAssetWriterInput
    private let sound: AVAssetWriterInput?
    private var size: PixelSize?
    private var timesS: [Double] = []
    /// Pictures that could not be written in time.
    private(set) var skipped = 0

    /// Opens the file.
    ///
    /// - Parameters:
    ///   - place: Where; nothing may be there.
    ///   - pictures: How pictures are written (see `AVVideoSettings`).
    ///   - sound: How sound is written; nil for a silent film.
    /// - Throws: `SweetspotError` where the file cannot be made.
    init(at place: URL, pictures: [String: Any], sound: [String: Any]?) throws {
      self.place = place
      do {
        writer = try AVAssetWriter(outputURL: place, fileType: .mov)
      } catch {
        throw Self.notWritten(error)
      }
      self.pictures = AVAssetWriterInput(mediaType: .video, outputSettings: pictures)
      self.sound = sound.map { AVAssetWriterInput(mediaType: .audio, outputSettings: $0) }
      writer.movieFragmentInterval = Self.fragment
      for input in [self.pictures, self.sound].compactMap({ $0 }) {
        input.expectsMediaDataInRealTime = true
        guard writer.canAdd(input) else { throw Self.notWritten(writer.error) }
        writer.add(input)
      }
      guard writer.startWriting() else { throw Self.notWritten(writer.error) }
    }

    /// What has gone wrong with the file; nil for nothing.
    var trouble: SweetspotError? {
      writer.status == .failed ? Self.notWritten(writer.error) : nil
    }

    /// Appends a picture; the first one begins the film. Never waits.
    func append(picture: CMSampleBuffer) {
      guard writer.status == .writing else { return }
      let time = CMSampleBufferGetPresentationTimeStamp(picture)
      guard let pixels = CMSampleBufferGetImageBuffer(picture), time.isNumeric else { return }
      let size = PixelSize(
        width: CVPixelBufferGetWidth(pixels), height: CVPixelBufferGetHeight(pixels))
      // A film has one size. A phone that is turned while it films goes on when it is turned back.
      guard size == self.size ?? size else {
        skipped += 1
        return
      }
      if self.size == nil {
        writer.startSession(atSourceTime: time)
        self.size = size
      }
      if pictures.isReadyForMoreMediaData, pictures.append(picture) {
        timesS.append(time.seconds)
      } else {
        skipped += 1
      }
    }

    /// Appends sound; what comes before the first picture is left out.
    func append(sound samples: CMSampleBuffer) {
      guard writer.status == .writing, size != nil, let sound, sound.isReadyForMoreMediaData
      else { return }
      _ = sound.append(samples)
    }

    /// Ends the film and returns it; nil without a picture. Nobody appends any more.
    ///
    /// A film that broke is returned as far as it was written. Throws `SweetspotError` where nothing
    /// of it can be read.
    func finish() async throws -> Film? {
      guard let size, let first = timesS.first else {
        if writer.status == .writing { writer.cancelWriting() }
        try? FileManager.default.removeItem(at: place)
        return nil
      }
      if writer.status == .writing {
        pictures.markAsFinished()
        sound?.markAsFinished()
        await writer.finishWriting()
      }
      if writer.status == .completed { return Film(place: place, size: size, timesS: timesS) }
      guard let length = try? await AVURLAsset(url: place).load(.duration), length.seconds > 0
      else { throw Self.notWritten(writer.error) }
      let kept = timesS.filter { $0 - first < length.seconds }
      return Film(place: place, size: size, timesS: kept)
    }

    private static func notWritten(_ error: (any Error)?) -> SweetspotError {
      let why = error.map { " (\($0.localizedDescription))" } ?? ""
      return SweetspotError(
        .disk, "The film could not be written\(why). What was filmed until then is kept.",
        hint: "Make room on the phone, then start a new film.")
    }
  }
#endif
