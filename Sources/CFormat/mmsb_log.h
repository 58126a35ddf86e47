// The native log, magic "MMSBLOG3": every fixed layout in it. `docs/formats/log.md`
// draws the bytes. Bodies of records other than the segment start are varints and byte
// strings, and have no struct.
#ifndef MMSB_LOG_H
#define MMSB_LOG_H
#include <stddef.h>
#include <stdint.h>

enum {
  /// The only version so far, and the one that is written.
  MMSB_LOG_VERSION = 3,
  /// Bytes of a record besides its body: the frame in front, the CRC behind.
  MMSB_LOG_RECORD_OVERHEAD = 12,
};

/// Record kinds. Inside a commit they come in this order, SOURCE first and COMMIT last.
enum {
  MMSB_LOG_SEGMENT_START = 1,
  MMSB_LOG_SOURCE = 2,
  MMSB_LOG_CREATE = 3,
  MMSB_LOG_METADATA = 4,
  MMSB_LOG_DELTA = 5,
  MMSB_LOG_REMOVE = 6,
  MMSB_LOG_COMMIT = 7,
  MMSB_LOG_CLOSE = 8,
};

/// Flags of a delta record: form in bits 0-1, coding of the mask in bits 2-3, bit 4 with an intent.
enum {
  MMSB_LOG_FORM_MASK = 0x03,
  MMSB_LOG_CODING_SHIFT = 2,
  MMSB_LOG_CODING_MASK = 0x0c,
  MMSB_LOG_HAS_INTENT = 0x10,
  MMSB_LOG_DELTA_FLAGS = 0x1f,
};

/// How a delta's mask is stored.
enum {
  MMSB_LOG_CODING_NONE = 0,
  MMSB_LOG_CODING_RAW = 1,
  MMSB_LOG_CODING_RLE = 2,
  MMSB_LOG_CODING_ONES = 3,
};

/// Flag of a commit record: everything before this commit was synced when it was written.
enum { MMSB_LOG_COMMIT_AFTER_SYNC = 0x01 };

/// The first 64 bytes of every segment.
struct mmsb_log_header {
  uint8_t magic[8];
  uint32_t version;
  /// What a reader must understand to read on; no bit is defined in version 3.
  uint32_t flags;
  uint32_t max_page_bytes;
  uint32_t max_record_bytes;
  uint64_t max_commit_bytes;
  /// Drawn at random when the log is made; the same in all its segments.
  uint64_t log_id;
  uint8_t reserved[20];
  /// CRC-32C of the 60 bytes before it; the chain of record CRCs starts from it.
  uint32_t crc;
};

/// In front of every record. A `byte_count` of zero ends the segment.
struct mmsb_log_frame {
  /// The whole record: frame, body, CRC.
  uint32_t byte_count;
  /// The low 16 bits of the record's sequence.
  uint16_t sequence;
  uint8_t kind;
  uint8_t flags;
};

/// The first record of every segment. A log's first segment has zeros for its predecessor.
struct mmsb_log_segment_start {
  struct mmsb_log_frame frame;
  uint64_t segment_index;
  /// Bytes of the log before this segment.
  uint64_t base_position;
  /// Sequence of the predecessor's last record; this record's own is one more.
  uint64_t last_sequence;
  /// Pages created less pages removed before this segment.
  int64_t page_count;
  /// CRC of the predecessor's last record.
  uint32_t last_crc;
  uint32_t crc;
};

_Static_assert(sizeof(struct mmsb_log_header) == 64, "a log header is 64 bytes on disk");
_Static_assert(offsetof(struct mmsb_log_header, max_commit_bytes) == 24, "limits follow the flags");
_Static_assert(offsetof(struct mmsb_log_header, crc) == 60, "the header's CRC closes it");
_Static_assert(sizeof(struct mmsb_log_frame) == 8, "a record frame is 8 bytes on disk");
_Static_assert(offsetof(struct mmsb_log_frame, kind) == 6, "the kind follows the sequence");
_Static_assert(sizeof(struct mmsb_log_segment_start) == 48, "a segment start is 48 bytes on disk");
_Static_assert(offsetof(struct mmsb_log_segment_start, crc) == 44, "a record's CRC closes it");
#endif
