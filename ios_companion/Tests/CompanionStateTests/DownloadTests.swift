import CompanionState
import Foundation
import SweetspotModels
import Testing

/// Fetching a file through whatever happens on the way.
struct DownloadTests {
  private let content = Data((0..<10_000).map { UInt8($0 * 7 % 251) })

  private func fetch(
    _ acts: [Act], offered: TransferOffer? = nil, patience: DownloadPatience = DownloadPatience(),
    into folder: URL
  ) async throws -> (ScriptedLaptop, URL, [Int]) {
    let laptop = ScriptedLaptop(content, acts: acts)
    let place = folder.appending(path: "arriving.sweetspot")
    let (told, tell) = AsyncStream.makeStream(of: Int.self)
    let download = Download(
      try offered ?? offer(of: content), http: laptop.http, patience: patience,
      pause: { await laptop.paused($0) })
    try await download.run(to: place) { tell.yield($0) }
    tell.finish()
    var progress: [Int] = []
    for await bytes in told { progress.append(bytes) }
    return (laptop, place, progress)
  }

  @Test func aFileArrivesAndProgressRisesToItsEnd() async throws {
    try await inEmptyFolder { folder in
      let (laptop, place, progress) = try await fetch([.file()], into: folder)
      #expect(try Data(contentsOf: place) == content)
      #expect(progress == progress.sorted())
      #expect(progress.last == content.count)
      #expect(await laptop.requests.count == 1)
    }
  }

  @Test func aBrokenConnectionGoesOnWhereItWas() async throws {
    try await inEmptyFolder { folder in
      let acts: [Act] = [.file(breakAfter: 1500), .silence, .file(breakAfter: 2000), .file()]
      let (laptop, place, _) = try await fetch(acts, into: folder)
      #expect(try Data(contentsOf: place) == content)
      let ranges = await laptop.requests.map { $0.value(forHTTPHeaderField: "Range") }
      #expect(ranges == [nil, "bytes=1500-", "bytes=1500-", "bytes=3500-"])
      let conditions = await laptop.requests.map { $0.value(forHTTPHeaderField: "If-Range") }
      #expect(conditions.dropFirst().allSatisfy { $0 == "\"\(Sha256.hex(of: content))\"" })
    }
  }

  @Test(arguments: 0..<30)
  func anyRowOfBreaksEndsInTheSameFile(seed: Int) async throws {
    var chance = SeededNumbers(seed: UInt64(seed))
    let breaks: [Act] = (0..<Int.random(in: 0...5, using: &chance)).map { _ in
      switch Int.random(in: 0...4, using: &chance) {
      case 0: .silence
      case 1: .status(429)
      case 2: .status(409)
      default: .file(breakAfter: Int.random(in: 0...3000, using: &chance))
      }
    }
    let acts = breaks + [Bool.random(using: &chance) ? .file() : .wholeFile]
    try await inEmptyFolder { folder in
      let (_, place, _) = try await fetch(acts, into: folder)
      #expect(try Data(contentsOf: place) == content)
    }
  }

  @Test func aLaptopThatSendsTheWholeFileAgainIsTakenFromTheBeginning() async throws {
    try await inEmptyFolder { folder in
      let (_, place, _) = try await fetch([.file(breakAfter: 4200), .wholeFile], into: folder)
      #expect(try Data(contentsOf: place) == content)
    }
  }

  @Test func aFileThatIsAllThereIsChecked() async throws {
    try await inEmptyFolder { folder in
      let all: [Act] = [.file(breakAfter: content.count), .status(416)]
      let (_, place, _) = try await fetch(all, into: folder)
      #expect(try Data(contentsOf: place) == content)
    }
  }

  @Test(arguments: [404, 410, 500, 302])
  func anAnswerThatEndsItLeavesNothing(status: Int) async throws {
    try await inEmptyFolder { folder in
      await #expect(throws: Problem.self) {
        try await fetch([.file(breakAfter: 900), .status(status)], into: folder)
      }
      #expect(isEmpty(folder))
    }
  }

  @Test func otherBytesThanOfferedAreNotKept() async throws {
    try await inEmptyFolder { folder in
      let others = [
        Data(content.reversed()), content.dropLast(), content + [0],
        Data(repeating: 1, count: 99_999),
      ]
      for other in others {
        let patience = DownloadPatience(pauses: [])
        await #expect(throws: Problem.self) {
          try await fetch([.bytes(Data(other))], patience: patience, into: folder)
        }
      }
      #expect(isEmpty(folder))
    }
  }

  @Test func aLaptopThatIsGoneIsToldInWords() async throws {
    try await inEmptyFolder { folder in
      await #expect(throws: TransferAnswer.noConnection) { try await fetch([], into: folder) }
    }
  }

  @Test func anotherPhoneIsWaitedForAndThenNamed() async throws {
    try await inEmptyFolder { folder in
      let busy = [Act](repeating: .status(409), count: 20)
      await #expect {
        try await fetch(busy, into: folder)
      } throws: { error in
        (error as? Problem)?.message.contains("Another phone") == true
      }
    }
  }

  @Test func cancellingLeavesNothing() async throws {
    try await inEmptyFolder { folder in
      let laptop = ScriptedLaptop(content, acts: [.file(breakAfter: 800)])
      let place = folder.appending(path: "arriving.sweetspot")
      let download = Download(try offer(of: content), http: laptop.http)
      let work = Task { try await download.run(to: place) { _ in } }
      while await laptop.requests.isEmpty { await Task.yield() }
      work.cancel()
      await #expect(throws: CancellationError.self) { try await work.value }
      #expect(!FileManager.default.fileExists(atPath: place.path))
    }
  }
}

/// What becomes of a report.
struct ReportTests {
  @Test(arguments: [
    (204, true), (409, false), (410, false), (404, false), (422, false), (413, false), (500, false),
  ])
  func everyAnswerHasItsMeaning(status: Int, taken: Bool) async throws {
    let laptop = ScriptedLaptop(Data(), acts: [.status(status)])
    let client = TransferClient.over(laptop.http)
    let fate = await client.report(try offer(of: Data([1])), Data("{}".utf8))
    if case .notTaken(let problem) = fate {
      #expect(!taken)
      #expect(problem.message.hasSuffix(".") && problem.hint.hasSuffix("."))
    } else {
      #expect(taken)
    }
    let request = try #require(await laptop.requests.first)
    #expect(request.httpMethod == "POST")
    #expect(request.value(forHTTPHeaderField: "Content-Type") == "application/json")
  }

  @Test func aLaptopThatIsGoneDoesNotThrow() async throws {
    let client = TransferClient.over(ScriptedLaptop(Data(), acts: []).http)
    let fate = await client.report(try offer(of: Data([1])), Data())
    #expect(fate == .notTaken(TransferAnswer.noConnection))
  }
}
