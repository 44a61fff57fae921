/// The phone's sound while it films: it hears the court and says the scores aloud.

#if os(iOS) && canImport(AVFoundation)
  @preconcurrency import AVFoundation

  enum SoundSession {
    /// Opens the microphone and keeps the loudspeaker, which iOS would else exchange for the
    /// earpiece; returns whether that worked.
    static func begin() -> Bool {
      let sound = AVAudioSession.sharedInstance()
      do {
        try sound.setCategory(
          .playAndRecord, mode: .videoRecording,
          options: [.defaultToSpeaker, .allowBluetoothA2DP, .mixWithOthers])
        try sound.setActive(true)
        return true
      } catch {
        return false
      }
    }

    /// Gives the sound back to whatever played before.
    static func end() {
      try? AVAudioSession.sharedInstance().setActive(
        false, options: .notifyOthersOnDeactivation)
    }
  }
#endif
