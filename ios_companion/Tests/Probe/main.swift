/// A phone without a chip: the companion's import and practices, run by the laptop's own tests.
///
///     CompanionProbe import LINK [blind] [once]   fetch, verify, "check" and report, as the app does
///     CompanionProbe practice                     film on stdin; the session file on stdout
///
/// Core ML is Apple's alone, so the detector here answers with what the golden frames expect, or
/// with nothing (`blind`); `once` tries a connection once. Everything else is the app's own code and the real network. What came of
/// it is one JSON object on stdout.

import CompanionState
import Foundation
import ParityCheck
import SweetspotModels

/// Sees what the golden frames expect, or nothing.
struct ProbeDetector: FrameDetecting {
  let golden: Golden?
  let isBlind: Bool

  func detect(_ picture: URL, previous: URL) async throws -> FrameResult {
    let frame = golden?.frames.first { $0.file == picture.lastPathComponent }
    let boxes = (isBlind ? [] : frame?.boxes ?? []).compactMap { box in
      ObjectClass(label: box.label).map {
        Detection(xyxy: box.xyxy, score: box.score, classId: $0)
      }
    }
    return FrameResult(boxes: boxes, ms: 8)
  }
}

/// What came of an import.
struct ImportOutcome: Encodable {
  var steps: [String] = []
  var name: String?
  var bundle: String?
  var passed: Bool?
  var words: String?
  var reported: Bool?
  var inUse: Bool?
  var problem: String?
  var leftBehind: [String] = []
}

@MainActor
func importDetector(_ link: String, isBlind: Bool, patience: DownloadPatience) async throws
  -> ImportOutcome
{
  let files = FileManager.default
  let folder = files.temporaryDirectory.appending(path: "probe-\(UUID())")
  defer { try? files.removeItem(at: folder) }
  let chip = DetectorClient(
    units: "none",
    compile: { _, target in
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    },
    load: { model, _ in ProbeDetector(golden: model.golden, isBlind: isBlind) },
    device: { PhoneDevice(name: "Probe", model: "probe", system: "Linux", app: "1.0") })
  let shelf = ModelShelf(folder)
  let library = ModelLibrary(
    shelf: shelf,
    importer: ModelImport(
      shelf: shelf, transfer: .over(.live, patience: patience), detector: chip))
  library.open(code: link)
  await library.settled()
  var outcome = ImportOutcome()
  switch library.importing {
  case .done(let imported):
    outcome.name = imported.model.name
    outcome.bundle = imported.model.bundle
    outcome.passed = imported.model.verdict.passed
    outcome.words = imported.model.verdict.words
    outcome.reported = imported.report == .taken
    outcome.inUse = library.inUse == imported.model
    if case .notTaken(let why) = imported.report { outcome.problem = why.message }
  case .failed(let problem): outcome.problem = problem.message
  case .idle, .running: outcome.problem = "It did not come to an end."
  }
  let kept = Set(library.models.map(\.id) + ["in-use.json"])
  let names = (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
  outcome.leftBehind = names.filter { !kept.contains($0) }
  return outcome
}

/// Returns the session file of a film that was "recorded" with two hits in it.
func practice(_ film: Data) throws -> Data {
  let files = FileManager.default
  let folder = files.temporaryDirectory.appending(path: "probe-\(UUID())")
  try files.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? files.removeItem(at: folder) }
  let place = folder.appending(path: "film.mov")
  try film.write(to: place)
  let size = PixelSize(width: 1280, height: 720)
  let hits = [(1, 0.1), (2, 0.5)].map { number, u in
    Hit(
      id: "hit-\(number)", timeS: 50 + Double(number), frame: 0, confidence: 0.9,
      ballXy: Point(x: 640, y: 360), racketHeadXyxy: Box(x0: 600, y0: 320, x1: 680, y1: 400),
      offset: Point(x: u, y: 0), rSigma: 0.05)
  }
  let recording = FinishedRecording(
    film: RecordedFilm(place: place, size: size, timesS: (0..<240).map { 50 + Double($0) / 60 }),
    hits: hits, hitSize: size)
  let shelf = PracticeShelf(folder.appending(path: "practices"))
  _ = try shelf.keep(recording, at: Date())
  guard let card = shelf.list().first else { throw Problem("The practice was not kept.") }
  return try Data(contentsOf: card.file)
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "import" where arguments.count >= 2:
  let outcome = try await importDetector(
    arguments[1], isBlind: arguments.contains("blind"),
    patience: arguments.contains("once") ? DownloadPatience(pauses: []) : DownloadPatience())
  FileHandle.standardOutput.write(try SnakeJson.data(outcome))
case "practice":
  FileHandle.standardOutput.write(
    try practice(FileHandle.standardInput.readToEnd() ?? Data()))
default:
  FileHandle.standardError.write(Data("CompanionProbe import LINK [blind] | practice\n".utf8))
  exit(2)
}
