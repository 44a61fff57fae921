/// A Core ML package, compiled for this phone and kept.

#if canImport(CoreML)
  import CoreML
  import Foundation
  import SweetspotModels

  /// Where a detector's package lies, and its translation for this phone's chip.
  public struct CompiledModel: Hashable, Sendable {
    /// The package as it came.
    public let package: URL
    /// Its translation, which can be made anew at any time.
    public let compiled: URL

    /// Names the two places; nothing need be at the second yet.
    public init(package: URL, compiled: URL) {
      (self.package, self.compiled) = (package, compiled)
    }

    /// Translates the package; what was there before gives way at the end.
    ///
    /// Throws `SweetspotError` for a package that this phone cannot translate, and for a full disk.
    public func compile() async throws {
      let made: URL
      do {
        made = try await MLModel.compileModel(at: package)
      } catch {
        throw SweetspotError(
          .damaged, "This phone cannot translate the detector (\(error.localizedDescription)).",
          hint: "Export it again on the laptop, and send it once more.")
      }
      let files = FileManager.default
      do {
        if files.fileExists(atPath: compiled.path) {
          _ = try files.replaceItemAt(compiled, withItemAt: made)
        } else {
          try files.moveItem(at: made, to: compiled)
        }
      } catch {
        try? files.removeItem(at: made)
        throw SweetspotError(
          .disk, "The translated detector was not saved (\(error.localizedDescription)).",
          hint: "Make room on the phone, then try again.")
      }
    }

    /// Loads the translation, made anew where there is none or where another system made it.
    ///
    /// Throws `SweetspotError` if neither can be loaded.
    func load(_ units: ComputeChoice) async throws -> sending MLModel {
      let configuration = MLModelConfiguration()
      configuration.computeUnits = units.units
      if FileManager.default.fileExists(atPath: compiled.path),
        let model = try? await MLModel.load(contentsOf: compiled, configuration: configuration)
      {
        return model
      }
      try await compile()
      do {
        return try await MLModel.load(contentsOf: compiled, configuration: configuration)
      } catch {
        throw SweetspotError(
          .device, "The detector cannot be loaded on this phone (\(error.localizedDescription)).",
          hint: "Close other apps and try again, or choose another detector.")
      }
    }
  }
#endif
