/// Standing in until the platform's file error is on main.
package enum FileError: Error, Equatable, CustomStringConvertible {
  case unreadable(code: Int32)
  package var description: String { "unreadable" }
}
