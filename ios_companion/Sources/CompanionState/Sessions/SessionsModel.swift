/// The Sessions screen: the list of practices, and one of them opened.

import Foundation
import Observation
import SweetspotModels

/// One practice as it is looked at.
public struct OpenPractice: Equatable, Sendable {
  /// The practice.
  public let card: PracticeCard
  /// Its hits by time, without the rejected ones.
  public let hits: [ScoredHit]
  /// Its figures.
  public let tally: Tally
  /// Its hits along the film.
  public let timeline: HitTimeline
  /// Its hits on the strings.
  public let map: HitMap

  /// Opens a practice; nil where its session cannot be read.
  public init?(_ card: PracticeCard) {
    guard let session = card.session else { return nil }
    self.card = card
    hits = session.shownHits.map { ScoredHit($0, rule: session.rule) }
    tally = Tally(session.shownHits, rule: session.rule)
    timeline = HitTimeline(hits, durationS: session.video.durationS)
    map = HitMap(hits)
  }

  /// Returns the stretch of film around a hit; nil for a hit that is not in it.
  public func replay(of id: String) -> ReplayRange? {
    guard let session = card.session, let each = hits.first(where: { $0.id == id }) else {
      return nil
    }
    return ReplayRange(around: each.hit, durationS: session.video.durationS)
  }

  /// Returns the hit after (`by` 1) or before (`by` -1) another; the first or last where none is
  /// given; nil beyond the ends.
  public func hit(from id: String?, by step: Int) -> ScoredHit? {
    guard let id, let at = hits.firstIndex(where: { $0.id == id }) else {
      return step > 0 ? hits.first : hits.last
    }
    let next = at + step
    return hits.indices.contains(next) ? hits[next] : nil
  }
}

/// Shows practices; deletes, renames and shares them.
@MainActor
@Observable
public final class SessionsModel {
  /// Every practice, the newest first.
  public private(set) var cards: [PracticeCard] = []
  /// The practice that is looked at; nil for the list.
  public private(set) var opened: OpenPractice?
  /// The hit that is shown; nil for none.
  public private(set) var chosenHit: String?
  /// Whether the list has been read.
  public private(set) var isLoaded = false
  /// What went wrong; nil for nothing, and after it was read.
  public var notice: Problem?

  /// The id of the practice that is looked at; setting it to nil goes back to the list.
  public var openedId: String? {
    get { opened?.card.id }
    set { if let newValue { open(newValue) } else { close() } }
  }

  private let shelf: PracticeShelf

  /// Makes the screen's logic over the practices.
  public init(_ shelf: PracticeShelf) { self.shelf = shelf }

  /// Reads the list again.
  public func load() async {
    let shelf = shelf
    cards = await Task.detached { shelf.list() }.value
    isLoaded = true
    if let id = opened?.card.id {
      opened = cards.first { $0.id == id }.flatMap(OpenPractice.init)
    }
  }

  /// Opens a practice; one that is damaged says so.
  public func open(_ id: String) {
    guard let card = cards.first(where: { $0.id == id }) else { return }
    opened = OpenPractice(card)
    chosenHit = nil
    notice = card.damage
  }

  /// Goes back to the list.
  public func close() { (opened, chosenHit) = (nil, nil) }

  /// Shows a hit.
  public func choose(_ id: String?) {
    chosenHit = opened?.hits.contains { $0.id == id } == true ? id : nil
  }

  /// Shows the next hit (1) or the one before (-1).
  public func step(_ by: Int) {
    if let next = opened?.hit(from: chosenHit, by: by) { chosenHit = next.id }
  }

  /// The stretch of film around the hit that is shown.
  public var replay: ReplayRange? {
    guard let chosenHit else { return nil }
    return opened?.replay(of: chosenHit)
  }

  /// What goes to the laptop with a practice: the film, and what lies beside it.
  public func shared(_ id: String) -> [URL] {
    cards.first { $0.id == id }?.files ?? []
  }

  /// Gives a practice another title.
  public func rename(_ id: String, to title: String) async {
    let title = title.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !title.isEmpty, var session = cards.first(where: { $0.id == id })?.session else { return }
    session.title = title
    await change { [session] shelf in try shelf.save(session) }
  }

  /// Deletes a practice with its film.
  public func delete(_ id: String) async {
    if opened?.card.id == id { close() }
    await change { shelf in try shelf.delete(id) }
  }

  private func change(_ work: @escaping @Sendable (PracticeShelf) throws -> Void) async {
    let shelf = shelf
    do {
      try await Task.detached { try work(shelf) }.value
    } catch {
      notice = Problem.of(error, doing: "Nothing was changed")
    }
    await load()
  }
}
