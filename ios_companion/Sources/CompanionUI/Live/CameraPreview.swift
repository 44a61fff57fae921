/// The camera's own picture on the screen.

#if os(iOS)
  import AVFoundation
  import Capture
  import SwiftUI

  struct CameraPreview: UIViewRepresentable {
    let source: PreviewSource

    func makeUIView(context: Context) -> LayerView {
      let view = LayerView()
      if let layer = view.previewLayer {
        layer.videoGravity = .resizeAspect
        source.show(in: layer)
      }
      return view
    }

    func updateUIView(_ view: LayerView, context: Context) {}

    /// A view whose layer is the preview.
    final class LayerView: UIView {
      override static var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }

      var previewLayer: AVCaptureVideoPreviewLayer? { layer as? AVCaptureVideoPreviewLayer }

      /// The layer does not turn with the screen by itself.
      override func layoutSubviews() {
        super.layoutSubviews()
        let angle: CGFloat =
          switch window?.windowScene?.interfaceOrientation {
          case .landscapeRight: 0
          case .landscapeLeft: 180
          case .portraitUpsideDown: 270
          default: 90
          }
        if let connection = previewLayer?.connection,
          connection.isVideoRotationAngleSupported(angle)
        {
          connection.videoRotationAngle = angle
        }
      }
    }
  }
#endif
