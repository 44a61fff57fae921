/// Fetching one file from the laptop, through broken connections, hashed while it comes.

import Foundation
import SweetspotModels

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// How long to go on trying.
public struct DownloadPatience: Equatable, Sendable {
  /// Seconds to wait after each connection that failed; when they are used up it is given up.
  ///
  /// A connection that brought bytes begins the list anew. The first minute covers the system's
  /// question about the local network, while which every connection fails.
  public var pauses: [Double]
  /// Seconds without a byte after which a connection counts as broken.
  public var stall: Double

  /// Makes other patience, for tests.
  public init(pauses: [Double] = [1, 2, 3, 5, 8, 13, 20], stall: Double = 15) {
    self.pauses = pauses
    self.stall = stall
  }
}

/// Fetches one offered file.
public struct Download: Sendable {
  private let offer: TransferOffer
  private let http: HttpClient
  private let patience: DownloadPatience
  private let pause: @Sendable (Double) async throws -> Void

  /// Makes a download; `pause` waits for so many seconds.
  public init(
    _ offer: TransferOffer, http: HttpClient, patience: DownloadPatience = DownloadPatience(),
    pause: @escaping @Sendable (Double) async throws -> Void = { seconds in
      try await Task.sleep(for: .seconds(seconds))
    }
  ) {
    (self.offer, self.http, self.patience, self.pause) = (offer, http, patience, pause)
  }

  /// Fetches the file to `place`, telling `progress` the bytes that are there.
  ///
  /// Throws a `Problem`, or `CancellationError`; nothing is left at `place` then.
  public func run(to place: URL, progress: @escaping @Sendable (Int) -> Void) async throws {
    do {
      try await fetch(to: place, progress: progress)
    } catch {
      try? FileManager.default.removeItem(at: place)
      if Task.isCancelled { throw CancellationError() }
      throw error is CancellationError
        ? error : Problem.of(error, doing: "The detector did not arrive")
    }
  }

  private func fetch(to place: URL, progress: @escaping @Sendable (Int) -> Void) async throws {
    var arriving = try ArrivingFile(at: place)
    var pauses = patience.pauses[...]
    while true {
      let before = arriving.size
      let wait: (seconds: Double, why: Problem)
      switch try await step(&arriving, progress: progress) {
      case .done: return try arriving.close(wanted: offer)
      case .wait(let seconds, let why): wait = (seconds, why)
      case .broken: wait = (0, TransferAnswer.noConnection)
      }
      if arriving.size > before { pauses = patience.pauses[...] }
      guard let rest = pauses.popFirst() else { throw wait.why }
      try await pause(max(wait.seconds, rest))
    }
  }

  private enum Outcome {
    case done
    case broken
    case wait(Double, Problem)
  }

  private func step(
    _ arriving: inout ArrivingFile, progress: @escaping @Sendable (Int) -> Void
  ) async throws -> Outcome {
    guard let answer = try await answer(from: arriving.size) else { return .broken }
    let range = answer.headers["content-range"]
    let next = TransferAnswer.toFetch(answer.status, contentRange: range, have: arriving.size)
    switch next {
    case .takeWhole: try arriving.beginAgain()
    case .takeRest: break
    case .check, .wait, .stop: await answer.passOver()
    }
    switch next {
    case .takeWhole, .takeRest:
      return try await take(answer, into: &arriving, progress: progress)
    case .check: return .done
    case .wait(let seconds, let why): return .wait(seconds, why)
    case .stop(let problem): throw problem
    }
  }

  /// Returns the answer to a request for what is missing; nil where none came.
  private func answer(from have: Int) async throws -> HttpAnswer? {
    guard let address = URL(string: offer.address) else { throw TransferAnswer.noConnection }
    var request = URLRequest(url: address, timeoutInterval: patience.stall)
    request.setValue("close", forHTTPHeaderField: "Connection")
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    if have > 0 {
      request.setValue("bytes=\(have)-", forHTTPHeaderField: "Range")
      request.setValue("\"\(offer.sha256)\"", forHTTPHeaderField: "If-Range")
    }
    do {
      return try await http.send(request)
    } catch {
      try Task.checkCancellation()
      return nil
    }
  }

  private func take(
    _ answer: HttpAnswer, into arriving: inout ArrivingFile,
    progress: @escaping @Sendable (Int) -> Void
  ) async throws -> Outcome {
    do {
      for try await chunk in answer.body {
        guard arriving.size + chunk.count <= offer.size else {
          throw Problem(
            "The laptop sent more than it had offered. Nothing of it was kept.",
            hint: "Ask for a new code on the laptop.")
        }
        try arriving.add(chunk)
        progress(arriving.size)
      }
    } catch let problem as Problem {
      throw problem
    } catch {
      try Task.checkCancellation()
      return .broken
    }
    try Task.checkCancellation()
    return arriving.size == offer.size ? .done : .broken
  }
}

/// A file that is being written, and the hash of what is in it.
private struct ArrivingFile {
  private(set) var size = 0
  private var hash = Sha256.new()
  private let handle: FileHandle

  init(at place: URL) throws {
    guard FileManager.default.createFile(atPath: place.path, contents: nil) else { throw Self.full }
    handle = try FileHandle(forWritingTo: place)
  }

  mutating func beginAgain() throws {
    try handle.truncate(atOffset: 0)
    (size, hash) = (0, Sha256.new())
  }

  mutating func add(_ chunk: Data) throws {
    do {
      try handle.write(contentsOf: chunk)
    } catch {
      throw Self.full
    }
    hash.update(chunk)
    size += chunk.count
  }

  /// Closes the file and throws where it is not what was offered.
  mutating func close(wanted offer: TransferOffer) throws {
    try handle.synchronize()
    try handle.close()
    guard size == offer.size, hash.hex() == offer.sha256 else {
      throw Problem(
        "The detector was damaged on its way. Nothing of it was kept.",
        hint: "Ask for a new code on the laptop and scan that.")
    }
  }

  private static let full = Problem(
    "There is no room left on this phone.", hint: "Make some room and try again.")
}
