/// How long a frame takes on the device that runs the test, and how much memory.

import CoreMLDetector
import ParityCheck
import SweetspotModels
import XCTest

final class TimePerFrameTests: XCTestCase {
  private static let frames = 20

  func testAFrameWithAllUnits() async throws { try await measure(.all) }

  func testAFrameWithTheNeuralEngine() async throws { try await measure(.cpuAndNeuralEngine) }

  func testAFrameWithTheProcessorAlone() async throws { try await measure(.cpuOnly) }

  /// Measures twenty golden frames at a time, reading of the PNGs included; the attached text holds
  /// the detector's own times of a single frame.
  private func measure(_ units: ComputeChoice) async throws {
    let subject = try await DetectorUnderTest.prepared()
    defer { subject.remove() }
    let golden = try XCTUnwrap(subject.folder.golden)
    let detector = try subject.detector(units)
    try await detector.warmUp()
    let pictures = golden.frames.map { subject.folder.pictures.appending(path: $0.file) }
    let shown = (0..<Self.frames).map { pictures[$0 % pictures.count] }
    var times: [Double] = []
    for picture in shown {
      times.append(try await detector.detect(picture, previous: picture).ms)
    }
    times.sort()
    let median = String(format: "%.2f", times[times.count / 2])
    let slowest = String(format: "%.2f", times[times.count - 1])
    add(XCTAttachment(string: "\(units.rawValue): median \(median) ms, slowest \(slowest) ms"))
    measure(metrics: [XCTClockMetric(), XCTMemoryMetric(), XCTCPUMetric()]) {
      let done = XCTestExpectation(description: "twenty frames")
      Task.detached {
        for picture in shown { _ = try? await detector.detect(picture, previous: picture) }
        done.fulfill()
      }
      _ = XCTWaiter.wait(for: [done], timeout: 60)
    }
  }
}
