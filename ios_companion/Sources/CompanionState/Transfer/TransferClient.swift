/// The laptop, as the import sees it: a file to fetch, a report to leave.

import Foundation
import SweetspotModels

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Talks to the laptop's one-time transfer.
public struct TransferClient: Sendable {
  /// Fetches an offered file to a place; tells the bytes that are there.
  ///
  /// Throws a `Problem` or `CancellationError` and leaves nothing then.
  public var fetch:
    @Sendable (_ offer: TransferOffer, _ place: URL, _ progress: @escaping @Sendable (Int) -> Void)
      async throws -> Void
  /// Leaves a report (JSON, as `TRANSFER.md` has it) with the laptop; never throws: a report that
  /// is not taken is no fault of the detector.
  public var report: @Sendable (_ offer: TransferOffer, _ body: Data) async -> ReportFate

  /// Makes a client of its closures.
  public init(
    fetch: @escaping @Sendable (
      _ offer: TransferOffer, _ place: URL, _ progress: @escaping @Sendable (Int) -> Void
    ) async throws -> Void,
    report: @escaping @Sendable (_ offer: TransferOffer, _ body: Data) async -> ReportFate
  ) {
    (self.fetch, self.report) = (fetch, report)
  }

  /// A client over plain HTTP; `patience` says how long broken connections are tried again.
  public static func over(_ http: HttpClient, patience: DownloadPatience = DownloadPatience())
    -> Self
  {
    TransferClient(
      fetch: { offer, place, progress in
        try await Download(offer, http: http, patience: patience).run(to: place, progress: progress)
      },
      report: { offer, body in
        guard let address = URL(string: offer.address) else {
          return .notTaken(TransferAnswer.noConnection)
        }
        var request = URLRequest(url: address, timeoutInterval: patience.stall)
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue("close", forHTTPHeaderField: "Connection")
        request.httpBody = body
        do {
          let answer = try await http.send(request)
          await answer.passOver()
          return TransferAnswer.toReport(answer.status)
        } catch {
          return .notTaken(TransferAnswer.noConnection)
        }
      })
  }

  /// The real laptop.
  public static let live = TransferClient.over(.live)
}
