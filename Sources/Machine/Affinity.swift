internal import CPlatform

/// The CPU mask of the calling thread, and its current CPU.
package enum Affinity {
  /// The CPUs that the calling thread may run on, ascending; nil where the kernel doesn't say.
  package static func ofThread() -> [Int]? {
    var words = [UInt64](repeating: 0, count: 256)
    let filled = unsafe words.withUnsafeMutableBufferPointer { buffer -> Int64 in
      guard let base = buffer.baseAddress else { return -1 }
      return unsafe cp_affinity_load(base, buffer.count)
    }
    guard filled > 0 else { return nil }
    return (0..<Int(filled) * 64).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
  }

  /// Pins the calling thread to one CPU and checks the kernel's mask; 0, or the errno value.
  package static func pinThread(to cpu: Int) -> Int32 {
    cp_affinity_pin(UInt32(cpu))
  }

  /// The CPU that the calling thread runs on now, nil where the kernel doesn't say.
  package static func currentCPU() -> Int? {
    let cpu = cp_current_cpu()
    return cpu >= 0 ? Int(cpu) : nil
  }
}
