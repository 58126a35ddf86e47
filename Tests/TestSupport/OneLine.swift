public import Testing

/// Expects a call's exit code, and one line on standard error that contains these words.
public func expectOneLine(
  _ outcome: Mmsb.Outcome, code: Int32, _ words: [String] = [],
  location: SourceLocation = #_sourceLocation
) {
  #expect(outcome.code == code, "\(outcome.complaints)", sourceLocation: location)
  #expect(outcome.lines.count == 1, "\(outcome.complaints)", sourceLocation: location)
  for word in words {
    #expect(outcome.complaints.contains(word), "\(outcome.complaints)", sourceLocation: location)
  }
}
