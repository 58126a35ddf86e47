// Byte kernels over one buffer each, one constant entry per instruction set, one table of entries.
// Masks are bits, least significant first, in 64-bit words; bits at and beyond `count` are zero.
#ifndef CK_KERNELS_H
#define CK_KERNELS_H
#include <stddef.h>
#include <stdint.h>

/// One instruction set's kernels. `count` is always bytes of page (= mask bits); kernels write only
/// inside the stated lengths; pointers need no alignment unless stated; the caller checks lengths.
struct __attribute__((swift_attr("@Sendable"))) ck_kernel {
  /// The backend's name: "scalar", "avx2", "avx512".
  const char *_Nonnull name;
  /// Bits of `cp_cpu_features` without which the entry must not run.
  uint32_t needs;

  /// page[i] = payload[i] where mask bit i is set. `ahead`: bytes to prefetch ahead of the page, 0
  /// for none (worth it only when the batch's footprint is beyond the caches).
  void (*_Nonnull apply_dense)(
    uint8_t *_Nonnull page, const uint8_t *_Nonnull payload, const uint64_t *_Nonnull mask,
    size_t count, size_t ahead);
  /// page[i] = next packed byte where mask bit i is set; answers the packed bytes taken (= set
  /// bits).
  size_t (*_Nonnull apply_sparse)(
    uint8_t *_Nonnull page, const uint8_t *_Nonnull packed, const uint64_t *_Nonnull mask,
    size_t count, size_t ahead);
  /// Merges `newer` into `older` in place: bytes where the newer mask is set, masks or-ed.
  void (*_Nonnull merge)(
    uint8_t *_Nonnull older, uint64_t *_Nonnull older_mask, const uint8_t *_Nonnull newer,
    const uint64_t *_Nonnull newer_mask, size_t count, size_t ahead);
  /// Writes the mask of bytes that differ; answers their number.
  size_t (*_Nonnull diff)(
    const uint8_t *_Nonnull old_bytes, const uint8_t *_Nonnull new_bytes, uint64_t *_Nonnull mask,
    size_t count, size_t ahead);
  /// Packs the masked bytes together; answers their number. `packed` has room for exactly that
  /// many bytes.
  size_t (*_Nonnull compress)(
    const uint8_t *_Nonnull bytes, const uint64_t *_Nonnull mask, uint8_t *_Nonnull packed,
    size_t count, size_t ahead);
  /// diff and compress of the new bytes in one call; `packed` has room for `count` bytes.
  size_t (*_Nonnull diff_compress)(
    const uint8_t *_Nonnull old_bytes, const uint8_t *_Nonnull new_bytes, uint64_t *_Nonnull mask,
    uint8_t *_Nonnull packed, size_t count, size_t ahead);
  /// Byte flags (non-zero = set) to mask bits.
  void (*_Nonnull pack)(const uint8_t *_Nonnull flags, uint64_t *_Nonnull mask, size_t count);
  /// Mask bits to byte flags 0 and 1.
  void (*_Nonnull unpack)(const uint64_t *_Nonnull mask, uint8_t *_Nonnull flags, size_t count);
  /// The number of set bits among the first `count`.
  size_t (*_Nonnull population)(const uint64_t *_Nonnull mask, size_t count);
  /// dst bit (shift + i) |= src bit i for i < count; answers the number of newly set bits.
  /// `dst` has room for shift + count bits; shift < 64.
  size_t (*_Nonnull or_mask)(
    uint64_t *_Nonnull dst, size_t shift, const uint64_t *_Nonnull src, size_t count);
  /// Run lengths, one byte a run: bit 7 set = clear bits, bits 0-6 = length 1...127. `runs` has
  /// room for `count` bytes (the worst case); answers the bytes written.
  size_t (*_Nonnull rle_encode)(
    const uint64_t *_Nonnull mask, size_t count, uint8_t *_Nonnull runs);
  /// Rebuilds a mask of `count` bits from runs; answers the bits that the runs describe, and writes
  /// `count` at most. A zero-length run is skipped. The caller refuses an answer other than
  /// `count`.
  size_t (*_Nonnull rle_decode)(
    const uint8_t *_Nonnull runs, size_t run_count, uint64_t *_Nonnull mask, size_t count);
  /// CRC-32C (Castagnoli, RFC 3720) continued from `crc`, 0 to start.
  uint32_t (*_Nonnull crc32c)(uint32_t crc, const uint8_t *_Nonnull bytes, size_t count);
  /// The same sum, with a copy of the bytes; the two buffers don't overlap.
  uint32_t (*_Nonnull crc32c_copy)(
    uint32_t crc, const uint8_t *_Nonnull from, uint8_t *_Nonnull to, size_t count);
};

/// The number of entries.
size_t ck_kernel_count(void);
/// The entry at `index`, slowest first.
const struct ck_kernel *_Nonnull ck_kernel_at(size_t index);
#endif
