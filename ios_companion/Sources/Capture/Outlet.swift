/// A place from which one listener at a time takes what comes.

import Foundation

/// Hands elements on without ever waiting; a new listener takes the place of the one before.
///
/// `@unchecked Sendable`: the lock guards the only variable.
final class Outlet<Element: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private let room: Int
  private var place: AsyncStream<Element>.Continuation?

  /// Makes an outlet that keeps the newest `room` elements for a listener who is slow.
  init(room: Int) { self.room = max(1, room) }

  /// Returns what comes from now on, for one listener; the one before hears no more.
  func open() -> AsyncStream<Element> {
    let (stream, place) = AsyncStream.makeStream(
      of: Element.self, bufferingPolicy: .bufferingNewest(room))
    swap(place)?.finish()
    return stream
  }

  /// Hands on an element; returns whether an older one was lost for it.
  @discardableResult
  func put(_ element: Element) -> Bool {
    if case .dropped? = lock.withLock({ place })?.yield(element) { return true }
    return false
  }

  /// Says that no more will come.
  func close() { swap(nil)?.finish() }

  private func swap(
    _ next: AsyncStream<Element>.Continuation?
  ) -> AsyncStream<Element>.Continuation? {
    lock.withLock {
      defer { place = next }
      return place
    }
  }
}
