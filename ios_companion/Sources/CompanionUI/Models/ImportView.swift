/// A detector on its way in: what is being done, and how it ended.

#if os(iOS)
  import CompanionState
  import SwiftUI

  struct ImportView: View {
    let models: ModelLibrary

    var body: some View {
      NavigationStack {
        content
          .padding()
          .navigationTitle("New detector")
          .navigationBarTitleDisplayMode(.inline)
      }
      .interactiveDismissDisabled(isRunning)
      .presentationDetents([.medium, .large])
    }

    @ViewBuilder private var content: some View {
      switch models.importing {
      case .idle: EmptyView()
      case .running(let step): running(step)
      case .done(let imported): ended(imported)
      case .failed(let problem):
        ProblemView(problem: problem) {
          Button("Close") { models.dismissImport() }.buttonStyle(.borderedProminent)
        }
      }
    }

    private func running(_ step: ImportStep) -> some View {
      VStack(spacing: 24) {
        if let share = step.share {
          ProgressView(value: share) { Text(step.words) }
        } else {
          ProgressView { Text(step.words) }
        }
        Button("Cancel", role: .cancel) { models.cancel() }.buttonStyle(.bordered)
      }
      .accessibilityElement(children: .contain)
    }

    private func ended(_ imported: Imported) -> some View {
      let model = imported.model
      let isGood = model.objection == nil
      return ScrollView {
        VStack(spacing: 16) {
          Image(systemName: isGood ? "checkmark.seal.fill" : "exclamationmark.triangle.fill")
            .font(.largeTitle)
            .foregroundStyle(isGood ? Color.accentColor : Color.orange)
            .accessibilityHidden(true)
          Text(isGood ? "“\(model.name)” works on this phone" : "“\(model.name)” is in doubt")
            .font(.title2.bold())
            .multilineTextAlignment(.center)
          Text(model.objection?.message ?? model.verdict.words).multilineTextAlignment(.center)
          if !model.verdict.speedWords.isEmpty {
            Text(model.verdict.speedWords).foregroundStyle(.secondary)
          }
          if let report = imported.report { Text(words(report)).foregroundStyle(.secondary) }
          if model.id != models.inUse?.id {
            Button("Use this detector") {
              models.dismissImport()
              models.use(model.id)
            }
            .buttonStyle(.borderedProminent)
          }
          Button("Done") { models.dismissImport() }.buttonStyle(.bordered)
        }
      }
    }

    private func words(_ report: ReportFate) -> String {
      switch report {
      case .taken: "The laptop knows."
      case .notTaken(let problem): "\(problem.message) \(problem.hint)"
      }
    }

    private var isRunning: Bool {
      if case .running = models.importing { true } else { false }
    }
  }
#endif
