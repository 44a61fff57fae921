/// The Models screen: which detectors are here, which is in use, and one that is coming.

import Foundation
import Observation
import SweetspotModels

/// Where an import stands.
public enum ImportPhase: Equatable, Sendable {
  /// None is under way.
  case idle
  /// One is under way.
  case running(ImportStep)
  /// One has come to its end; the detector is here.
  case done(Imported)
  /// One was refused or broke off; nothing of it is left.
  case failed(Problem)
}

/// Imports, chooses and deletes detectors.
@MainActor
@Observable
public final class ModelLibrary {
  /// The detectors on this phone, the newest first.
  public private(set) var models: [InstalledModel] = []
  /// The one in use; nil for none.
  public private(set) var inUse: InstalledModel?
  /// The import.
  public private(set) var importing = ImportPhase.idle
  /// A detector that something speaks against and that was asked for once: ask again.
  public private(set) var doubted: InstalledModel?
  /// What went wrong otherwise; nil for nothing, and after it was read.
  public var notice: Problem?

  /// Whether the import is on the screen; setting it to false takes an ended one away.
  public var isImportShown: Bool {
    get { importing != .idle }
    set { if !newValue { dismissImport() } }
  }

  /// Whether the second question is on the screen; setting it to false is a no.
  public var isDoubtShown: Bool {
    get { doubted != nil }
    set { if !newValue { refrain() } }
  }

  private let shelf: ModelShelf
  private let importer: ModelImport
  private var work: Task<Void, Never>?

  /// Makes the screen's logic; what an earlier crash left behind is taken away.
  public init(shelf: ModelShelf, importer: ModelImport) {
    (self.shelf, self.importer) = (shelf, importer)
    shelf.sweep()
    refresh()
  }

  /// Reads a code that was scanned or opened; begins the import it offers.
  public func open(code: String) {
    do {
      begin(.offer(try TransferOffer(link: code)))
    } catch {
      if work == nil { importing = .failed(Problem.of(error, doing: "The code cannot be used")) }
    }
  }

  /// Begins an import; while one is under way another is refused in words.
  public func begin(_ source: ImportSource) {
    guard work == nil else {
      notice = Problem(
        "Another detector is just being imported.", hint: "Wait until it is here, then try again.")
      return
    }
    importing = .running(.compiling)
    if case .offer(let offer) = source { importing = .running(.fetching(done: 0, of: offer.size)) }
    let importer = importer
    let (steps, tell) = AsyncStream.makeStream(
      of: ImportStep.self, bufferingPolicy: .bufferingNewest(1))
    work = Task { [weak self] in
      let run = Task.detached {
        defer { tell.finish() }
        return try await importer.run(source) { tell.yield($0) }
      }
      await withTaskCancellationHandler {
        for await step in steps { self?.importing = .running(step) }
        let ended = await run.result
        self?.end(ended)
      } onCancel: {
        run.cancel()
      }
    }
  }

  /// Breaks the import off; nothing of it is left.
  public func cancel() { work?.cancel() }

  /// Waits until no import is under way.
  public func settled() async { await work?.value }

  /// Takes the end of the last import away after it was read.
  public func dismissImport() {
    if work == nil { importing = .idle }
  }

  /// Uses a detector from now on; one that something speaks against has to be confirmed first.
  public func use(_ id: String) {
    guard let model = models.first(where: { $0.id == id }) else { return }
    if model.objection != nil {
      doubted = model
    } else {
      choose(model)
    }
  }

  /// Uses the detector that was doubted all the same.
  public func insist() {
    guard let model = doubted else { return }
    doubted = nil
    choose(model)
  }

  /// Leaves the doubted detector alone.
  public func refrain() { doubted = nil }

  /// Deletes a detector.
  public func delete(_ id: String) {
    do {
      try shelf.delete(id)
    } catch {
      notice = Problem.of(error, doing: "The detector was not deleted")
    }
    refresh()
  }

  /// Returns where the detector in use lies: its bundle, and what was compiled; nil without one.
  public func places() -> (bundle: URL, compiled: URL)? {
    inUse.map { (shelf.bundle(of: $0.id), shelf.compiled(of: $0.id)) }
  }

  private func refresh() {
    models = shelf.list()
    let id = shelf.inUse()
    inUse = models.first { $0.id == id }
  }

  private func choose(_ model: InstalledModel) {
    do {
      try shelf.use(model.id)
    } catch {
      notice = Problem.of(error, doing: "The choice was not saved")
    }
    refresh()
  }

  private func end(_ result: Result<Imported, any Error>) {
    work = nil
    refresh()
    switch result {
    case .success(let imported):
      importing = .done(imported)
      // The first good detector needs no further word.
      if inUse == nil, imported.model.objection == nil { choose(imported.model) }
    case .failure(is CancellationError): importing = .idle
    case .failure(let error):
      importing = .failed(Problem.of(error, doing: "The detector was not imported"))
    }
  }
}
