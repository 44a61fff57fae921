/// How everything looks: the laptop's colours, and problems in words.

#if os(iOS)
  import CompanionState
  import SwiftUI

  extension Color {
    /// Makes the colour of three parts.
    init(_ rgb: Rgb) { self.init(red: rgb.red, green: rgb.green, blue: rgb.blue) }
  }

  /// A score as a disc with its digit: filled when sure, a broken ring when not.
  struct ScoreBadge: View {
    let value: Int?
    var isDoubtful = false
    @ScaledMetric private var side: CGFloat

    init(_ value: Int?, isDoubtful: Bool = false, side: CGFloat = 30) {
      (self.value, self.isDoubtful) = (value, isDoubtful)
      _side = ScaledMetric(wrappedValue: side, relativeTo: .body)
    }

    var body: some View {
      let rgb = Palette.score(value)
      ZStack {
        if isDoubtful {
          Circle()
            .fill(Color(rgb).opacity(0.25))
            .strokeBorder(
              Color(rgb), style: StrokeStyle(lineWidth: side * 0.08, dash: [side * 0.12]))
        } else {
          Circle().fill(Color(rgb))
        }
        Text(value.map(String.init) ?? "–")
          .font(.system(size: side * 0.6, weight: .bold, design: .rounded))
          .foregroundStyle(isDoubtful ? Color.primary : Color(rgb.ink))
      }
      .frame(width: side, height: side)
      .accessibilityElement()
      .accessibilityLabel(label)
    }

    private var label: String {
      guard let value else { return "No score" }
      return isDoubtful ? "Score \(value), not sure" : "Score \(value)"
    }
  }

  /// A problem over the whole of a place, with one thing to do about it.
  struct ProblemView<Action: View>: View {
    let problem: Problem
    @ViewBuilder let action: Action

    var body: some View {
      ContentUnavailableView {
        Label(problem.message, systemImage: "exclamationmark.triangle")
      } description: {
        Text(problem.hint)
      } actions: {
        action
      }
    }
  }

  extension Optional {
    /// Whether there is something; setting it to false takes it away.
    var isPresent: Bool {
      get { self != nil }
      set { if !newValue { self = nil } }
    }
  }

  extension View {
    /// Shows a notice until it was read.
    func notice(_ problem: Binding<Problem?>) -> some View {
      alert(problem.wrappedValue?.message ?? "", isPresented: problem.isPresent) {
        Button("OK", role: .cancel) {}
      } message: {
        Text(problem.wrappedValue?.hint ?? "")
      }
    }
  }

  /// Leads to what the owner allows this app, in the system's settings.
  struct SettingsButton: View {
    @Environment(\.openURL) private var openURL

    var body: some View {
      Button("Open Settings") {
        if let settings = URL(string: UIApplication.openSettingsURLString) { openURL(settings) }
      }
      .buttonStyle(.borderedProminent)
    }
  }
#endif
