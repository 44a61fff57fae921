/// Reads the microphone's samples.

#if canImport(AVFoundation)
  @preconcurrency import AVFoundation

  enum SoundReading {
    /// Returns the first channel of some samples; nil for what is not plain PCM.
    static func block(of samples: CMSampleBuffer) -> SoundBlock? {
      guard let described = CMSampleBufferGetFormatDescription(samples),
        let format = CMAudioFormatDescriptionGetStreamBasicDescription(described)?.pointee,
        format.mFormatID == kAudioFormatLinearPCM, format.mBytesPerFrame > 0,
        let data = CMSampleBufferGetDataBuffer(samples)
      else { return nil }
      var length = 0
      var start: UnsafeMutablePointer<CChar>?
      let status = CMBlockBufferGetDataPointer(
        data, atOffset: 0, lengthAtOffsetOut: &length, totalLengthOut: nil, dataPointerOut: &start)
      guard status == kCMBlockBufferNoErr, let start else { return nil }
      let frames = min(CMSampleBufferGetNumSamples(samples), length / Int(format.mBytesPerFrame))
      let bytes = UnsafeRawBufferPointer(start: start, count: length)
      guard let numbers = numbers(in: bytes, of: format, frames: frames) else { return nil }
      return SoundBlock(
        timeS: CMSampleBufferGetPresentationTimeStamp(samples).seconds,
        rateHz: format.mSampleRate, samples: numbers)
    }

    private static func numbers(
      in bytes: UnsafeRawBufferPointer, of format: AudioStreamBasicDescription, frames: Int
    ) -> [Float]? {
      let step = Int(format.mBytesPerFrame)
      let isFloat = format.mFormatFlags & kAudioFormatFlagIsFloat != 0
      switch (format.mBitsPerChannel, isFloat) {
      case (16, false):
        return (0..<frames).map { frame in
          Float(bytes.loadUnaligned(fromByteOffset: frame * step, as: Int16.self)) / 32_768
        }
      case (32, true):
        return (0..<frames).map { frame in
          bytes.loadUnaligned(fromByteOffset: frame * step, as: Float.self)
        }
      default: return nil
      }
    }
  }
#endif
