/// The phone's main camera: its formats, its rate, its exposure.

#if os(iOS) && canImport(AVFoundation)
  @preconcurrency import AVFoundation
  import SweetspotModels

  enum CameraDevice {
    /// Returns the camera at the back. Throws `SweetspotError` where there is none, as in the
    /// simulator.
    static func back() throws -> AVCaptureDevice {
      let found = AVCaptureDevice.DiscoverySession(
        deviceTypes: [.builtInWideAngleCamera, .builtInDualWideCamera, .builtInUltraWideCamera],
        mediaType: .video, position: .back
      ).devices.first
      guard let found else {
        throw SweetspotError(
          .device, "This phone has no camera at its back.",
          hint: "Recorded practices can be watched without one.")
      }
      return found
    }

    /// Returns an input of a device. Throws `SweetspotError` where another app has it, or where it
    /// may not be used.
    static func input(_ device: AVCaptureDevice) throws -> AVCaptureDeviceInput {
      do {
        return try AVCaptureDeviceInput(device: device)
      } catch {
        throw SweetspotError(
          .device, "“\(device.localizedName)” cannot be used (\(error.localizedDescription)).",
          hint: "Close other apps that film, and allow it in Settings, Sweetspot.")
      }
    }

    /// Films as near to a wish as the camera can.
    ///
    /// - Parameters:
    ///   - wish: What is wanted.
    ///   - device: The camera.
    /// - Returns: How long the camera may expose from now on.
    /// - Throws: `SweetspotError` where another app holds the camera.
    static func set(_ wish: CaptureWish, of device: AVCaptureDevice) throws -> Shutter {
      let formats = device.formats.filter { isFullRange($0) != nil }
      let offered = formats.map(offer)
      guard let choice = FormatChoice.best(for: wish, of: offered) else { throw noFormat }
      let format = formats[choice.index]
      guard let turn = frameDuration(choice.framesPerSecond, of: format) else { throw noFormat }
      try configure(device) {
        device.activeFormat = format
        device.activeVideoMinFrameDuration = turn
        device.activeVideoMaxFrameDuration = turn
        if device.isFocusModeSupported(.continuousAutoFocus) {
          device.focusMode = .continuousAutoFocus
        }
        // A racket that is swung near the fence must not take the focus from the court.
        if device.isAutoFocusRangeRestrictionSupported {
          device.autoFocusRangeRestriction = .far
        }
        if device.isExposureModeSupported(.continuousAutoExposure) {
          device.exposureMode = .continuousAutoExposure
        }
      }
      let (shortest, longest) = (
        format.minExposureDuration.seconds, format.maxExposureDuration.seconds
      )
      let shutter = Shutter(
        framesPerSecond: choice.framesPerSecond,
        allowedS: shortest...max(shortest, min(longest, turn.seconds)))
      try limitExposure(of: device, to: shutter.limitS)
      return shutter
    }

    /// Lets automatic exposure take no longer than `limitS`. Throws `SweetspotError`.
    static func limitExposure(of device: AVCaptureDevice, to limitS: Double) throws {
      let limit = CMTime(seconds: limitS, preferredTimescale: 1_000_000)
      let format = device.activeFormat
      // Outside of these the camera does not throw, it ends the app.
      let allowed = CMTimeMinimum(
        CMTimeMaximum(limit, format.minExposureDuration), format.maxExposureDuration)
      try configure(device) { device.activeMaxExposureDuration = allowed }
    }

    /// What the camera says of the light.
    static func light(of device: AVCaptureDevice) -> LightReading {
      let (least, most) = (device.activeFormat.minISO, device.activeFormat.maxISO)
      let gain = most > least ? (device.iso - least) / (most - least) : 0
      return LightReading(
        stopsOff: Double(device.exposureTargetOffset), gainShare: Double(min(max(gain, 0), 1)))
    }

    private static func configure(_ device: AVCaptureDevice, _ body: () -> Void) throws {
      do {
        try device.lockForConfiguration()
      } catch {
        throw SweetspotError(
          .device, "Another app holds the camera (\(error.localizedDescription)).",
          hint: "Close other apps that film, then try again.")
      }
      defer { device.unlockForConfiguration() }
      body()
    }

    private static func offer(_ format: AVCaptureDevice.Format) -> CameraFormat {
      let size = CMVideoFormatDescriptionGetDimensions(format.formatDescription)
      let rates = format.videoSupportedFrameRateRanges
      return CameraFormat(
        width: Int(size.width), height: Int(size.height),
        fastest: rates.map(\.maxFrameRate).max() ?? 0,
        slowest: rates.map(\.minFrameRate).min() ?? 0, isBinned: format.isVideoBinned,
        isFullRange: isFullRange(format) ?? false)
    }

    /// Whether brightness uses all values; nil for pictures that the detector does not read.
    private static func isFullRange(_ format: AVCaptureDevice.Format) -> Bool? {
      switch CMFormatDescriptionGetMediaSubType(format.formatDescription) {
      case kCVPixelFormatType_420YpCbCr8BiPlanarFullRange: true
      case kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange: false
      default: nil
      }
    }

    /// Returns the time from picture to picture at a rate, within what the format allows.
    private static func frameDuration(
      _ framesPerSecond: Double, of format: AVCaptureDevice.Format
    ) -> CMTime? {
      let ranges = format.videoSupportedFrameRateRanges
      let fitting =
        ranges.first { $0.minFrameRate <= framesPerSecond && framesPerSecond <= $0.maxFrameRate }
      guard let range = fitting ?? ranges.max(by: { $0.maxFrameRate < $1.maxFrameRate }) else {
        return nil
      }
      let wanted = CMTime(seconds: 1 / max(framesPerSecond, 1e-3), preferredTimescale: 600_000)
      return CMTimeMinimum(
        CMTimeMaximum(wanted, range.minFrameDuration), range.maxFrameDuration)
    }

    private static var noFormat: SweetspotError {
      SweetspotError(
        .device, "This camera films in no way that Sweetspot can use.",
        hint: "Restart the phone and try again.")
    }
  }
#endif
