internal import Glibc
package import Support

/// Another program that answers lines with lines: its input and output are pipes of this process.
///
/// The program gets a process group of its own, so that Ctrl-C reaches this process alone, and this
/// process's environment. The end of its input tells it to end; deallocation kills what is left of
/// its group. The object belongs to one thread. No call waits for ever.
package final class ChildProcess {
  private let id: pid_t
  private let input: Int32
  private let output: Int32
  private var rest: [UInt8] = []
  private var ending: ProcessEnding?

  /// Starts a program, whose own errors go to the file `errors`; `words` begin with its name.
  package init(_ program: String, _ words: [String], errors: String) throws(ProcessError) {
    let requests = try Self.pipe()
    let replies: (read: Int32, write: Int32)
    do throws(ProcessError) { replies = try Self.pipe() } catch {
      close(requests.read)
      close(requests.write)
      throw error
    }
    defer {
      close(requests.read)
      close(replies.write)
    }
    do throws(ProcessError) {
      id = try Self.spawn(program, words, requests.read, replies.write, errors)
    } catch {
      close(requests.write)
      close(replies.read)
      throw error
    }
    input = requests.write
    output = replies.read
  }

  deinit {
    close(input)
    close(output)
    kill(-id, SIGKILL)
    if ending == nil { _ = Self.wait(for: id) }
  }

  /// Writes all bytes to the program's input.
  package func send(_ bytes: [UInt8]) throws(ProcessError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe write(input, $0.baseAddress?.advanced(by: done), $0.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw ended() }
      done += count
    }
  }

  /// The next line of the program's output without its end; gives up after about `seconds`, or when
  /// `shouldStop` answers true.
  package func line(within seconds: Double, shouldStop: () -> Bool) throws(ProcessError) -> [UInt8]
  {
    var searched = 0
    while true {
      if let end = rest[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(rest[..<end])
        rest.removeSubrange(...end)
        return line
      }
      searched = rest.count
      guard searched <= Self.lineLimit else { throw .endlessLine }
      try awaitOutput(seconds, shouldStop)
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(output, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw ended() }
      rest += chunk[..<count]
    }
  }

  /// Sends a signal to the program.
  package func signal(_ number: Int32) { kill(id, number) }

  /// Passes over the program's output until the program has ended; gives up after about `seconds`
  /// without output, or when `shouldStop` answers true.
  package func end(
    within seconds: Double, shouldStop: () -> Bool
  ) throws(ProcessError) -> ProcessEnding {
    while true {
      do throws(ProcessError) { _ = try line(within: seconds, shouldStop: shouldStop) } catch {
        guard case .ended(let ending) = error else { throw error }
        return ending
      }
    }
  }

  /// The most bytes of a line.
  private static let lineLimit = 1 << 26
  /// The length of one wait: a signal may arrive between the test for it and the wait.
  private static let waitMilliseconds = 100

  private func awaitOutput(_ seconds: Double, _ shouldStop: () -> Bool) throws(ProcessError) {
    var waits = Int(min(max(seconds, 0), 1e6) * 1_000) / Self.waitMilliseconds + 1
    while true {
      if shouldStop() { throw .stopped }
      guard waits > 0 else { throw .silent }
      var slot = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      if unsafe poll(&slot, 1, Int32(Self.waitMilliseconds)) > 0 { return }
      waits -= 1
    }
  }

  /// The error of a program that closed its pipes; one that still runs after a moment is killed.
  private func ended() -> ProcessError {
    let known = ending ?? Self.wait(for: id)
    ending = known
    return .ended(known)
  }
}

/// The way a program ended.
package enum ProcessEnding: Equatable, Sendable, CustomStringConvertible {
  case code(Int32)
  case signal(Int32)
  /// Somebody else has taken the ending.
  case unknown

  package var description: String {
    switch self {
    case .code(let code): "ended with exit code \(code)"
    case .signal(let number): "died of signal \(number)"
    case .unknown: "is gone"
    }
  }
}

/// A program that can't be started or doesn't answer.
package enum ProcessError: KindedError, Equatable {
  /// The system has no more pipes or processes.
  case refused(code: Int32)
  /// The program can't be run.
  case notRun(code: Int32)
  /// The program closed its pipes.
  case ended(ProcessEnding)
  /// The program gave no line in time.
  case silent
  /// A line has more bytes than any reply.
  case endlessLine
  /// The caller wanted to stop.
  case stopped

  package var kind: ErrorKind {
    switch self {
    case .notRun: .usage
    case .refused, .ended, .silent, .endlessLine: .environment
    case .stopped: .interrupted
    }
  }

  package var description: String {
    switch self {
    case .refused(let code): "no new process: \(systemErrorText(code))"
    case .notRun(let code): "can't be run: \(systemErrorText(code))"
    case .ended(let ending): "\(ending)"
    case .silent: "gave no answer in time: it hangs"
    case .endlessLine: "answers with a line that never ends"
    case .stopped: "interrupted"
    }
  }
}

// System calls.
extension ChildProcess {
  private static func pipe() throws(ProcessError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard unsafe Glibc.pipe(&ends) == 0 else { throw .refused(code: errno) }
    // No other program inherits the ends; a pipe that another process holds open never ends.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ program: String, _ words: [String], _ input: Int32, _ output: Int32, _ errors: String
  ) throws(ProcessError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    unsafe posix_spawn_file_actions_addopen(
      &actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    var id: pid_t = 0
    let error = unsafe posix_spawn(&id, program, &actions, &attributes, &arguments, environ)
    guard error != EAGAIN, error != ENOMEM else { throw .refused(code: error) }
    guard error == 0 else { throw .notRun(code: error) }
    return id
  }

  /// Waits for a program that has closed its output: a second, then kills it.
  private static func wait(for id: pid_t) -> ProcessEnding {
    var status: Int32 = 0
    for attempt in 0..<200 {
      let found = unsafe waitpid(id, &status, WNOHANG)
      if found == id { return ending(status) }
      if found < 0, errno != EINTR { return .unknown }
      if attempt == 100 { kill(-id, SIGKILL) }
      usleep(10_000)
    }
    return .unknown
  }

  private static func ending(_ status: Int32) -> ProcessEnding {
    let signal = status & 0x7f
    return signal == 0 ? .code((status >> 8) & 0xff) : .signal(signal)
  }
}
