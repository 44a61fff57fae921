/// The check of a detector on this very device: golden frames against what the chip computes.

import Foundation
import SweetspotModels

/// Shows a detector every golden frame and compares what it sees with what the laptop saw.
public struct ParityCheck: Sendable {
  /// Tells how many golden frames of how many are done.
  public typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Void

  private let golden: Golden
  private let pictures: URL
  private let comparer: BoxComparer

  /// Makes the check of a detector; throws `SweetspotError` where it came without golden frames,
  /// or with such of another size than its package takes.
  public init(_ model: ModelFolder) throws {
    guard let golden = model.golden, !golden.frames.isEmpty else {
      throw SweetspotError(
        .missing, "The detector came without golden frames, so it cannot be checked here.",
        hint: "Check it on the laptop and send it again.")
    }
    guard golden.inputSize == model.phone.inputSize else {
      throw SweetspotError(
        .damaged, "The golden frames are of another size than the detector's pictures.",
        hint: "Check it on the laptop and send it again.")
    }
    self.init(golden: golden, pictures: model.pictures, tolerance: .of(model.phone))
  }

  /// Makes a check of golden frames whose pictures lie in a folder.
  init(golden: Golden, pictures: URL, tolerance: Tolerance) {
    self.golden = golden
    self.pictures = pictures
    comparer = BoxComparer(thresholds: golden.thresholds, tolerance: tolerance)
  }

  /// Runs the check, one frame after the other.
  ///
  /// Throws what the detector throws, and `CancellationError`.
  public func run(_ detector: some FrameDetecting, progress: Progress = { _, _ in }) async throws
    -> ParityVerdict
  {
    var seen: [[FrameResult]] = []
    var done = 0
    for stretch in golden.stretches {
      var results: [FrameResult] = []
      var previous = stretch.frames.first
      for frame in stretch.frames {
        try Task.checkCancellation()
        progress(done, golden.frames.count)
        results.append(
          try await detector.detect(picture(frame), previous: picture(previous ?? frame)))
        previous = frame
        done += 1
      }
      seen.append(results)
    }
    progress(done, golden.frames.count)
    return judge(seen)
  }

  private func picture(_ frame: GoldenFrame) -> URL { pictures.appending(path: frame.file) }

  /// Compares what was seen, stretch after stretch, with the golden frames.
  func judge(_ seen: [[FrameResult]]) -> ParityVerdict {
    var (frames, hits) = ([FrameComparison](), [HitComparison]())
    var stretches: [PhoneStretch] = []
    var worst: WorstFrame?
    for (number, (stretch, results)) in zip(golden.stretches, seen).enumerated() {
      var told: [PhoneFrame] = []
      for (frame, result) in zip(stretch.frames, results) {
        let found = result.boxes.map(GoldenBox.init)
        let compared = comparer.compare(
          expected: frame.boxes, found: found, ties: frame.ties, number: frames.count,
          file: frame.file)
        let shown = found.filter(comparer.isShown)
        if worst.map({ compared.isWorse(than: $0.comparison) }) ?? true {
          worst = WorstFrame(
            comparison: compared, expected: frame.boxes.filter(comparer.isShown), found: shown)
        }
        frames.append(compared)
        told.append(PhoneFrame(file: frame.file, ms: result.ms, boxes: shown))
      }
      let found = StretchPlayer.hits(
        in: stretch, inputSize: golden.inputSize, boxes: results.map(\.boxes))
      hits += HitComparison.of(
        expected: stretch.hits, found: found, tolerance: comparer.tolerance, stretch: number)
      stretches.append(PhoneStretch(frames: told, hits: found))
    }
    return ParityVerdict(frames: frames, hits: hits, worst: worst, stretches: stretches)
  }
}

extension GoldenBox {
  /// Makes the box that files hold of a detection.
  fileprivate init(_ found: Detection) {
    self.init(label: found.classId.label, score: found.score, xyxy: found.xyxy)
  }
}

extension FrameComparison {
  /// Returns whether more is wrong here, or the boxes lie further apart where as much is.
  fileprivate func isWorse(than other: FrameComparison) -> Bool {
    let (here, there) = (lost + gained + moved, other.lost + other.gained + other.moved)
    return here != there ? here > there : shiftPx > other.shiftPx
  }
}
