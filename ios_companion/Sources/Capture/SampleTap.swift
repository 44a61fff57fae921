/// Takes what the camera delivers, picture by picture, and never lets it wait.

#if canImport(AVFoundation)
  @preconcurrency import AVFoundation
  import SweetspotModels

  /// Hands pictures to whoever looks, sound to whoever listens, and both to the film.
  ///
  /// `@unchecked Sendable`: all of its variables are used on `queue` alone.
  final class SampleTap: NSObject, @unchecked Sendable {
    /// Where the camera calls.
    let queue = DispatchQueue(label: "sweetspot.samples", qos: .userInteractive)
    /// The pictures: of those that wait only the newest.
    let pictures = Outlet<CameraPicture>(room: 1)
    /// News.
    let events = Outlet<CaptureEvent>(room: 16)
    /// Sound.
    let sound = Outlet<SoundBlock>(room: 64)
    private var count = FrameCount()
    private var size: PixelSize?
    private var film: FilmWriter?
    private var isBreakTold = false

    /// Begins to count anew and returns the pictures that come from now on.
    func begin() async -> AsyncStream<CameraPicture> {
      await inTurn { (self.count, self.size) = (FrameCount(), nil) }
      return pictures.open()
    }

    /// What came and what was lost.
    func counted() async -> FrameCount { await inTurn { self.count } }

    /// The size of the newest picture; nil before the first.
    func shownSize() async -> PixelSize? { await inTurn { self.size } }

    /// Writes a film from the next picture on; nil for none. Returns the one that was written.
    func write(_ film: FilmWriter?) async -> FilmWriter? {
      await inTurn {
        defer { (self.film, self.isBreakTold) = (film, false) }
        return self.film
      }
    }

    /// Does something between two samples.
    private func inTurn<Result: Sendable>(
      _ body: @escaping @Sendable () -> Result
    ) async -> Result {
      await withCheckedContinuation { done in
        queue.async { done.resume(returning: body()) }
      }
    }

    private func take(picture: CMSampleBuffer) {
      let timeS = CMSampleBufferGetPresentationTimeStamp(picture).seconds
      guard let pixels = CMSampleBufferGetImageBuffer(picture),
        let number = count.deliver(timeS: timeS)
      else { return }
      write { $0.append(picture: picture) }
      let shown = CameraPicture(number: number, timeS: timeS, pixels: pixels)
      size = shown.size
      if pictures.put(shown) { count.replace() }
    }

    private func take(sound samples: CMSampleBuffer) {
      write { $0.append(sound: samples) }
      if let block = SoundReading.block(of: samples) { sound.put(block) }
    }

    /// Writes something into the film, if there is one and as long as it can be written.
    private func write(_ append: (FilmWriter) -> Void) {
      guard let film, !isBreakTold else { return }
      if let trouble = film.trouble {
        isBreakTold = true
        events.put(.filmBroken(trouble))
      } else {
        append(film)
      }
    }
  }

  extension SampleTap: AVCaptureVideoDataOutputSampleBufferDelegate,
    AVCaptureAudioDataOutputSampleBufferDelegate
  {
    func captureOutput(
      _ output: AVCaptureOutput, didOutput sampleBuffer: CMSampleBuffer,
      from connection: AVCaptureConnection
    ) {
      if output is AVCaptureVideoDataOutput {
        take(picture: sampleBuffer)
      } else {
        take(sound: sampleBuffer)
      }
    }

    func captureOutput(
      _ output: AVCaptureOutput, didDrop sampleBuffer: CMSampleBuffer,
      from connection: AVCaptureConnection
    ) {
      if output is AVCaptureVideoDataOutput { count.lose() }
    }
  }
#endif
