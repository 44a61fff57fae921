/// Hears what the system says of a running camera.

#if os(iOS) && canImport(AVFoundation)
  @preconcurrency import AVFoundation
  import SweetspotModels

  /// What befell a capture session.
  enum SessionNews: Sendable {
    case interrupted(CaptureBreak)
    case resumed
    /// The system's media services began anew: the session must be started again.
    case mustRestart
    case failed(String)
  }

  /// Listens to one session until it is let go.
  final class CaptureWatch: Sendable {
    private let tokens: [Token]

    /// Begins to listen; `tell` is called on any thread.
    init(_ session: AVCaptureSession, tell: @escaping @Sendable (SessionNews) -> Void) {
      func listen(
        _ name: Notification.Name, _ news: @escaping @Sendable (Notification) -> SessionNews
      ) -> Token {
        Token(
          NotificationCenter.default.addObserver(forName: name, object: session, queue: nil) {
            tell(news($0))
          })
      }
      tokens = [
        listen(AVCaptureSession.wasInterruptedNotification) { .interrupted(Self.reason($0)) },
        listen(AVCaptureSession.interruptionEndedNotification) { _ in .resumed },
        listen(AVCaptureSession.runtimeErrorNotification) { Self.failure($0) },
      ]
    }

    private static func reason(_ notification: Notification) -> CaptureBreak {
      let told = notification.userInfo?[AVCaptureSessionInterruptionReasonKey] as? Int
      switch told.flatMap(AVCaptureSession.InterruptionReason.init(rawValue:)) {
      case .videoDeviceNotAvailableInBackground: return .inBackground
      case .audioDeviceInUseByAnotherClient, .videoDeviceInUseByAnotherClient:
        return .takenByAnother
      case .videoDeviceNotAvailableWithMultipleForegroundApps: return .besideAnotherApp
      case .videoDeviceNotAvailableDueToSystemPressure: return .tooWarm
      default: return .other
      }
    }

    private static func failure(_ notification: Notification) -> SessionNews {
      guard let error = notification.userInfo?[AVCaptureSessionErrorKey] as? AVError else {
        return .failed("it did not say why")
      }
      return error.code == .mediaServicesWereReset
        ? .mustRestart : .failed(error.localizedDescription)
    }
  }

  /// An observation that ends when nobody holds it.
  ///
  /// `@unchecked Sendable`: the token is only ever handed back, and the center is made for any thread.
  private final class Token: NSObject, @unchecked Sendable {
    private let token: any NSObjectProtocol

    init(_ token: any NSObjectProtocol) { self.token = token }

    deinit { NotificationCenter.default.removeObserver(token) }
  }
#endif
