/// The Models screen: the detectors on this phone, and ways to get another one.

#if os(iOS)
  import CompanionState
  import SweetspotModels
  import SwiftUI
  import UniformTypeIdentifiers

  struct ModelsView: View {
    @Bindable var models: ModelLibrary
    let permissions: Permissions
    @State private var isScanning = false
    @State private var isChoosing = false
    @State private var doomed: InstalledModel?

    var body: some View {
      NavigationStack {
        content
          .navigationTitle("Models")
          .toolbar {
            Menu {
              actions
            } label: {
              Label("Add a detector", systemImage: "plus")
            }
          }
      }
      .sheet(isPresented: $isScanning) {
        ScannerView(permissions: permissions) { code in
          isScanning = false
          models.open(code: code)
        }
      }
      .sheet(isPresented: $models.isImportShown) { ImportView(models: models) }
      .fileImporter(isPresented: $isChoosing, allowedContentTypes: [.sweetspotDetector]) { chosen in
        if case .success(let file) = chosen { models.begin(.file(file)) }
      }
      .notice($models.notice)
      .alert(models.doubted?.objection?.message ?? "", isPresented: $models.isDoubtShown) {
        Button("Use it all the same", role: .destructive) { models.insist() }
        Button("Do not use it", role: .cancel) { models.refrain() }
      } message: {
        Text(models.doubted?.objection?.hint ?? "")
      }
      .confirmationDialog(
        "Delete “\(doomed?.name ?? "")” from this phone?", isPresented: $doomed.isPresent,
        titleVisibility: .visible, presenting: doomed
      ) { model in
        Button("Delete", role: .destructive) { models.delete(model.id) }
      } message: { _ in
        Text("It stays on the laptop and can be sent again.")
      }
    }

    @ViewBuilder private var content: some View {
      if models.models.isEmpty {
        ContentUnavailableView {
          Label("No detector yet", systemImage: "cpu")
        } description: {
          Text("On the laptop open Phone and choose “Show the code”, then scan it here.")
        } actions: {
          actions.buttonStyle(.borderedProminent)
        }
      } else {
        List(models.models) { model in
          ModelRow(model: model, isInUse: model.id == models.inUse?.id) { models.use(model.id) }
            .swipeActions { Button("Delete", role: .destructive) { doomed = model } }
        }
      }
    }

    @ViewBuilder private var actions: some View {
      Button("Scan the laptop's code", systemImage: "qrcode.viewfinder") { isScanning = true }
      Button("Open a file", systemImage: "folder") { isChoosing = true }
    }
  }

  /// One detector of the list.
  private struct ModelRow: View {
    let model: InstalledModel
    let isInUse: Bool
    let use: () -> Void

    var body: some View {
      Button(action: use) {
        HStack(alignment: .firstTextBaseline) {
          Image(systemName: isInUse ? "checkmark.circle.fill" : "circle")
            .foregroundStyle(isInUse ? Color.accentColor : Color.secondary)
          VStack(alignment: .leading, spacing: 4) {
            Text(model.name).font(.headline)
            Label(model.verdict.words, systemImage: symbol)
              .font(.subheadline)
              .foregroundStyle(.secondary)
            Text(model.verdict.speedWords).font(.footnote).foregroundStyle(.secondary)
          }
        }
      }
      .buttonStyle(.plain)
      .accessibilityElement(children: .combine)
      .accessibilityAddTraits(isInUse ? [.isButton, .isSelected] : .isButton)
      .accessibilityHint(isInUse ? "In use" : "Uses this detector from now on")
    }

    private var symbol: String {
      model.objection == nil ? "checkmark.seal" : "exclamationmark.triangle"
    }
  }

  extension UTType {
    /// A `.sweetspot` file, as Info.plist declares it.
    static let sweetspotDetector = UTType(exportedAs: "org.sweetspot.detector")
  }
#endif
