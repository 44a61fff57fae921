/// What the screen shows the camera's own picture with.

#if os(iOS) && canImport(AVFoundation)
  @preconcurrency import AVFoundation

  /// Shows a camera in a layer, without giving the session away.
  ///
  /// `@unchecked Sendable`: the session is only handed to a layer, which is made for being given one
  /// on the main thread while it runs on another.
  public struct PreviewSource: @unchecked Sendable {
    private let session: AVCaptureSession

    init(_ session: AVCaptureSession) { self.session = session }

    /// Shows the camera in a layer; whoever owns the layer keeps it upright.
    @MainActor
    public func show(in layer: AVCaptureVideoPreviewLayer) { layer.session = session }
  }

  /// Follows how a camera is held.
  ///
  /// `@unchecked Sendable`: made once, read and let go by the camera's actor; the system calls on
  /// the main thread and `tell` may be called from there.
  final class Turning: @unchecked Sendable {
    private let coordinator: AVCaptureDevice.RotationCoordinator
    private let observation: NSKeyValueObservation

    /// Begins to follow; `tell` gets the angle in degrees by which pictures must be turned.
    init(_ device: AVCaptureDevice, tell: @escaping @Sendable (Double) -> Void) {
      let coordinator = AVCaptureDevice.RotationCoordinator(device: device, previewLayer: nil)
      self.coordinator = coordinator
      observation = coordinator.observe(
        \.videoRotationAngleForHorizonLevelCapture, options: .new
      ) { _, change in
        if let angle = change.newValue { tell(Double(angle)) }
      }
    }

    /// The angle now, in degrees.
    var angle: Double { Double(coordinator.videoRotationAngleForHorizonLevelCapture) }
  }
#endif
