import Foundation
import SweetspotModels
import Testing
import Vectors

@testable import ParityCheck

/// A detector that has seen everything already, by the pictures' names.
private struct RememberedDetector: FrameDetecting {
  var results: [String: FrameResult] = [:]
  var refuses: String?
  let asked = Asked()

  actor Asked {
    private(set) var pairs: [[String]] = []
    func add(_ pair: [String]) { pairs.append(pair) }
  }

  func detect(_ picture: URL, previous: URL) async throws -> FrameResult {
    let name = picture.lastPathComponent
    await asked.add([name, previous.lastPathComponent])
    if name == refuses { throw CocoaError(.fileReadCorruptFile) }
    return results[name] ?? FrameResult(boxes: [], ms: 1)
  }
}

@Suite struct ParityCheckTests {
  private func detector(_ check: ParityCases.Check) -> RememberedDetector {
    var made = RememberedDetector()
    for (stretch, seen) in zip(check.golden.stretches, check.seen) {
      for (frame, one) in zip(stretch.frames, seen) {
        let boxes = one.boxes.compactMap { row in
          ObjectClass(label: row.box.label).map {
            Detection(xyxy: row.box.xyxy, score: row.box.score, classId: $0)
          }
        }
        made.results[frame.file] = FrameResult(boxes: boxes, ms: one.ms)
      }
    }
    return made
  }

  private func check(_ told: ParityCases.Check) -> ParityCheck {
    ParityCheck(
      golden: told.golden, pictures: URL(filePath: "/golden"), tolerance: .float16)
  }

  @Test func theVerdictAndTheReportAreTheLaptops() async throws {
    let reports = try ParityCases.reports()
    let cases = try ParityCases.read().checks
    #expect(cases.count == 2 && reports.count == 2)
    let device = PhoneDevice(
      name: "Anna's iPhone", model: "iPhone15,2", system: "iOS 18.1", app: "1.0")
    for (told, expected) in zip(cases, reports) {
      let verdict = try await check(told).run(detector(told))
      #expect(verdict.words == told.words)
      #expect(verdict.speedWords == told.speedWords)
      #expect(verdict.passed == told.passed)
      let report = verdict.report(
        bundle: String(repeating: "0123456789abcdef", count: 4), device: device, units: "all")
      let body = try JSONDecoder().decode(JsonValue.self, from: report.body())
      #expect(body == expected)
      #expect(try SnakeJson.value(PhoneReport.self, from: report.body()) == report)
    }
  }

  @Test func theWorstFrameIsTheOneWithMostWrong() async throws {
    let told = try ParityCases.read().checks[1]
    let verdict = try await check(told).run(detector(told))
    let worst = try #require(verdict.worst)
    func wrong(_ frame: FrameComparison) -> Int { frame.lost + frame.gained + frame.moved }
    #expect(verdict.frames.allSatisfy { wrong($0) <= wrong(worst.comparison) })
    #expect(worst.expected.count == worst.comparison.expected)
    #expect(!worst.comparison.passed)
  }

  @Test func theFirstFrameOfAStretchIsItsOwnPast() async throws {
    let told = try ParityCases.read().checks[0]
    let detector = detector(told)
    _ = try await check(told).run(detector)
    let pairs = await detector.asked.pairs
    for stretch in told.golden.stretches {
      let files = stretch.frames.map(\.file)
      for (file, before) in zip(files, files.prefix(1) + files) {
        #expect(pairs.contains([file, before]))
      }
    }
    #expect(pairs.count == told.golden.frames.count)
  }

  @Test func aChipThatRefusesEndsTheCheck() async throws {
    let told = try ParityCases.read().checks[0]
    var detector = detector(told)
    detector.refuses = told.golden.frames[3].file
    let refusing = detector
    await #expect(throws: CocoaError.self) { try await check(told).run(refusing) }
    #expect(await detector.asked.pairs.count == 4)
  }

  @Test func aPhoneThatSeesNothingFails() async throws {
    let told = try ParityCases.read().checks[0]
    let verdict = try await check(told).run(RememberedDetector())
    #expect(!verdict.passed)
    #expect(verdict.frames.allSatisfy { $0.matched == 0 })
    #expect(verdict.words.contains("is not found any more"))
  }

  @Test func mutatedGoldenFramesAreRefusedOrJudged() async throws {
    let told = try ParityCases.read().checks[1]
    let text = try ParityCases.golden(1)
    let detector = detector(told)
    var random = SplitMix64(seed: 7)
    var (refused, judged) = (0, 0)
    for number in 0..<80 {
      let mutated =
        number.isMultiple(of: 4) ? text.mutated(&random) : text.withOtherValue(&random)
      do {
        let check = ParityCheck(
          golden: try Golden.read(mutated), pictures: URL(filePath: "/golden"),
          tolerance: .float16)
        _ = try await check.run(detector).report(
          bundle: "", device: PhoneDevice(name: "", model: "", system: "", app: ""), units: "all"
        ).body()
        judged += 1
      } catch is SweetspotError {
        refused += 1
      }
    }
    #expect(refused > 10)
    #expect(judged > 10)
  }
}
