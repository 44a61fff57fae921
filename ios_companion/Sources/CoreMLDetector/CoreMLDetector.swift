/// The detector on the phone's chip: from an upright picture to boxes in its pixels.

#if canImport(CoreML)
  import CenterNetDecoder
  import CoreML
  import Dispatch
  import Foundation
  import SweetspotModels

  /// One detector. It works on a queue of its own, one picture after the other.
  ///
  /// The net is loaded at the first look, or by `warmUp`, and given back by `release`.
  public actor CoreMLDetector {
    /// What the detector says of itself.
    public nonisolated let manifest: ModelManifest
    /// What of the chip may compute.
    public nonisolated let units: ComputeChoice
    private let files: CompiledModel
    private let inputSize: PixelSize
    private let decoder: CenterNetDecoder
    private let queue = DispatchSerialQueue(
      label: "sweetspot.detector", qos: .userInteractive)
    private var loaded: (model: MLModel, painter: InputPainter)?
    private var memory = FrameMemory<CVPixelBuffer>()

    /// A prediction takes milliseconds: on a queue of its own it keeps nobody else waiting.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
      queue.asUnownedSerialExecutor()
    }

    /// Makes the detector; nothing is loaded yet.
    ///
    /// - Parameters:
    ///   - manifest: Its description.
    ///   - files: Its package and the package's translation.
    ///   - units: What of the chip may compute.
    /// - Throws: `SweetspotError` for a detector that was not made for the phone or for tennis.
    public init(
      manifest: ModelManifest, files: CompiledModel, units: ComputeChoice = .all
    ) throws {
      guard let phone = manifest.phone else {
        throw SweetspotError(
          .damaged, "The detector “\(manifest.name)” was not made for the phone.",
          hint: "Export it on the laptop: Phone, “Make it ready for iPhone”.")
      }
      decoder = try CenterNetDecoder(manifest: manifest)
      inputSize = phone.inputSize
      (self.manifest, self.files, self.units) = (manifest, files, units)
    }

    /// Loads the net and lets it look twice at nothing, so that the first real look is fast.
    ///
    /// Throws `SweetspotError` where the phone cannot do it.
    public func warmUp() async throws {
      try await load()
      for _ in 0..<2 {
        try perform { model, painter in
          let grey = try painter.grey()
          _ = try self.look(grey, before: grey, model)
        }
      }
    }

    /// Gives the net's memory back, as when the system asks for it; the next look loads it again.
    public func release() {
      loaded = nil
      memory.forget()
    }

    /// Forgets the frame before, as when the camera was moved or another film begins.
    public func forget() { memory.forget() }

    /// Finds what is in a picture.
    ///
    /// - Parameters:
    ///   - picture: The upright picture.
    ///   - number: Its number; a net with a memory is shown the frame before.
    /// - Returns: The boxes, best first, in pixels of the picture, also the weak ones.
    /// - Throws: `SweetspotError` where the phone cannot do it.
    public func detect(_ picture: PixelPicture, number: Int) async throws -> [Detection] {
      try await load()
      return try perform { model, painter in
        let (input, fit) = try painter.paint(picture.buffer)
        let before = self.memory.previous(for: input, number: number, size: picture.size)
        return fit.toSource(try self.look(input, before: before, model))
      }
    }

    /// Finds what is in an input, beside the one before it; boxes in pixels of the input.
    func detect(input: PixelPicture, before: PixelPicture) async throws -> [Detection] {
      guard input.size == inputSize, before.size == inputSize else {
        throw SweetspotError(
          .damaged, "A golden picture has another size than the detector's input.",
          hint: "Export the detector again on the laptop.")
      }
      try await load()
      return try perform { model, _ in
        try self.look(input.buffer, before: before.buffer, model)
      }
    }

    private func load() async throws {
      guard loaded == nil else { return }
      let model = try await files.load(units)
      // While it was loading another call may have been here.
      guard loaded == nil else { return }
      try check(model)
      loaded = (model, try InputPainter(inputSize))
    }

    /// The one way to the model.
    private func perform<Result>(
      _ work: (MLModel, inout InputPainter) throws -> Result
    ) throws -> Result {
      guard var inUse = loaded else {
        throw SweetspotError(
          .device, "The detector was put away while it was to look.", hint: "Try again.")
      }
      defer { loaded = inUse }
      return try autoreleasepool { try work(inUse.model, &inUse.painter) }
    }

    private func look(
      _ input: CVPixelBuffer, before: CVPixelBuffer, _ model: MLModel
    ) throws -> [Detection] {
      let inputs = NetInputs(picture: input, before: manifest.memory ? before : nil)
      let outputs: any MLFeatureProvider
      do {
        outputs = try model.prediction(from: inputs)
      } catch {
        throw SweetspotError(
          .device,
          "The detector “\(manifest.name)” stopped on a picture (\(error.localizedDescription)).",
          hint: "Try again, or choose another detector.")
      }
      return try NetMaps(outputs, names: manifest.outputs).decoded(by: decoder)
    }

    /// Refuses a net whose inputs or outputs are not the ones the manifest promises.
    private func check(_ model: MLModel) throws {
      let told = model.modelDescription
      let wanted =
        manifest.memory ? [NetInputs.picture, NetInputs.before] : [NetInputs.picture]
      let fits = wanted.allSatisfy { name in
        guard let picture = told.inputDescriptionsByName[name]?.imageConstraint else {
          return false
        }
        return picture.pixelsWide == inputSize.width && picture.pixelsHigh == inputSize.height
      }
      let outputs = Set(told.outputDescriptionsByName.keys)
      guard fits, told.inputDescriptionsByName.count == wanted.count,
        outputs.isSuperset(of: manifest.outputs)
      else {
        throw SweetspotError(
          .damaged, "The detector's package is not the one that its description means.",
          hint: "Export it again on the laptop, and send it once more.")
      }
    }
  }
#endif
