/// Changes of a commit that the log can hold and a page store refuses: frames of files, functions
/// of derived pages, and edges between pages.
package struct CommitExtras: Equatable, Sendable {
  /// A dependency: the second page is made from the first.
  package struct Edge: Equatable, Sendable {
    /// The kind of the dependency; the graph defines its meaning.
    package var kind: UInt32
    /// The page that is read.
    package var from: PageID
    /// The page that is made.
    package var to: PageID

    /// Describes an edge.
    package init(kind: UInt32, from: PageID, to: PageID) {
      self.kind = kind
      self.from = from
      self.to = to
    }
  }

  /// Consecutive frames of an allocator in a file.
  package struct Frames: Equatable, Sendable {
    /// The number of the allocator's file.
    package var file: UInt32
    /// The first frame.
    package var first: UInt64
    /// The number of frames, at least one.
    package var count: UInt64

    /// Describes a run of frames.
    package init(file: UInt32, first: UInt64, count: UInt64) {
      self.file = file
      self.first = first
      self.count = count
    }
  }

  /// The function that makes a derived page.
  package struct Function: Equatable, Sendable {
    /// The page.
    package var page: PageID
    /// The function's name.
    package var name: [UInt8]
    /// The function's version.
    package var version: UInt64

    /// Names a page's function.
    package init(page: PageID, name: [UInt8], version: UInt64) {
      self.page = page
      self.name = name
      self.version = version
    }
  }

  /// Frames taken, before pages are made in them.
  package var allocations: [Frames] = []
  /// Functions of pages, replaced.
  package var functions: [Function] = []
  /// Edges taken away, before others are added.
  package var removedEdges: [Edge] = []
  /// Edges added.
  package var addedEdges: [Edge] = []
  /// Frames given back, after pages were removed.
  package var frees: [Frames] = []
  /// Whether everything before the commit was synced when it was written.
  package var isAfterSync = false

  /// No changes.
  package init() {}

  /// The number of changes.
  package var count: Int {
    allocations.count + functions.count + removedEdges.count + addedEdges.count + frees.count
  }
  /// Whether all lists are empty; every commit queries this, so the lists are read in place.
  @inline(__always)
  package var isEmpty: Bool {
    allocations.isEmpty && functions.isEmpty && removedEdges.isEmpty && addedEdges.isEmpty
      && frees.isEmpty
  }
}
