/// What of the phone's chip may compute.

/// The units that a detector may use; the words are those of the report to the laptop.
public enum ComputeChoice: String, CaseIterable, Codable, Sendable {
  /// Whatever Core ML takes for the fastest.
  case all
  /// The processor and the Neural Engine, so that the screen keeps the graphics to itself.
  case cpuAndNeuralEngine
  /// The processor and the graphics.
  case cpuAndGPU
  /// The processor alone: slow, and the same on every phone.
  case cpuOnly
}

#if canImport(CoreML)
  import CoreML

  extension ComputeChoice {
    /// What Core ML calls it.
    var units: MLComputeUnits {
      switch self {
      case .all: .all
      case .cpuAndNeuralEngine: .cpuAndNeuralEngine
      case .cpuAndGPU: .cpuAndGPU
      case .cpuOnly: .cpuOnly
      }
    }
  }
#endif
