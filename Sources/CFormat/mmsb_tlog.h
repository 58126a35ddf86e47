// The transaction log of the original MMSB, versions 1 and 2, little-endian.
// A frame is this head, the mask, and fields whose places depend on the lengths before them.
#ifndef CFORMAT_MMSB_TLOG_H
#define CFORMAT_MMSB_TLOG_H
#include <stddef.h>
#include <stdint.h>

/// The file's first 12 bytes.
struct mmsb_tlog_header {
  /// "MMSBLOG1".
  uint8_t magic[8];
  /// 1 or 2; version 2 closes each frame with intent metadata.
  uint32_t version;
};

/// The fixed start of a frame. Behind it: `mask_count` bytes of mask, one a page byte (not zero =
/// set); u32 payload length and payload; u8 sparse flag; u64 timestamp; u32 source length and
/// source; in version 2 u32 intent length (0 = none) and intent.
struct mmsb_tlog_frame {
  uint64_t delta_id;
  uint64_t page_id;
  uint32_t epoch;
  uint32_t mask_count;
};

_Static_assert(sizeof(struct mmsb_tlog_header) == 12, "a log header is 12 bytes");
_Static_assert(sizeof(struct mmsb_tlog_frame) == 24, "a frame's head is 24 bytes");
#endif
