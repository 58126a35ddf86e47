/// The form in which a delta's bytes are stored.
public enum DeltaForm: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  /// Every byte of the range changes, so the delta has one payload byte for each and no mask.
  case ones = 0
  /// A mask, and one payload byte for every byte of the range, changed or not.
  case dense = 1
  /// A mask, and one payload byte for every set bit.
  case sparse = 2
}

/// The places of a row's mask and payload in its batch's arenas.
package struct DeltaExtent: Sendable, BitwiseCopyable {
  /// First payload byte, and first mask word.
  package var payloadStart: Int
  package var maskStart: Int
  /// The range of the page: first byte, and bytes that the mask covers.
  package var offset: UInt32
  package var count: UInt32
  /// Payload bytes.
  package var payloadCount: UInt32
  /// The form in which the bytes are stored.
  package var form: DeltaForm

  /// The first byte of the page after the range.
  package var end: Int { Int(offset) + Int(count) }
  /// Mask words, none in the form `ones`.
  package var wordCount: Int { form == .ones ? 0 : (Int(count) + 63) / 64 }
}
