internal import Glibc
internal import Machine
internal import Measure
internal import Scenarios
internal import StateBus
internal import Support

extension Failure {
  /// What an error means for the caller. What isn't known here is a mistake of ours, and says so.
  package init(_ error: any Error) {
    self =
      switch error {
      case let failure as Failure: failure
      case let error as UsageError: Failure(.usage, error.description)
      case let error as ScenarioError: Failure(.usage, error.description)
      case let error as ResultError: Failure(Self.code(error), error.description)
      case let error as WorkError: Failure(Self.code(error), error.description)
      case let error as PlacementError: Failure(.unfit, error.description)
      case let error as BackendError: Failure(.usage, error.description)
      case let error as FileError: Failure(Self.code(error), error.description)
      case let error as LogError: Failure(Self.code(error), error.description)
      case let error as LegacyLogError: Failure(Self.code(error), error.description)
      case let error as LegacyCheckpointError: Failure(Self.code(error), error.description)
      case let error as SQLiteWALError: Failure(Self.code(error), error.description)
      default: Failure(.internalError, "internal error, please report it: \(error)")
      }
  }

  /// The same, with the file that it is about in front where the error itself doesn't name it.
  init(_ error: any Error, of path: String) {
    let plain = Failure(error)
    let isNamed = plain.message.contains(path)
    self = isNamed ? plain : Failure(plain.code, "\(path): \(plain.message)")
  }

  /// A file that isn't there, or is none, is the caller's to name right; the rest is the system's.
  private static func code(_ error: FileError) -> ExitCode {
    let isInput = error.operation == .open || error.operation == .inspect
    let isMisnamed = isInput && [ENOENT, ENOTDIR, EISDIR].contains(error.code)
    return isMisnamed || error.code == EEXIST ? .usage : .unfit
  }

  private static func code(_ error: ResultError) -> ExitCode {
    switch error {
    case .cannotWrite: .unfit
    case .cannotRead, .occupied, .malformed, .malformedExpectations: .usage
    }
  }

  private static func code(_ error: WorkError) -> ExitCode {
    switch error {
    case .invalidInput: .usage
    case .unavailable, .environment: .unfit
    }
  }

  private static func code(_ error: LogError) -> ExitCode {
    switch error {
    case .file(let error), .poisoned(let error): code(error)
    case .notALog, .legacyLog, .unsupportedVersion, .notTheNextSegment, .tooLarge, .pageTooLarge,
      .unknownSource:
      .usage
    case .truncated, .headerDamaged, .recordDamaged: .damaged
    }
  }

  private static func code(_ error: LegacyLogError) -> ExitCode {
    switch error {
    case .log(let error): code(error)
    case .draftNotApplied, .stateDiffers: .internalError
    case .file(let error): code(error)
    case .truncatedHeader, .payloadMismatch, .notApplied: .damaged
    case .notALog, .unknownVersion, .epochTooLarge, .fieldTooLong, .emptyIntent, .unknownPage:
      .usage
    }
  }

  private static func code(_ error: LegacyCheckpointError) -> ExitCode {
    switch error {
    case .file(let error): code(error)
    case .notACheckpoint, .unknownVersion, .epochTooLarge, .fieldTooLong: .usage
    case .truncatedHeader, .truncated, .absurdPageCount, .sizeMismatch, .badPage, .duplicatePage,
      .trailingBytes:
      .damaged
    }
  }

  private static func code(_ error: SQLiteWALError) -> ExitCode {
    switch error {
    case .log(let error): code(error)
    case .file(let error): code(error)
    case .headerChecksumMismatch, .truncatedHeader, .badPageSize, .partialDatabasePage: .damaged
    case .empty, .notAWAL, .unknownVersion, .noCommittedFrame, .notADatabase, .pageSizeMismatch,
      .pagesMissing:
      .usage
    }
  }
}
