/// Plain HTTP, one request at a time; a struct of closures so that tests need no network.

import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// An answer whose body is still coming.
public struct HttpAnswer: Sendable {
  /// The status, as 206.
  public let status: Int
  /// The headers, their names in lower case.
  public let headers: [String: String]
  /// The body as it comes; ends with an error when the connection breaks.
  public let body: AsyncThrowingStream<Data, any Error>

  /// Makes an answer; `headers` may be written in any case.
  public init(
    status: Int, headers: [String: String] = [:], body: AsyncThrowingStream<Data, any Error>
  ) {
    self.status = status
    self.headers = Dictionary(
      headers.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    self.body = body
  }

  /// Reads what is left of the body and forgets it, so that the connection ends in good order.
  public func passOver() async {
    do {
      for try await _ in body {}
    } catch {
      return  // It is over either way.
    }
  }
}

/// Sends requests.
public struct HttpClient: Sendable {
  /// Sends a request and returns its answer as soon as the head is there.
  ///
  /// Throws whatever the network says where no answer comes.
  public var send: @Sendable (URLRequest) async throws -> HttpAnswer

  /// Makes a client of its closure.
  public init(send: @escaping @Sendable (URLRequest) async throws -> HttpAnswer) {
    self.send = send
  }
}

extension HttpClient {
  /// The real network: nothing is kept, cached or followed elsewhere.
  public static let live = HttpClient { request in
    let (heads, head) = AsyncThrowingStream.makeStream(of: HttpHead.self)
    let (body, bytes) = AsyncThrowingStream.makeStream(of: Data.self)
    let settings = URLSessionConfiguration.ephemeral
    settings.requestCachePolicy = .reloadIgnoringLocalCacheData
    settings.httpShouldSetCookies = false
    let session = URLSession(
      configuration: settings, delegate: Conversation(head: head, bytes: bytes), delegateQueue: nil)
    let task = session.dataTask(with: request)
    bytes.onTermination = { ending in
      if case .cancelled = ending { task.cancel() }
    }
    task.resume()
    session.finishTasksAndInvalidate()
    return try await withTaskCancellationHandler {
      for try await head in heads {
        return HttpAnswer(status: head.status, headers: head.headers, body: body)
      }
      throw URLError(.badServerResponse)
    } onCancel: {
      task.cancel()
    }
  }
}

/// The beginning of an answer.
private struct HttpHead: Sendable {
  let status: Int
  let headers: [String: String]
}

/// Hands on what one request's answer brings; holds nothing that changes.
private final class Conversation: NSObject, URLSessionDataDelegate, Sendable {
  private let head: AsyncThrowingStream<HttpHead, any Error>.Continuation
  private let bytes: AsyncThrowingStream<Data, any Error>.Continuation

  init(
    head: AsyncThrowingStream<HttpHead, any Error>.Continuation,
    bytes: AsyncThrowingStream<Data, any Error>.Continuation
  ) {
    self.head = head
    self.bytes = bytes
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    guard let http = response as? HTTPURLResponse else {
      completionHandler(.cancel)
      return
    }
    var headers: [String: String] = [:]
    for (name, value) in http.allHeaderFields {
      if let name = name as? String, let value = value as? String { headers[name] = value }
    }
    head.yield(HttpHead(status: http.statusCode, headers: headers))
    head.finish()
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    bytes.yield(data)
  }

  /// A laptop of ours never sends elsewhere; whoever does is not followed.
  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    head.finish(throwing: error)
    bytes.finish(throwing: error)
  }
}
