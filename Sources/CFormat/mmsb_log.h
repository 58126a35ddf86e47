// The native log, magic "MMSBLOG3": every fixed layout in it. `docs/formats/log.md`
// draws the bytes. Bodies of records other than the segment start are varints, columns and
// byte strings, and have no struct.
#ifndef MMSB_LOG_H
#define MMSB_LOG_H
#include <stddef.h>
#include <stdint.h>

enum {
  /// The only version.
  MMSB_LOG_VERSION = 3,
  /// Bytes of a record besides its body: the frame in front, the CRC behind.
  MMSB_LOG_RECORD_OVERHEAD = 24,
  /// Bytes of a frame that its own CRC covers.
  MMSB_LOG_FRAME_COVERED = 16,
  /// The most rows of one block.
  MMSB_LOG_BLOCK_ROWS = 1024,
  /// Every number of a segment start is below two to this power.
  MMSB_LOG_NUMBER_BITS = 62,
};

/// Record kinds. Inside a commit they come in this order, SOURCE first and COMMIT last.
enum {
  MMSB_LOG_SEGMENT_START = 1,
  MMSB_LOG_SOURCE = 2,
  MMSB_LOG_ALLOCATE = 3,
  MMSB_LOG_CREATE = 4,
  MMSB_LOG_METADATA = 5,
  MMSB_LOG_FUNCTION = 6,
  MMSB_LOG_BLOCK = 7,
  MMSB_LOG_REMOVE_EDGE = 8,
  MMSB_LOG_ADD_EDGE = 9,
  MMSB_LOG_REMOVE = 10,
  MMSB_LOG_FREE = 11,
  MMSB_LOG_COMMIT = 12,
  MMSB_LOG_CLOSE = 13,
};

/// Flags of a commit record.
enum {
  /// Everything before this commit was synced when it was written.
  MMSB_LOG_COMMIT_AFTER_SYNC = 0x01,
  /// Epochs may go back (policy "unchecked"); without it they may not ("monotone").
  MMSB_LOG_COMMIT_UNCHECKED_EPOCHS = 0x02,
  MMSB_LOG_COMMIT_FLAGS = 0x03,
};

/// A row of a block: the form in bits 0-1, the coding of the mask in bits 2-3.
enum {
  MMSB_LOG_FORM_MASK = 0x03,
  MMSB_LOG_CODING_SHIFT = 2,
  MMSB_LOG_FORM_BITS = 0x0f,
};

/// The codings of a row's mask.
enum {
  MMSB_LOG_CODING_NONE = 0,
  MMSB_LOG_CODING_RAW = 1,
  MMSB_LOG_CODING_RLE = 2,
  MMSB_LOG_CODING_ONES = 3,
};

/// The first byte of a column: width in bits 0-2, bit 3 where the base is not zero.
enum {
  /// The base for every row.
  MMSB_LOG_COLUMN_CONSTANT = 0,
  /// Widths 1 to 4: 1, 2, 4 or 8 bytes a row, to add to the base.
  MMSB_LOG_COLUMN_WIDEST = 4,
  /// The base for the first row, and a constant step more for each row behind.
  MMSB_LOG_COLUMN_STEP = 5,
  MMSB_LOG_COLUMN_WIDTH_MASK = 0x07,
  MMSB_LOG_COLUMN_HAS_BASE = 0x08,
  MMSB_LOG_COLUMN_BITS = 0x0f,
};

/// The first 64 bytes of every segment.
struct mmsb_log_header {
  uint8_t magic[8];
  uint32_t version;
  /// Features that a reader must understand to continue; version 3 doesn't define any.
  uint32_t flags;
  uint32_t max_page_bytes;
  uint32_t max_record_bytes;
  uint64_t max_commit_bytes;
  /// Drawn at random when the log is made; the same in all its segments.
  uint64_t log_id;
  uint8_t reserved[20];
  /// CRC-32C of the 60 bytes before. The chain of record CRCs and the CRC of each frame start
  /// from this value.
  uint32_t crc;
};

/// The frame in front of every record. A `byte_count` of zero ends the segment.
struct mmsb_log_frame {
  /// The whole record: frame, body, CRC.
  uint32_t byte_count;
  uint8_t kind;
  uint8_t flags;
  uint16_t zero;
  /// The record's sequence, its low and its high 32 bits.
  uint32_t sequence_low;
  uint32_t sequence_high;
  /// CRC-32C of the 16 bytes before, continued from the header's CRC.
  uint32_t crc;
};

/// The first record of every segment. A log's first segment has zeros for its predecessor.
struct mmsb_log_segment_start {
  struct mmsb_log_frame frame;
  /// CRC of the predecessor's last record.
  uint32_t last_crc;
  uint64_t segment_index;
  /// Bytes of the log before this segment.
  uint64_t base_position;
  /// Sequence of the predecessor's last record; the sequence of this record is one more.
  uint64_t last_sequence;
  /// Pages created minus pages removed before this segment.
  int64_t page_count;
  uint32_t reserved;
  uint32_t crc;
};

_Static_assert(sizeof(struct mmsb_log_header) == 64, "a log header is 64 bytes on disk");
_Static_assert(offsetof(struct mmsb_log_header, max_commit_bytes) == 24, "limits follow the flags");
_Static_assert(offsetof(struct mmsb_log_header, log_id) == 32, "the id follows the limits");
_Static_assert(offsetof(struct mmsb_log_header, crc) == 60, "the header's CRC closes it");
_Static_assert(sizeof(struct mmsb_log_frame) == 20, "a record frame is 20 bytes on disk");
_Static_assert(offsetof(struct mmsb_log_frame, kind) == 4, "the kind follows the length");
_Static_assert(offsetof(struct mmsb_log_frame, sequence_low) == 8, "the sequence follows the kind");
_Static_assert(
  offsetof(struct mmsb_log_frame, crc) == MMSB_LOG_FRAME_COVERED, "the frame's CRC closes it");
_Static_assert(
  MMSB_LOG_RECORD_OVERHEAD == sizeof(struct mmsb_log_frame) + 4, "a record's CRC follows its body");
_Static_assert(sizeof(struct mmsb_log_segment_start) == 64, "a segment start is 64 bytes on disk");
_Static_assert(
  offsetof(struct mmsb_log_segment_start, segment_index) == 24, "the index begins a new word");
_Static_assert(
  offsetof(struct mmsb_log_segment_start, page_count) == 48, "the page count ends the numbers");
_Static_assert(offsetof(struct mmsb_log_segment_start, crc) == 60, "a record's CRC closes it");
#endif
