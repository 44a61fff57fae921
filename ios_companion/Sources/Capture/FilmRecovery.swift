/// Finds what a film holds that was being written when the app ended.

#if canImport(AVFoundation)
  @preconcurrency import AVFoundation
  import SweetspotModels

  /// Reads films that nobody closed: they play up to their last whole fragment.
  public enum FilmRecovery {
    /// Returns the film at a place as far as it was written; nil where nothing of it can be read.
    ///
    /// Its times count from its own beginning: the camera's clock is not known any more.
    public static func film(at place: URL) async -> Film? {
      let asset = AVURLAsset(url: place)
      guard let track = try? await asset.loadTracks(withMediaType: .video).first,
        let natural = try? await track.load(.naturalSize),
        let turned = try? await track.load(.preferredTransform),
        let times = times(of: track, in: asset), !times.isEmpty
      else { return nil }
      let upright = CGRect(origin: .zero, size: natural).applying(turned)
      let size = PixelSize(
        width: Int(upright.width.rounded()), height: Int(upright.height.rounded()))
      return Film(place: place, size: size, timesS: times)
    }

    /// Reads when each picture is shown, without decoding any.
    private static func times(of track: AVAssetTrack, in asset: AVAsset) -> [Double]? {
      guard let reader = try? AVAssetReader(asset: asset) else { return nil }
      let output = AVAssetReaderTrackOutput(track: track, outputSettings: nil)
      guard reader.canAdd(output) else { return nil }
      reader.add(output)
      guard reader.startReading() else { return nil }
      var times: [Double] = []
      while let sample = output.copyNextSampleBuffer() {
        let time = CMSampleBufferGetPresentationTimeStamp(sample)
        if time.isNumeric, CMSampleBufferGetNumSamples(sample) > 0 { times.append(time.seconds) }
      }
      return times.sorted()
    }
  }
#endif
