/// The search for the name that a user probably meant.
package enum NearMatches {
  /// The names nearest to a word, at most a third of its letters away; none if none is near.
  package static func of(_ word: String, among names: [String]) -> [String] {
    let distances = names.map { distance(Array(word), Array($0)) }
    guard let nearest = distances.min(), nearest <= max(1, word.count / 3) else { return [] }
    return zip(names, distances).filter { $0.1 == nearest }.map(\.0)
  }

  /// The number of letters to insert, remove, replace or swap with the next to turn one word into
  /// the other.
  private static func distance(_ one: [Character], _ other: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...other.count)
    for row in 0..<one.count {
      var next = [row + 1]
      for column in 0..<other.count {
        let isSame = one[row] == other[column]
        var best = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, next[column] + 1)
        let isSwap =
          row > 0 && column > 0 && one[row] == other[column - 1]
          && one[row - 1] == other[column]
        if isSwap { best = min(best, beforeLast[column - 1] + 1) }
        next.append(best)
      }
      (beforeLast, last) = (last, next)
    }
    return last[other.count]
  }
}
