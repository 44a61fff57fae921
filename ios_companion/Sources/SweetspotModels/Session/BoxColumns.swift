/// All boxes of a session, column by column, as the laptop keeps them.

/// What the detector found: for each box its frame, edges, score and class.
public struct DetectionColumns: Equatable, Sendable {
  /// The frames, counted from 0 in presentation order.
  public private(set) var frame: [Int32] = []
  /// Four edges for each box, in pixels of the upright source picture.
  public private(set) var xyxy: [Float] = []
  /// Scores in 0...1.
  public private(set) var score: [Float] = []
  /// Numbers of `ObjectClass`.
  public private(set) var classId: [Int8] = []

  /// Makes columns without a box.
  public init() {}

  /// How many boxes there are.
  public var count: Int { frame.count }

  /// Adds the boxes of one frame; a box that is no number is left out.
  public mutating func append(frame number: Int, boxes: [Detection]) {
    for box in boxes {
      let edges = box.xyxy.edges.map { Float($0) }
      guard edges.allSatisfy(\.isFinite), Float(box.score).isFinite else { continue }
      frame.append(Int32(clamping: number))
      xyxy.append(contentsOf: edges)
      score.append(Float(box.score))
      classId.append(Int8(box.classId.rawValue))
    }
  }

  /// The boxes sorted by frame; those of one frame stay in their order.
  public var inOrder: DetectionColumns { at(Self.order(of: frame)) }

  /// Returns the boxes in a picture of another size, with other numbers of frames; those that
  /// `frame` has none for are left out.
  public func placed(scaleX: Double, scaleY: Double, frame other: (Int) -> Int?)
    -> DetectionColumns
  {
    let (rows, numbers) = Self.kept(frame, other)
    var placed = at(rows)
    placed.frame = numbers
    let scales = [Float(scaleX), Float(scaleY)]
    for edge in placed.xyxy.indices { placed.xyxy[edge] *= scales[edge % 2] }
    return placed
  }

  /// Returns the rows whose frames have another number, and these numbers.
  static func kept(_ frames: [Int32], _ other: (Int) -> Int?) -> (rows: [Int], frames: [Int32]) {
    var (rows, numbers) = ([Int](), [Int32]())
    for (row, frame) in frames.enumerated() {
      guard let number = other(Int(frame)) else { continue }
      rows.append(row)
      numbers.append(Int32(clamping: number))
    }
    return (rows, numbers)
  }

  /// Returns the rows that sort frames, equal ones as they are; nil where they are sorted already.
  static func order(of frame: [Int32]) -> [Int]? {
    if zip(frame, frame.dropFirst()).allSatisfy({ $0 <= $1 }) { return nil }
    return frame.indices.sorted { (frame[$0], $0) < (frame[$1], $1) }
  }

  /// Returns the boxes in these rows; all for nil.
  func at(_ rows: [Int]?) -> DetectionColumns {
    guard let rows else { return self }
    var chosen = DetectionColumns()
    chosen.frame = rows.map { frame[$0] }
    chosen.xyxy = rows.flatMap { xyxy[4 * $0..<4 * $0 + 4] }
    chosen.score = rows.map { score[$0] }
    chosen.classId = rows.map { classId[$0] }
    return chosen
  }
}

/// One object on one picture, followed through time.
public struct TrackedBox: Hashable, Sendable {
  /// The picture, counted from 0 in presentation order.
  public var frame: Int
  /// The object's number.
  public var trackId: Int
  /// What, where, and how sure, in pixels of the upright source picture.
  public var box: Detection
  /// Whether it was seen on this picture; false where a gap was filled.
  public var observed: Bool
  /// Whether it is the player who practises, what he holds, or the ball in play.
  public var main: Bool

  /// Makes a row of a track.
  public init(frame: Int, trackId: Int, box: Detection, observed: Bool, main: Bool) {
    self.frame = frame
    self.trackId = trackId
    self.box = box
    self.observed = observed
    self.main = main
  }
}

/// What the hit engine followed, column by column.
public struct TrackColumns: Equatable, Sendable {
  /// Frames, edges, scores and classes.
  public private(set) var boxes = DetectionColumns()
  /// The objects' numbers.
  public private(set) var trackId: [Int32] = []
  /// Whether each was seen on its picture.
  public private(set) var observed: [Bool] = []
  /// Whether each is one of those that count.
  public private(set) var main: [Bool] = []

  /// Makes columns without a box.
  public init() {}

  /// How many boxes there are.
  public var count: Int { boxes.count }

  /// The rows sorted by frame; those of one frame stay in their order.
  public var inOrder: TrackColumns {
    guard let rows = DetectionColumns.order(of: boxes.frame) else { return self }
    return at(rows, boxes: boxes.at(rows))
  }

  /// Returns the rows in a picture of another size, with other numbers of frames; those that
  /// `frame` has none for are left out.
  public func placed(scaleX: Double, scaleY: Double, frame other: (Int) -> Int?) -> TrackColumns {
    let rows = DetectionColumns.kept(boxes.frame, other).rows
    return at(rows, boxes: boxes.placed(scaleX: scaleX, scaleY: scaleY, frame: other))
  }

  private func at(_ rows: [Int], boxes: DetectionColumns) -> TrackColumns {
    var chosen = TrackColumns()
    chosen.boxes = boxes
    chosen.trackId = rows.map { trackId[$0] }
    chosen.observed = rows.map { observed[$0] }
    chosen.main = rows.map { main[$0] }
    return chosen
  }

  /// Adds a row; one that is no number is left out.
  public mutating func append(_ row: TrackedBox) {
    let before = boxes.count
    boxes.append(frame: row.frame, boxes: [row.box])
    guard boxes.count > before else { return }
    trackId.append(Int32(clamping: row.trackId))
    observed.append(row.observed)
    main.append(row.main)
  }
}
