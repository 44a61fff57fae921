/// The phone's camera: one actor owns its session, off the main thread.

#if os(iOS) && canImport(AVFoundation)
  @preconcurrency import AVFoundation
  import Dispatch
  import Foundation
  import SweetspotModels

  /// The camera at the back of the phone, and its microphone on the same clock.
  public actor CaptureService: Camera {
    /// What the screen shows the camera's own picture with.
    public nonisolated let preview: PreviewSource

    private let session = AVCaptureSession()
    private let queue = DispatchSerialQueue(label: "sweetspot.capture", qos: .userInitiated)
    private let tap = SampleTap()
    private let pictureOutput = AVCaptureVideoDataOutput()
    private let soundOutput = AVCaptureAudioDataOutput()
    private var device: AVCaptureDevice?
    private var wish: CaptureWish?
    /// What was asked for while a film kept its size; nil for nothing.
    private var later: CaptureWish?
    private var shutter: Shutter?
    private var watch: CaptureWatch?
    private var turning: Turning?
    private var shutterTask: Task<Void, Never>?
    private var isFilming = false

    /// Starting a session takes a while: on a queue of its own it keeps nobody else waiting.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
      queue.asUnownedSerialExecutor()
    }

    /// Makes a camera that does nothing yet and asks for nothing.
    public init() { preview = PreviewSource(session) }

    /// Returns its news from now on, for one listener.
    public nonisolated func events() -> AsyncStream<CaptureEvent> { tap.events.open() }

    /// Returns the sound from now on, for one listener.
    public nonisolated func sound() -> AsyncStream<SoundBlock> { tap.sound.open() }

    /// Begins to film; pictures come until `stop`.
    ///
    /// What may be used must have been allowed before: nothing is asked here.
    public func start(
      _ wish: CaptureWish, withSound: Bool
    ) async throws -> AsyncStream<CameraPicture> {
      if device == nil { try setUp() }
      if withSound {
        // Where it does not work the session does it in its own way.
        session.automaticallyConfiguresApplicationAudioSession = !SoundSession.begin()
        addSound()
      }
      guard let device else { throw Self.notStarted }
      (self.wish, shutter) = (wish, try CameraDevice.set(wish, of: device))
      let pictures = await tap.begin()
      listen()
      session.startRunning()
      guard session.isRunning else {
        await stop()
        throw Self.notStarted
      }
      mindTheLight()
      return pictures
    }

    /// Films in another way; while a film is recorded only the rate changes, the size afterwards.
    public func change(to wish: CaptureWish) throws {
      guard let device, let before = self.wish else { throw Self.notStarted }
      later = isFilming ? wish : nil
      let size = isFilming ? before : wish
      let next = CaptureWish(
        width: size.width, height: size.height, framesPerSecond: wish.framesPerSecond)
      (self.wish, shutter) = (next, try CameraDevice.set(next, of: device))
    }

    /// Ends; a film that is being recorded is closed where it is.
    public func stop() async {
      shutterTask?.cancel()
      (shutterTask, watch, turning) = (nil, nil, nil)
      if isFilming { _ = try? await endFilm() }
      if session.isRunning { session.stopRunning() }
      if !session.automaticallyConfiguresApplicationAudioSession { SoundSession.end() }
      tap.pictures.close()
    }

    /// Begins a film with the next picture.
    public func startFilm(at place: URL) async throws {
      guard session.isRunning, !isFilming else { throw Self.notStarted }
      // From here on pictures keep their size.
      isFilming = true
      do {
        let size = await tap.shownSize()
        let hears = soundOutput.connection(with: .audio) != nil
        let film = try FilmWriter(
          at: place, pictures: try filmSettings(size),
          sound: hears ? soundOutput.recommendedAudioSettingsForAssetWriter(writingTo: .mov) : nil)
        _ = await tap.write(film)
      } catch {
        isFilming = false
        throw error
      }
    }

    /// Ends the film; nil where it has no picture.
    public func endFilm() async throws -> Film? {
      let film = await tap.write(nil)
      isFilming = false
      // What had to wait for the film's end.
      if let turning { turn(to: turning.angle) }
      if let later, session.isRunning { try? change(to: later) }
      return try await film?.finish()
    }

    /// What came and what was lost since the beginning.
    public func count() async -> FrameCount { await tap.counted() }

    /// H.264, which every computer plays, of the size in which pictures come.
    private func filmSettings(_ size: PixelSize?) throws -> [String: Any] {
      let recommended = pictureOutput.recommendedVideoSettings(
        forVideoCodecType: .h264, assetWriterOutputFileType: .mov)
      guard var settings = recommended else { throw Self.notStarted }
      if let size {
        settings[AVVideoWidthKey] = size.width
        settings[AVVideoHeightKey] = size.height
      }
      // A picture to begin with each second: the laptop jumps to any moment at once.
      var properties = settings[AVVideoCompressionPropertiesKey] as? [String: Any] ?? [:]
      properties[AVVideoMaxKeyFrameIntervalDurationKey] = 1
      settings[AVVideoCompressionPropertiesKey] = properties
      return settings
    }

    private func setUp() throws {
      let camera = try CameraDevice.back()
      let picture = try CameraDevice.input(camera)
      session.beginConfiguration()
      defer { session.commitConfiguration() }
      session.sessionPreset = .inputPriority
      guard session.canAddInput(picture), session.canAddOutput(pictureOutput) else {
        throw Self.notStarted
      }
      session.addInput(picture)
      session.addOutput(pictureOutput)
      pictureOutput.alwaysDiscardsLateVideoFrames = true
      pictureOutput.setSampleBufferDelegate(tap, queue: tap.queue)
      if let connection = pictureOutput.connection(with: .video) {
        // The phone stands still; smoothing would only delay.
        if connection.isVideoStabilizationSupported {
          connection.preferredVideoStabilizationMode = .off
        }
      }
      device = camera
    }

    /// Without a microphone hits are found by sight alone: that is no reason not to film.
    private func addSound() {
      guard soundOutput.connection(with: .audio) == nil,
        AVCaptureDevice.authorizationStatus(for: .audio) == .authorized,
        let microphone = AVCaptureDevice.default(for: .audio),
        let input = try? AVCaptureDeviceInput(device: microphone),
        session.canAddInput(input), session.canAddOutput(soundOutput)
      else { return }
      session.beginConfiguration()
      defer { session.commitConfiguration() }
      session.addInput(input)
      session.addOutput(soundOutput)
      soundOutput.setSampleBufferDelegate(tap, queue: tap.queue)
    }

    private func listen() {
      watch = CaptureWatch(session) { [weak self] news in
        Task { await self?.heard(news) }
      }
      guard let device else { return }
      turning = Turning(device) { [weak self] angle in
        Task { await self?.turn(to: angle) }
      }
      if let turning { turn(to: turning.angle) }
    }

    private func heard(_ news: SessionNews) {
      switch news {
      case .interrupted(let why): tap.events.put(.interrupted(why))
      case .resumed: tap.events.put(.resumed)
      case .mustRestart where watch != nil:
        session.startRunning()
        tap.events.put(.resumed)
      case .mustRestart: break
      case .failed(let why):
        tap.events.put(
          .failed(
            SweetspotError(
              .device, "The camera has stopped (\(why)). What was filmed is kept.",
              hint: "Start it again.")))
      }
    }

    /// Keeps pictures upright; while a film is recorded they stay as they are.
    private func turn(to angle: Double) {
      guard !isFilming, let connection = pictureOutput.connection(with: .video),
        connection.isVideoRotationAngleSupported(angle)
      else { return }
      connection.videoRotationAngle = angle
    }

    private func mindTheLight() {
      shutterTask?.cancel()
      shutterTask = Task { [weak self] in
        while !Task.isCancelled {
          do { try await Task.sleep(for: .milliseconds(500)) } catch { return }
          await self?.adjustShutter()
        }
      }
    }

    private func adjustShutter() {
      guard let device, session.isRunning,
        let limitS = shutter?.take(CameraDevice.light(of: device))
      else { return }
      // A picture that is a little too dark or blurred is no reason to stop.
      try? CameraDevice.limitExposure(of: device, to: limitS)
    }

    private static var notStarted: SweetspotError {
      SweetspotError(
        .device, "The camera could not be started.",
        hint: "Close other apps that film, then try again. Nothing was lost.")
    }
  }
#endif
