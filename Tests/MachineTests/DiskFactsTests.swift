import Foundation
import Machine
import Testing

@Suite struct DiskFactsTests {
  private let mounts = """
    27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard,data=ordered
    30 27 0:25 / /mnt/a\\040b ro,nosuid - tmpfs none rw,size=4k
    31 27 0:26 / /mnt rw,noatime shared:1 master:2 - btrfs /dev/mapper/x rw,compress=zstd
    32 27 0:27 / /mnt rw - overlay overlay rw,lowerdir=/secret/place
    """

  private func lines(_ text: String) -> [Substring] { text.split(separator: "\n") }

  @Test(arguments: [
    ("/", "ext4"), ("/mntx/y", "ext4"), ("/mnt", "overlay"), ("/mnt/y", "overlay"),
    ("/mnt/a b/c", "tmpfs"),
  ])
  func pathLiesOnTheLongestMountAndTheLastOfThose(_ path: String, _ type: String) {
    #expect(Mount.containing(path, in: lines(mounts))?.type == type)
  }

  @Test(arguments: [
    "", "27 1 254:0 / / rw", "a - b", "27 1 254:0 / / rw - ext4", "- - - - - - - -",
  ])
  func nonsenseIsNoMount(_ line: String) {
    let mount = Mount(line: line[...])
    #expect(mount == nil || line == "- - - - - - - -")
  }

  @Test func optionsOfMountAndFileSystemAreToldOnceAndPlacesNever() throws {
    let tree = try RecordedTree(["proc/self/mountinfo": mounts])
    let root = DiskFacts.read(path: "/data", device: "254:0", from: tree.files)
    let rows = Capability.ofDisk("results", root)
    let options = rows.first { $0.key == "results_options" }?.value
    #expect(options == "relatime,discard,data=ordered")
    let overlay = Capability.ofDisk(
      "named", DiskFacts.read(path: "/mnt/z", device: "0:27", from: tree.files))
    #expect(overlay.first { $0.key == "named_options" }?.value == "none that matter")
    #expect(overlay.first { $0.key == "named_medium" }?.reasonCode == "no_block_device")
    #expect(!overlay.contains { $0.value?.contains("secret") ?? false })
  }

  @Test func deviceIsFoundByNumberOrByNameAndForPartitionsAbove() throws {
    let tree = try RecordedTree([
      "proc/self/mountinfo": "27 1 0:40 / / rw - btrfs /dev/nvme0n1p2 rw",
      "sys/class/block/nvme0n1p2/partition": "2",
      "sys/class/block/queue/rotational": "0",
      "sys/class/block/queue/physical_block_size": "512",
      "sys/class/block/queue/write_cache": "write through",
      "sys/class/block/device/model": "Fast Disk",
    ])
    let disk = DiskFacts.read(path: "/", device: "0:40", from: tree.files)
    #expect(disk.medium == "solid" && disk.deviceBlockByteCount == 512)
    #expect(disk.writeCache == "write through" && disk.isVirtual == false)
  }

  @Test(arguments: [
    ("device/modalias", "virtio:d00000002v00001AF4", true), ("device/model", "QEMU HARDDISK", true),
    ("device/model", "Samsung 990", false), ("size", "1", true),
  ])
  func virtualDevicesAreKnown(_ file: String, _ text: String, _ isVirtual: Bool) throws {
    let tree = try RecordedTree([
      "sys/dev/block/8:0/queue/rotational": "1", "sys/dev/block/8:0/\(file)": text,
    ])
    let disk = DiskFacts.read(path: "/", device: "8:0", from: tree.files)
    #expect(disk.isVirtual == isVirtual && disk.medium == "rotational")
  }

  @Test func folderOfThisMachineHasRoomAndAMissingOneIsNone() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let disk = try #require(DiskFacts.read(folder))
    #expect(try #require(disk.totalByteCount) >= (try #require(disk.freeByteCount)))
    #expect(disk.mount != nil && (disk.blockByteCount ?? 0) > 0)
    #expect(DiskFacts.read(folder + "/nonesuch") == nil)
    #expect(DiskFacts.read("/proc/self/stat") == nil)
  }
}

@Suite struct AllocatorLibraryTests {
  @Test func eachOutcomeIsToldApart() {
    let libraries = AllocatorLibraries.look { file in
      switch file {
      case "libjemalloc.so.2": (false, "no room: static TLS block")
      case "libmimalloc.so.2": (true, "2.1")
      default: (false, "\(file): No such file or directory")
      }
    }
    #expect(
      libraries.findings.map(\.finding) == [
        .refused("no room: static TLS block"), .found(library: "libmimalloc.so.2", version: "2.1"),
      ])
    let none = AllocatorLibraries.look { (false, "\($0): No such file or directory") }
    #expect(none.findings.allSatisfy { $0.finding == .missing })
  }

  @Test func processKnowsItsAge() throws {
    let fields = "S 1 1 1 0 -1 0 1 0 0 0 1 1 0 0 20 0 1 0 500 7 7"
    let tree = try RecordedTree(["proc/self/stat": "42 (a ) b) \(fields)"])
    #expect(ProcessAge.seconds(tree.files, sinceBoot: 7.5) == 2.5)
    #expect(ProcessAge.seconds(try RecordedTree().files, sinceBoot: 7.5) == nil)
    #expect(try #require(ProcessAge.seconds()) >= 0)
  }
}
