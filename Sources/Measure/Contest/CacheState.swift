/// The state of the caches when a batch begins. The raw value is the word in scenarios and rows.
package enum CacheState: String, CaseIterable, Sendable {
  /// As the batch before left them: a batch is many iterations over the same memory.
  case warm
  /// Empty of the work's data: caches are emptied before each batch, and a batch is one iteration.
  case cold
}
