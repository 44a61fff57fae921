/// Maps in other people's memory: nothing is read outside of it, and every number as it is meant.

import SweetspotModels
import Testing
import Vectors

@testable import CenterNetDecoder

private func view(
  bytes: Int, format: MapFormat = .float32, shape: [Int], strides: [Int]? = nil
) -> MapError? {
  let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes + 8, alignment: 16)
  defer { memory.deallocate() }
  let part = UnsafeRawBufferPointer(rebasing: memory[..<bytes])
  do throws(MapError) {
    _ = try MapView(part, format: format, shape: shape, strides: strides)
    return nil
  } catch { return error }
}

@Test func aMapMustLieInsideOfItsMemory() {
  #expect(view(bytes: 24 * 4, shape: [2, 3, 4]) == nil)
  #expect(view(bytes: 24 * 4 - 1, shape: [2, 3, 4]) == .memory)
  #expect(view(bytes: 24 * 2, format: .float16, shape: [1, 2, 3, 4]) == nil)
  #expect(view(bytes: 24 * 2 - 2, format: .float16, shape: [1, 2, 3, 4]) == .memory)
  #expect(view(bytes: 0, shape: [1, 1, 1]) == .memory)
  // The last row of a padded map may end with its last number.
  #expect(view(bytes: (16 + 4) * 4, shape: [1, 2, 4], strides: [32, 16, 1]) == nil)
  #expect(view(bytes: (16 + 3) * 4, shape: [1, 2, 4], strides: [32, 16, 1]) == .memory)
  #expect(view(bytes: 64, shape: [1, 2, 4], strides: [-8, 4, 1]) == .memory)
  #expect(view(bytes: 64, shape: [1, 2, 4], strides: [0, 4, 1]) == .memory)
  #expect(view(bytes: 64, shape: [.max, .max, .max]) == .memory)
  #expect(view(bytes: 64, shape: [2, 2, 2], strides: [.max, .max, .max]) == .memory)
}

@Test func aMapMustBeOnePicturesMap() {
  for shape in [[], [4], [3, 4], [2, 2, 3, 4], [1, 1, 2, 3, 4], [0, 3, 4], [2, -3, 4]] {
    #expect(view(bytes: 4096, shape: shape) == .shape(shape))
  }
  #expect(view(bytes: 4096, shape: [2, 3, 4], strides: [4, 1]) == .shape([2, 3, 4]))
}

@Test func aMapMustBeginWhereItsNumbersCan() {
  let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 16)
  defer { memory.deallocate() }
  let odd = UnsafeRawBufferPointer(rebasing: memory[2..<34])
  #expect(throws: MapError.memory) { try MapView(odd, format: .float32, shape: [1, 2, 2]) }
  #expect(throws: Never.self) { try MapView(odd, format: .float16, shape: [1, 2, 2]) }
}

@Test func threeMapsMustBelongTogether() throws {
  let decoder = CenterNetDecoder(classes: [.player, .ball], thresholds: [0.5, 0.5])
  let numbers = [Float](repeating: 0, count: 64)
  numbers.withUnsafeBytes { bytes in
    func mismatched(_ heat: [Int], _ offsets: [Int], _ sizes: [Int]) -> Bool {
      do {
        _ = try decoder.decode(
          heat: MapView(bytes, format: .float32, shape: heat),
          offsets: MapView(bytes, format: .float32, shape: offsets),
          sizes: MapView(bytes, format: .float32, shape: sizes))
        return false
      } catch { return error == .mismatch }
    }
    #expect(!mismatched([2, 4, 4], [2, 4, 4], [2, 4, 4]))
    #expect(mismatched([3, 4, 4], [2, 4, 4], [2, 4, 4]))
    #expect(mismatched([2, 4, 4], [1, 4, 4], [2, 4, 4]))
    #expect(mismatched([2, 4, 4], [2, 4, 4], [3, 4, 4]))
    #expect(mismatched([2, 4, 4], [2, 4, 5], [2, 4, 4]))
    #expect(mismatched([2, 4, 4], [2, 4, 4], [2, 5, 4]))
  }
}

@Test func everyHalfIsWidenedExactly() {
  let halves = (0...UInt16.max).map { $0 }
  var floats = [Float](repeating: 0, count: halves.count)
  halves.withUnsafeBufferPointer { halves in
    floats.withUnsafeMutableBufferPointer { PlatformKernels.widen(halves, into: $0) }
  }
  let right = zip(halves, floats).allSatisfy { half, float in
    let expected = Float(Float16(bitPattern: half))
    return expected.isNaN ? float.isNaN : expected.bitPattern == float.bitPattern
  }
  #expect(right)
}

@Test func theFirstHighNumberOfARowIsFound() {
  var generator = SplitMix64(seed: 5)
  for length in Array(0..<70) + [176, 500] {
    let row = (0..<length).map { _ -> Float in
      let word = generator.next() % 64
      return word == 0 ? .nan : Float(word % 60)
    }
    row.withUnsafeBufferPointer { row in
      for limit in [Float(0), 30, 58, 59, 61, .infinity, .nan] {
        for start in [0, 1, 5, 33, 64] where start <= length {
          let expected = (start..<length).first { row[$0] >= limit }
          #expect(SwiftKernels.firstIndex(in: row, from: start, atLeast: limit) == expected)
          #expect(PlatformKernels.firstIndex(in: row, from: start, atLeast: limit) == expected)
        }
      }
    }
  }
}
