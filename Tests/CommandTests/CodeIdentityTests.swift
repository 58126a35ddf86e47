import Testing

import mmsb

/// The fingerprint of a program's code.
struct CodeIdentityTests {
  /// A file of three sections: names, code, constants; `change` alters one byte.
  private func program(code: [UInt8] = [1, 2, 3], constants: [UInt8] = [4, 5]) -> [UInt8] {
    let names = Array("\0.shstrtab\0.text\0.rodata\0".utf8)
    let table = 64 + names.count + code.count + constants.count
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    func header(_ name: Int, _ offset: Int, _ count: Int) -> [UInt8] {
      number(name, 4) + number(0, 20) + number(offset, 8) + number(count, 8) + number(0, 24)
    }
    var bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1] + number(0, 34)
    bytes += number(table, 8) + number(0, 10) + number(64, 2) + number(4, 2) + number(1, 2)
    let start = 64 + names.count
    bytes += names + code + constants + header(0, 0, 0) + header(1, 64, names.count)
    return bytes + header(11, start, code.count)
      + header(17, start + code.count, constants.count)
  }

  @Test func codeAndConstantsDecide() {
    let digest = CodeIdentity.of(program())
    #expect(digest != nil && digest == CodeIdentity.of(program() + [9]))
    #expect(digest != CodeIdentity.of(program(code: [1, 2, 4])))
    #expect(digest != CodeIdentity.of(program(constants: [4, 6])))
  }

  /// Whatever a file says, it is answered.
  @Test func noFileTraps() {
    let whole = program()
    for count in whole.indices { _ = CodeIdentity.of(Array(whole.prefix(count))) }
    for index in whole.indices {
      for value: UInt8 in [0, 0x7f, 0xff] {
        var bytes = whole
        bytes[index] = value
        _ = CodeIdentity.of(bytes)
      }
    }
    #expect(CodeIdentity.of([]) == nil && CodeIdentity.of(Array("#!/bin/sh".utf8)) == nil)
  }

  @Test func theRunningProgramHasCode() throws {
    #expect(try CodeIdentity.of("/proc/self/exe") != nil)
  }
}
