// The checkpoint of the original MMSB, versions 1 and 2 (the same layout), little-endian.
// A page is this head, u32 metadata length, the metadata blob, u32 data length and the data.
#ifndef CFORMAT_MMSB_CHECKPOINT_H
#define CFORMAT_MMSB_CHECKPOINT_H
#include <stddef.h>
#include <stdint.h>

/// The file's first 24 bytes.
struct mmsb_checkpoint_header {
  /// "MMSBSNAP".
  uint8_t magic[8];
  uint32_t version;
  uint32_t page_count;
  /// The length of the transaction log when the checkpoint was taken; replay continues from there.
  uint64_t log_offset;
};

/// The fixed start of a page.
struct mmsb_checkpoint_page {
  uint64_t page_id;
  /// Equals the data length that follows.
  uint64_t byte_count;
  uint32_t epoch;
  /// 0 memory, 1 GPU, 2 unified.
  int32_t location;
};

_Static_assert(sizeof(struct mmsb_checkpoint_header) == 24, "a checkpoint header is 24 bytes");
_Static_assert(offsetof(struct mmsb_checkpoint_header, log_offset) == 16, "the offset closes it");
_Static_assert(sizeof(struct mmsb_checkpoint_page) == 24, "a page's head is 24 bytes");
#endif
