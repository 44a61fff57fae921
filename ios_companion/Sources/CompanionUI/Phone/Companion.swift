/// The app's parts, put together for this phone.

#if os(iOS)
  import Capture
  import CompanionState
  import CoreMLDetector
  import Foundation
  import Observation
  import SweetspotModels

  /// Everything the screens stand on.
  @MainActor
  @Observable
  public final class Companion {
    /// The detectors.
    public let models: ModelLibrary
    /// The court.
    public let live: LiveModel
    /// The practices.
    public let sessions: SessionsModel
    /// What the owner allows.
    public let permissions: Permissions
    /// Which screen is shown.
    public var place = CompanionPlace.live
    let preview: PreviewSource?

    init(
      models: ModelLibrary, live: LiveModel, sessions: SessionsModel, permissions: Permissions,
      preview: PreviewSource?
    ) {
      (self.models, self.live, self.sessions) = (models, live, sessions)
      (self.permissions, self.preview) = (permissions, preview)
    }

    /// Makes the parts of the app that runs on this phone; nothing is asked for or started yet.
    public static func onThisPhone() -> Companion {
      let models = URL.applicationSupportDirectory.appending(path: "Models")
      let shelf = ModelShelf(models)
      let root = URL.documentsDirectory.appending(path: "Practices")
      let (practices, films) = (
        PracticeShelf(root), UnfinishedFilms(root.appending(path: ".filming"))
      )
      practices.sweep()
      let camera = CaptureService()
      let permissions = Permissions(.onThisPhone)
      let film = FilmDesk(
        recorder: .filming(with: camera, into: films),
        keep: { try practices.keep($0, at: Date()) }, now: { Self.seconds() })
      let live = LiveModel(
        watch: .watching(with: camera, detector: DetectorDesk(shelf)), film: film,
        voice: .spoken(), permissions: permissions, now: { Self.seconds() })
      let importer = ModelImport(shelf: shelf, transfer: .live, detector: .onThisPhone)
      let sessions = SessionsModel(practices)
      Task {
        let kept = await films.recover(into: practices) { place in
          await FilmRecovery.film(at: place).map {
            RecordedFilm(place: $0.place, size: $0.size, timesS: $0.timesS)
          }
        }
        if !kept.isEmpty { await sessions.load() }
      }
      return Companion(
        models: ModelLibrary(shelf: shelf, importer: importer), live: live,
        sessions: sessions, permissions: permissions, preview: camera.preview)
    }

    /// Takes in what was opened with the app: the laptop's code, or a detector's file.
    func open(_ url: URL) {
      place = .models
      if url.isFileURL {
        models.begin(.file(url))
      } else {
        models.open(code: url.absoluteString)
      }
    }

    private nonisolated static func seconds() -> Double { ProcessInfo.processInfo.systemUptime }
  }

  /// The three screens.
  public enum CompanionPlace: Hashable, Sendable {
    /// Detectors.
    case models
    /// The court.
    case live
    /// Practices.
    case sessions
  }

  /// Holds the detector that is in use, loaded.
  actor DetectorDesk {
    private let shelf: ModelShelf
    private var loaded: (id: String, detector: CoreMLDetector)?

    init(_ shelf: ModelShelf) { self.shelf = shelf }

    /// Returns the detector in use, warm; throws a `Problem` or `SweetspotError`.
    func inUse() async throws -> CoreMLDetector {
      guard let id = shelf.inUse() else {
        throw Problem("No detector is in use.", hint: "Choose one in Models.")
      }
      if let loaded, loaded.id == id { return loaded.detector }
      let folder = try ModelFolder(at: shelf.bundle(of: id))
      let files = CompiledModel(package: folder.package, compiled: shelf.compiled(of: id))
      let detector = try CoreMLDetector(manifest: folder.manifest, files: files)
      try await detector.warmUp()
      loaded = (id, detector)
      return detector
    }
  }
#endif
