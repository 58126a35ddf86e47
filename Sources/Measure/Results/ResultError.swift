package import Support

/// A results folder that can't be made, written or read.
package enum ResultError: KindedError, Equatable {
  /// The system refused; `reason` is its own text ("No space left on device").
  case cannotWrite(path: String, reason: String)
  case cannotRead(path: String, reason: String)
  /// The folder already holds results, which are never overwritten.
  case occupied(path: String)
  /// Another run holds the folder; the system may list its process.
  case held(path: String, holder: Int32?)
  /// Nothing of the run is missing.
  case complete(path: String)
  /// The manifest lacks what a run is resumed by.
  case notResumable(path: String, reason: String)
  /// The folder's files don't follow the schema.
  case malformed(path: String, Finding)
  /// A file of expected counts doesn't follow its format.
  case malformedExpectations(Finding)

  /// Whether another run has the folder or has filled it.
  package var isTaken: Bool {
    switch self {
    case .occupied, .held: true
    default: false
    }
  }

  package var kind: ErrorKind {
    switch self {
    case .cannotWrite, .held: .environment
    case .occupied, .complete, .notResumable: .usage
    case .cannotRead, .malformed, .malformedExpectations: .input
    }
  }

  package var description: String {
    switch self {
    case .cannotWrite(let path, let reason):
      "can't write \(path): \(reason); choose another folder with --out"
    case .cannotRead(let path, let reason):
      "can't read \(path): \(reason)"
    case .occupied(let path):
      "\(path) already holds results; choose another folder with --out"
    case .held(let path, let holder):
      "\(path) is held by another run" + (holder.map { ", process \($0)" } ?? "")
        + "; wait for it, or choose another folder with --out"
    case .complete(let path):
      "\(path) is complete: nothing is missing, and nothing was run"
    case .notResumable(let path, let reason):
      "\(path) can't be resumed: \(reason)"
    case .malformed(let path, let finding):
      "\(path)/\(finding); `mmsb validate` lists everything that is wrong"
    case .malformedExpectations(let finding):
      "\(finding); mend the file, or remove it and renew it with --expect-write"
    }
  }
}
