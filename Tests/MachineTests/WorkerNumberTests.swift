import Glibc
import Machine
import Testing

/// Worker numbers: data kept per worker has one writer.
@Suite struct WorkerNumberTests {
  private func team(_ count: Int) throws -> WorkerTeam {
    let cpus = Topology.read().cpus.map(\.id)
    return try WorkerTeam(places: (0..<count).map { Place(cpu: cpus[$0 % cpus.count]) })
  }

  /// Other tests have teams too, so a number may be taken here, but never by two threads at once.
  @Test func numbersBelongToOneThreadAtATime() throws {
    #expect(WorkerNumber.current == nil, "this thread is no worker")
    for _ in 0..<20 {
      let teams = try (0..<3).map { _ in try team(4) }
      let numbers = teams.map { $0.map { _ in WorkerNumber.current } }
      for held in numbers {
        #expect(held.enumerated().allSatisfy { $1 == nil || $1 == $0 }, "its own, or none")
      }
      for worker in 0..<4 {
        #expect(numbers.count { $0[worker] != nil } <= 1)
      }
    }
  }

  /// A number never given back could be taken only once. Other tests' teams may hold the number.
  @Test func numbersAreGivenBackWithTheTeam() throws {
    var had = 0
    for _ in 0..<10_000 where had < 3 {
      had += try team(4).map { $0 == 3 && WorkerNumber.current == 3 ? 1 : 0 }.reduce(0, +)
      if had < 3 { usleep(500) }
    }
    #expect(had == 3)
  }

  @Test func numbersBeyondTheLastAreGivenToNobody() {
    for number in [WorkerNumber.limit, Int.max] {
      WorkerNumber.take(number)
      #expect(WorkerNumber.current == nil)
    }
    WorkerNumber.take(WorkerNumber.limit - 1)
    #expect(WorkerNumber.current == WorkerNumber.limit - 1)
    WorkerNumber.giveBack()
    #expect(WorkerNumber.current == nil)
  }
}
