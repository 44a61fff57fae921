/// The phone's parts as the screens' logic wants them.

#if os(iOS)
  import AVFoundation
  import Capture
  import CompanionState
  import CoreMLDetector
  import Foundation
  import SweetspotModels
  import UIKit

  extension CameraPicture: TakenPicture {}

  extension WatchClient {
    /// A camera and the detector in use.
    static func watching(with camera: any Camera, detector desk: DetectorDesk) -> WatchClient {
      WatchClient(
        start: { quality, withSound in
          let detector = try await desk.inUse()
          await detector.forget()
          let events = camera.events()
          let pictures = try await camera.start(CaptureWish(quality), withSound: withSound)
          let clock: @Sendable () -> Double = { ProcessInfo.processInfo.systemUptime }
          let frames = looking(at: pictures, clock: clock) { picture in
            try await detector.detect(PixelPicture(picture.pixels), number: picture.number)
          }
          return frames.until(brokenBy: events)
        },
        sound: {
          let blocks = camera.sound()
          return AsyncStream { heard in
            let work = Task {
              for await block in blocks {
                heard.yield(
                  HeardSound(timeS: block.timeS, rateHz: block.rateHz, samples: block.samples))
              }
              heard.finish()
            }
            heard.onTermination = { _ in work.cancel() }
          }
        },
        change: { quality in try await camera.change(to: CaptureWish(quality)) },
        stop: { await camera.stop() },
        warmth: { Warmth(ProcessInfo.processInfo.thermalState) })
    }
  }

  extension AsyncThrowingStream where Element == SeenFrame, Failure == any Error {
    /// Returns the same frames, ended with a `Problem` as soon as the camera is interrupted.
    fileprivate func until(brokenBy events: AsyncStream<CaptureEvent>) -> Self {
      AsyncThrowingStream { frames in
        let seeing = Task {
          do {
            for try await frame in self { frames.yield(frame) }
            frames.finish()
          } catch {
            frames.finish(throwing: error)
          }
        }
        let listening = Task {
          for await event in events {
            switch event {
            case .interrupted(let why):
              let hint = "What was scored until now is kept. Start again when it is free."
              frames.finish(throwing: Problem(why.words, hint: hint))
            case .failed(let error): frames.finish(throwing: error)
            case .resumed, .filmBroken: continue
            }
          }
        }
        frames.onTermination = { _ in
          seeing.cancel()
          listening.cancel()
        }
      }
    }
  }

  extension CaptureWish {
    /// Asks the camera for a quality.
    init(_ quality: CaptureQuality) {
      self.init(
        width: quality.width, height: quality.height,
        framesPerSecond: Double(quality.framesPerSecond))
    }
  }

  extension Warmth {
    /// Reads the system's word.
    init(_ state: ProcessInfo.ThermalState) {
      switch state {
      case .nominal: self = .nominal
      case .fair: self = .fair
      case .serious: self = .serious
      case .critical: self = .critical
      @unknown default: self = .serious
      }
    }
  }

  extension RecorderClient {
    /// Films with a camera into the folder of films under way.
    static func filming(with camera: any Camera, into films: UnfinishedFilms) -> RecorderClient {
      RecorderClient(
        start: { try await camera.startFilm(at: try films.newPlace()) },
        stop: {
          try await camera.endFilm().map {
            RecordedFilm(place: $0.place, size: $0.size, timesS: $0.timesS)
          }
        },
        freeBytes: {
          let key = URLResourceKey.volumeAvailableCapacityForImportantUsageKey
          let values = try? URL.documentsDirectory.resourceValues(forKeys: [key])
          return values?.volumeAvailableCapacityForImportantUsage.map { Int($0) } ?? 0
        })
    }
  }

  extension PermissionClient {
    /// The system's word.
    static let onThisPhone = PermissionClient(
      standing: { permitted in
        switch AVCaptureDevice.authorizationStatus(for: permitted.media) {
        case .notDetermined: .unasked
        case .authorized: .granted
        case .denied: .declined
        case .restricted: .restricted
        @unknown default: .declined
        }
      },
      ask: { await AVCaptureDevice.requestAccess(for: $0.media) })
  }

  extension Permitted {
    fileprivate var media: AVMediaType {
      switch self {
      case .camera: .video
      case .microphone: .audio
      }
    }
  }

  extension VoiceClient {
    /// The phone's voice.
    @MainActor
    static func spoken() -> VoiceClient {
      let voice = Voice()
      return VoiceClient(
        say: { text in Task { @MainActor in voice.say(text) } },
        hush: { Task { @MainActor in voice.hush() } })
    }
  }

  /// Says one thing at a time, the newest.
  @MainActor
  private final class Voice {
    private let synthesizer = AVSpeechSynthesizer()

    func say(_ text: String) {
      synthesizer.stopSpeaking(at: .immediate)
      synthesizer.speak(AVSpeechUtterance(string: text))
    }

    func hush() { synthesizer.stopSpeaking(at: .word) }
  }

  extension DetectorClient {
    /// The phone's chip.
    static let onThisPhone = DetectorClient(
      units: ComputeChoice.all.rawValue,
      compile: { folder, target in
        try await CompiledModel(package: folder.package, compiled: target).compile()
      },
      load: { folder, compiled in
        let files = CompiledModel(package: folder.package, compiled: compiled)
        let detector = try CoreMLDetector(manifest: folder.manifest, files: files)
        try await detector.warmUp()
        return detector
      },
      device: {
        await MainActor.run {
          let info = Bundle.main.infoDictionary
          return PhoneDevice(
            name: UIDevice.current.name, model: hardware(),
            system: "\(UIDevice.current.systemName) \(UIDevice.current.systemVersion)",
            app: info?["CFBundleShortVersionString"] as? String ?? "")
        }
      })

    /// Returns the phone's model, as `iPhone15,2`.
    private static func hardware() -> String {
      var system = utsname()
      uname(&system)
      return withUnsafeBytes(of: &system.machine) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
    }
  }
#endif
