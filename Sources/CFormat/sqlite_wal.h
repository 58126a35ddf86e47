// The write-ahead log of SQLite 3 ("WAL-mode File Format", section 4 of its file format document).
// Every integer is big-endian; the checksum words alone follow the byte order that the magic names.
#ifndef CFORMAT_SQLITE_WAL_H
#define CFORMAT_SQLITE_WAL_H
#include <stddef.h>
#include <stdint.h>

/// The file's first 32 bytes.
struct sqlite_wal_header {
  /// 0x377f0682 (checksum words little-endian) or 0x377f0683 (big-endian).
  uint32_t magic;
  /// 3007000.
  uint32_t version;
  /// 512 to 65536, a power of two, stored as the number itself.
  uint32_t page_byte_count;
  /// The number of the log's restarts.
  uint32_t checkpoint_sequence;
  /// Changed when the log restarts; the frames of this generation have the same two values.
  uint32_t salt[2];
  /// The checksum of the 24 bytes before.
  uint32_t checksum[2];
};

/// The 24 bytes before each page image.
struct sqlite_wal_frame {
  /// 1 or more.
  uint32_t page_number;
  /// Pages in the database after the transaction on its last frame, 0 on every other.
  uint32_t database_page_count;
  /// The salt of the file header.
  uint32_t salt[2];
  /// Cumulative: from the frame before (the file header before the first), over this header's
  /// first 8 bytes and the page image.
  uint32_t checksum[2];
};

_Static_assert(sizeof(struct sqlite_wal_header) == 32, "a WAL header is 32 bytes");
_Static_assert(offsetof(struct sqlite_wal_header, checksum) == 24, "its checksum closes it");
_Static_assert(sizeof(struct sqlite_wal_frame) == 24, "a frame header is 24 bytes");
_Static_assert(offsetof(struct sqlite_wal_frame, salt) == 8, "8 bytes of it are summed");
#endif
