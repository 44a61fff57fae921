/// What differs in a golden frame, in words.

import SweetspotModels

enum DifferenceWords {
  private static let most = 3

  /// Returns what differs, the surest box first; empty where nothing does.
  static func of(lost: [LoneBox], gained: [LoneBox], moved: [BoxPair]) -> String {
    var told: [String] = []
    for each in lost.surestFirst {
      let now = each.partner.map { ", now \($0.found.score.text(digits: 2))" } ?? ""
      told.append("\(name(each.box)) (\(score(each.box))\(now)) is not found any more")
    }
    for each in gained.surestFirst {
      let was = each.partner.map { ", was \($0.expected.score.text(digits: 2))" } ?? ""
      told.append("\(name(each.box)) (\(score(each.box))\(was)) is found that was not there")
    }
    for pair in moved.stablySorted(by: { $0.shiftPx > $1.shiftPx }) {
      told.append("\(name(pair.expected)) has moved by \(pair.shiftPx.text(digits: 1)) px")
    }
    let rest = told.count - most
    return (told.prefix(most) + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "; ")
  }

  private static func score(_ box: GoldenBox) -> String { box.score.text(digits: 2) }

  private static func name(_ box: GoldenBox) -> String {
    let centre = box.xyxy.centre
    let label = box.label.replacing("_", with: " ")
    return "the \(label) at \(centre.x.text(digits: 0)), \(centre.y.text(digits: 0))"
  }
}

extension [LoneBox] {
  fileprivate var surestFirst: [LoneBox] { stablySorted { $0.box.score > $1.box.score } }
}

extension Array {
  /// Returns the elements in an order that leaves equal ones as they were.
  fileprivate func stablySorted(by isBefore: (Element, Element) -> Bool) -> [Element] {
    enumerated().sorted { a, b in
      if isBefore(a.element, b.element) { return true }
      return !isBefore(b.element, a.element) && a.offset < b.offset
    }.map(\.element)
  }
}
