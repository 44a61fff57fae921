/// One detector on its way into the phone: fetched, unpacked, compiled, proven, put in its place.

import Foundation
import ParityCheck
import SweetspotModels

/// Where a detector comes from.
public enum ImportSource: Equatable, Sendable {
  /// A file, as from AirDrop or Files.
  case file(URL)
  /// The laptop's code.
  case offer(TransferOffer)
}

/// How far an import has come.
public enum ImportStep: Equatable, Sendable {
  /// So many bytes of so many are here.
  case fetching(done: Int, of: Int)
  /// So many bytes of so many are unpacked and verified.
  case unpacking(done: Int, of: Int)
  /// The phone translates it for its own chip.
  case compiling
  /// So many golden frames of so many were looked at.
  case checking(done: Int, of: Int)
  /// The laptop is told.
  case reporting

  /// What is being done, in words.
  public var words: String {
    switch self {
    case .fetching: "Fetching the detector from the laptop"
    case .unpacking: "Unpacking it and checking every byte"
    case .compiling: "Getting it ready for this phone's chip"
    case .checking(let done, let of): "Trying it on test picture \(min(done + 1, of)) of \(of)"
    case .reporting: "Telling the laptop"
    }
  }

  /// How much of the step is done, 0...1; nil where nobody knows.
  public var share: Double? {
    switch self {
    case .fetching(let done, let of), .unpacking(let done, let of), .checking(let done, let of):
      of > 0 ? min(1, Double(done) / Double(of)) : nil
    case .compiling, .reporting: nil
    }
  }
}

/// What an import needs of the phone's chip, as closures.
public struct DetectorClient: Sendable {
  /// What computes, as the laptop is told: `all`.
  public var units: String
  /// Compiles a detector's Core ML package into a new folder.
  public var compile: @Sendable (_ folder: ModelFolder, _ target: URL) async throws -> Void
  /// Returns a compiled detector that can be shown golden pictures.
  public var load:
    @Sendable (_ folder: ModelFolder, _ compiled: URL) async throws -> any FrameDetecting
  /// Returns which phone this is.
  public var device: @Sendable () async -> PhoneDevice

  /// Makes a client of its closures.
  public init(
    units: String,
    compile: @escaping @Sendable (_ folder: ModelFolder, _ target: URL) async throws -> Void,
    load: @escaping @Sendable (_ folder: ModelFolder, _ compiled: URL) async throws ->
      any FrameDetecting,
    device: @escaping @Sendable () async -> PhoneDevice
  ) {
    (self.units, self.compile, self.load, self.device) = (units, compile, load, device)
  }
}

/// A detector that has arrived.
public struct Imported: Equatable, Sendable {
  /// The detector.
  public let model: InstalledModel
  /// What became of the report to the laptop; nil where it came by file.
  public let report: ReportFate?
}

/// Brings detectors in.
///
/// What breaks off leaves nothing behind.
public struct ModelImport: Sendable {
  private let shelf: ModelShelf
  private let transfer: TransferClient
  private let detector: DetectorClient
  private let now: @Sendable () -> Double

  /// Makes an import; `now` gives seconds since 1970.
  public init(
    shelf: ModelShelf, transfer: TransferClient, detector: DetectorClient,
    now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
  ) {
    (self.shelf, self.transfer, self.detector, self.now) = (shelf, transfer, detector, now)
  }

  /// Brings in one detector, telling every step; throws a `Problem` or `CancellationError`.
  public func run(_ source: ImportSource, tell: @escaping @Sendable (ImportStep) -> Void)
    async throws -> Imported
  {
    let draft = try shelf.newDraft()
    defer { try? FileManager.default.removeItem(at: draft) }
    let file = try await arrived(source, in: draft, tell)
    let bundle = try Self.hash(of: file)
    let folder = try BundleReader.unpack(file, into: draft.appending(path: "bundle")) { done, of in
      try Task.checkCancellation()
      tell(.unpacking(done: done, of: of))
    }
    try? FileManager.default.removeItem(at: file)
    tell(.compiling)
    let compiled = draft.appending(path: "compiled.mlmodelc")
    try await detector.compile(folder, compiled)
    try Task.checkCancellation()
    let proof = try await prove(folder, compiled, tell)
    try Task.checkCancellation()
    let model = InstalledModel(
      id: String(bundle.prefix(16)), name: folder.index.name, modelHash: folder.index.modelHash,
      bundle: bundle, importedAt: now(), checkedOnLaptop: folder.index.checked,
      laptopWords: folder.index.verdict, verdict: proof.map(DeviceVerdict.init) ?? .unchecked)
    try shelf.place(draft, as: model)
    guard case .offer(let offer) = source else { return Imported(model: model, report: nil) }
    tell(.reporting)
    return Imported(model: model, report: await report(proof, of: bundle, to: offer))
  }

  /// Shows the detector every golden frame; nil for one that came without.
  private func prove(
    _ folder: ModelFolder, _ compiled: URL, _ tell: @escaping @Sendable (ImportStep) -> Void
  ) async throws -> ParityVerdict? {
    guard let golden = folder.golden, !golden.frames.isEmpty else { return nil }
    tell(.checking(done: 0, of: golden.frames.count))
    let loaded = try await detector.load(folder, compiled)
    return try await ParityCheck(folder).run(loaded) { done, of in
      tell(.checking(done: done, of: of))
    }
  }

  private func arrived(
    _ source: ImportSource, in draft: URL, _ tell: @escaping @Sendable (ImportStep) -> Void
  ) async throws -> URL {
    let file = draft.appending(path: "arriving.\(BundleName.ending)")
    switch source {
    case .file(let given): try Self.copy(given, to: file)
    case .offer(let offer):
      tell(.fetching(done: 0, of: offer.size))
      try await transfer.fetch(offer, file) { tell(.fetching(done: $0, of: offer.size)) }
    }
    return file
  }

  private func report(_ proof: ParityVerdict?, of bundle: String, to offer: TransferOffer) async
    -> ReportFate
  {
    let device = await detector.device()
    let report =
      proof?.report(bundle: bundle, device: device, units: detector.units)
      ?? PhoneReport(
        bundle: bundle, device: device, passed: false, stretches: [], units: detector.units)
    guard let body = try? report.body() else {
      return .notTaken(Problem("The detector gave numbers that are none, so no report was sent."))
    }
    return await transfer.report(offer, body)
  }

  /// Copies a file that may lie in another app's place and may change there.
  private static func copy(_ given: URL, to file: URL) throws {
    #if canImport(Darwin)
      let isLent = given.startAccessingSecurityScopedResource()
      defer { if isLent { given.stopAccessingSecurityScopedResource() } }
    #endif
    do {
      try FileManager.default.copyItem(at: given, to: file)
    } catch {
      throw Problem(
        "“\(given.lastPathComponent)” cannot be read.",
        hint: "Nothing was changed. Send it to this phone again, or make some room on it.")
    }
  }

  private static func hash(of file: URL) throws -> String {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    var hash = Sha256.new()
    while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty {
      try Task.checkCancellation()
      hash.update(part)
    }
    return hash.hex()
  }
}
