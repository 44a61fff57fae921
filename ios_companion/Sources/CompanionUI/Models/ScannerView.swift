/// Reading the laptop's code with the camera.

#if os(iOS)
  import AVFoundation
  import CompanionState
  import SweetspotModels
  import SwiftUI
  import VisionKit

  /// Asks for the camera with its reason, then shows what it sees until a code is found.
  struct ScannerView: View {
    let permissions: Permissions
    let found: (String) -> Void
    @Environment(\.dismiss) private var dismiss

    var body: some View {
      NavigationStack {
        content
          .navigationTitle("Scan the code")
          .navigationBarTitleDisplayMode(.inline)
          .toolbar {
            ToolbarItem(placement: .cancellationAction) {
              Button("Cancel", role: .cancel) {
                permissions.postpone(.camera)
                dismiss()
              }
            }
          }
      }
      .onAppear { _ = permissions.need(.camera) }
    }

    @ViewBuilder private var content: some View {
      switch permissions.state(of: .camera) {
      case .granted: scanner
      case .unasked, .explaining, .asking:
        AskView(permitted: .camera) { Task { await permissions.proceed(.camera) } }
      case .declined, .restricted:
        ProblemView(problem: Permitted.camera.withoutIt) { SettingsButton() }
      }
    }

    @ViewBuilder private var scanner: some View {
      if DataScannerViewController.isSupported, DataScannerViewController.isAvailable {
        CodeScanner(found: found)
          .ignoresSafeArea(edges: .bottom)
          .overlay(alignment: .bottom) {
            Text("Point the camera at the code on the laptop.")
              .padding()
              .background(.regularMaterial, in: .capsule)
              .padding()
          }
      } else {
        ProblemView(
          problem: Problem(
            "This device cannot scan codes inside of the app.",
            hint: "Scan it with the Camera app: it opens Sweetspot. Or send the file by AirDrop.")
        ) { EmptyView() }
      }
    }
  }

  /// Why something is needed, and the button that lets the system ask.
  struct AskView: View {
    let permitted: Permitted
    var later: (() -> Void)?
    let proceed: () -> Void

    init(permitted: Permitted, later: (() -> Void)? = nil, proceed: @escaping () -> Void) {
      (self.permitted, self.later, self.proceed) = (permitted, later, proceed)
    }

    var body: some View {
      ContentUnavailableView {
        Label(permitted.title, systemImage: permitted == .camera ? "camera" : "mic")
      } description: {
        Text(permitted.reason)
      } actions: {
        Button("Continue", action: proceed).buttonStyle(.borderedProminent)
        if let later { Button("Not now", action: later) }
      }
    }
  }

  /// The system's scanner for one QR code of ours.
  private struct CodeScanner: UIViewControllerRepresentable {
    let found: (String) -> Void

    func makeCoordinator() -> Coordinator { Coordinator(found) }

    func makeUIViewController(context: Context) -> DataScannerViewController {
      let scanner = DataScannerViewController(
        recognizedDataTypes: [.barcode(symbologies: [.qr])], isHighlightingEnabled: true)
      scanner.delegate = context.coordinator
      return scanner
    }

    func updateUIViewController(_ scanner: DataScannerViewController, context: Context) {
      if !scanner.isScanning { try? scanner.startScanning() }
    }

    static func dismantleUIViewController(
      _ scanner: DataScannerViewController, coordinator: Coordinator
    ) {
      scanner.stopScanning()
    }

    @MainActor
    final class Coordinator: NSObject, DataScannerViewControllerDelegate {
      private let found: (String) -> Void
      private var isDone = false

      init(_ found: @escaping (String) -> Void) { self.found = found }

      func dataScanner(
        _ dataScanner: DataScannerViewController, didAdd addedItems: [RecognizedItem],
        allItems: [RecognizedItem]
      ) {
        for case .barcode(let code) in addedItems {
          guard !isDone, let text = code.payloadStringValue,
            text.hasPrefix("\(TransferOffer.scheme):")
          else { continue }
          isDone = true
          found(text)
        }
      }
    }
  }
#endif
