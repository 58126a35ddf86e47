// Portable C: eight bytes at a time in general registers, without vector types or instruction sets
// beyond the baseline. A backend like the others, which every machine can run.
#include "ck_common.h"
#include "ck_entries.h"

/// Byte i of entry `bits` is 0xff where bit i is set: a mask byte to a byte mask in one load.
#define LANE(bits, bit) ((uint64_t)((bits) >> (bit) & 1) * 0xff << 8 * (bit))
#define ENTRY(bits)                                                                      \
  (LANE(bits, 0) | LANE(bits, 1) | LANE(bits, 2) | LANE(bits, 3) | LANE(bits, 4)         \
   | LANE(bits, 5) | LANE(bits, 6) | LANE(bits, 7))
#define ROW4(of, at) of(at), of((at) + 1), of((at) + 2), of((at) + 3)
#define ROW16(of, at) ROW4(of, at), ROW4(of, (at) + 4), ROW4(of, (at) + 8), ROW4(of, (at) + 12)
#define ROW64(of, at) \
  ROW16(of, at), ROW16(of, (at) + 16), ROW16(of, (at) + 32), ROW16(of, (at) + 48)
#define ROW256(of) ROW64(of, 0), ROW64(of, 64), ROW64(of, 128), ROW64(of, 192)
static const uint64_t byte_masks[256] = {ROW256(ENTRY)};

static inline void blend_word(uint8_t *page, const uint8_t *payload, uint64_t bits) {
  for (size_t at = 0; at < 64; at += 8, bits >>= 8) {
    uint64_t keep = ck_load64(page + at);
    ck_store64(page + at, keep ^ ((keep ^ ck_load64(payload + at)) & byte_masks[bits & 0xff]));
  }
}

CK_KERNEL void apply_dense(
  uint8_t *page, const uint8_t *payload, const uint64_t *mask, size_t count, size_t ahead
) {
  (void)ahead;
  size_t at = 0;
  for (; at + 64 <= count; at += 64) {
    uint64_t bits = mask[at / 64];
    if (bits == ~(uint64_t)0) memcpy(page + at, payload + at, 64);
    else if (bits) blend_word(page + at, payload + at, bits);
  }
  if (at < count) ck_blend_tail(page + at, payload + at, ck_word(mask, at / 64, count), count - at);
}

CK_KERNEL size_t apply_sparse(
  uint8_t *page, const uint8_t *packed, const uint64_t *mask, size_t count, size_t ahead
) {
  (void)ahead;
  size_t taken = 0;
  for (size_t at = 0; at < count; at += 64) {
    uint64_t bits = ck_word(mask, at / 64, count);
    if (bits == ~(uint64_t)0) memcpy(page + at, packed + taken, 64), taken += 64;
    else taken += ck_expand_word(page + at, packed + taken, bits);
  }
  return taken;
}

CK_KERNEL void merge(
  uint8_t *older, uint64_t *older_mask, const uint8_t *newer, const uint64_t *newer_mask,
  size_t count, size_t ahead
) {
  apply_dense(older, newer, newer_mask, count, ahead);
  for (size_t index = 0; index < ck_word_count(count); index++)
    older_mask[index] |= ck_word(newer_mask, index, count);
}

CK_KERNEL size_t diff(
  const uint8_t *old_bytes, const uint8_t *new_bytes, uint64_t *mask, size_t count, size_t ahead
) {
  (void)ahead;
  size_t total = 0, at = 0;
  for (; at + 64 <= count; at += 64) {
    uint64_t bits = 0;
    if (memcmp(old_bytes + at, new_bytes + at, 64))
      bits = ck_diff_tail(old_bytes + at, new_bytes + at, 64);
    mask[at / 64] = bits;
    total += ck_bit_count(bits);
  }
  if (at == count) return total;
  uint64_t bits = ck_diff_tail(old_bytes + at, new_bytes + at, count - at);
  mask[at / 64] = bits;
  return total + ck_bit_count(bits);
}

CK_KERNEL size_t compress(
  const uint8_t *bytes, const uint64_t *mask, uint8_t *packed, size_t count, size_t ahead
) {
  (void)ahead;
  size_t written = 0;
  for (size_t at = 0; at < count; at += 64) {
    uint64_t bits = ck_word(mask, at / 64, count);
    if (bits == ~(uint64_t)0) memcpy(packed + written, bytes + at, 64), written += 64;
    else written += ck_compress_word(bytes + at, packed + written, bits);
  }
  return written;
}

CK_KERNEL size_t diff_compress(
  const uint8_t *old_bytes, const uint8_t *new_bytes, uint64_t *mask, uint8_t *packed,
  size_t count, size_t ahead
) {
  diff(old_bytes, new_bytes, mask, count, ahead);
  return compress(new_bytes, mask, packed, count, ahead);
}

CK_KERNEL void pack(const uint8_t *flags, uint64_t *mask, size_t count) {
  for (size_t at = 0; at < count; at += 64)
    mask[at / 64] = ck_pack_tail(flags + at, count - at < 64 ? count - at : 64);
}

CK_KERNEL void unpack(const uint64_t *mask, uint8_t *flags, size_t count) {
  for (size_t at = 0; at < count; at += 64)
    ck_unpack_tail(mask[at / 64], flags + at, count - at < 64 ? count - at : 64);
}

CK_KERNEL size_t population(const uint64_t *mask, size_t count) {
  return ck_population(mask, count);
}

CK_KERNEL size_t or_mask(uint64_t *dst, size_t shift, const uint64_t *src, size_t count) {
  return ck_or_mask(dst, shift, src, count);
}

CK_KERNEL size_t rle_encode(const uint64_t *mask, size_t count, uint8_t *runs) {
  return ck_rle_encode(mask, count, runs);
}

CK_KERNEL size_t rle_decode(const uint8_t *runs, size_t run_count, uint64_t *mask, size_t count) {
  return ck_rle_decode(runs, run_count, mask, count);
}

/// Entry `at` of table k: the remainder of byte `at` followed by k zero bytes, as the sum of its
/// bits' remainders.
#define SUM(at, a, b, c, d, e, f, g, h)                                                      \
  (BIT(at, 0, a) ^ BIT(at, 1, b) ^ BIT(at, 2, c) ^ BIT(at, 3, d) ^ BIT(at, 4, e)             \
   ^ BIT(at, 5, f) ^ BIT(at, 6, g) ^ BIT(at, 7, h))
#define BIT(at, bit, value) ((uint32_t)((at) >> (bit) & 1) * value##u)
#define CRC0(at)                                                                          \
  SUM(at, 0xf26b8303, 0xe13b70f7, 0xc79a971f, 0x8ad958cf,           \
    0x105ec76f, 0x20bd8ede, 0x417b1dbc, 0x82f63b78)
#define CRC1(at)                                                                          \
  SUM(at, 0x13a29877, 0x274530ee, 0x4e8a61dc, 0x9d14c3b8,           \
    0x3fc5f181, 0x7f8be302, 0xff17c604, 0xfbc3faf9)
#define CRC2(at)                                                                          \
  SUM(at, 0xa541927e, 0x4f6f520d, 0x9edea41a, 0x38513ec5,           \
    0x70a27d8a, 0xe144fb14, 0xc76580d9, 0x8b277743)
#define CRC3(at)                                                                          \
  SUM(at, 0xdd45aab8, 0xbf672381, 0x7b2231f3, 0xf64463e6,           \
    0xe964b13d, 0xd725148b, 0xaba65fe7, 0x52a0c93f)
#define CRC4(at)                                                                          \
  SUM(at, 0x38116fac, 0x7022df58, 0xe045beb0, 0xc5670b91,           \
    0x8f2261d3, 0x1ba8b557, 0x37516aae, 0x6ea2d55c)
#define CRC5(at)                                                                          \
  SUM(at, 0xef306b19, 0xdb8ca0c3, 0xb2f53777, 0x6006181f,           \
    0xc00c303e, 0x85f4168d, 0x0e045beb, 0x1c08b7d6)
#define CRC6(at)                                                                          \
  SUM(at, 0x68032cc8, 0xd0065990, 0xa5e0c5d1, 0x4e2dfd53,           \
    0x9c5bfaa6, 0x3d5b83bd, 0x7ab7077a, 0xf56e0ef4)
#define CRC7(at)                                                                          \
  SUM(at, 0x493c7d27, 0x9278fa4e, 0x211d826d, 0x423b04da,           \
    0x847609b4, 0x0d006599, 0x1a00cb32, 0x34019664)
static const uint32_t crc_tables[8][256] = {
  {ROW256(CRC0)}, {ROW256(CRC1)}, {ROW256(CRC2)}, {ROW256(CRC3)},
  {ROW256(CRC4)}, {ROW256(CRC5)}, {ROW256(CRC6)}, {ROW256(CRC7)},
};

CK_KERNEL uint32_t crc32c(uint32_t start, const uint8_t *bytes, size_t count) {
  uint32_t crc = ~start;
  for (; count >= 8; bytes += 8, count -= 8) {
    uint64_t word = ck_load64(bytes) ^ crc;
    crc = 0;
    for (size_t lane = 0; lane < 8; lane++) crc ^= crc_tables[7 - lane][word >> 8 * lane & 0xff];
  }
  for (; count; bytes++, count--) crc = crc >> 8 ^ crc_tables[0][(crc ^ *bytes) & 0xff];
  return ~crc;
}

CK_KERNEL uint32_t crc32c_copy(uint32_t crc, const uint8_t *from, uint8_t *to, size_t count) {
  memcpy(to, from, count);
  return crc32c(crc, from, count);
}

const struct ck_kernel ck_kernel_scalar = {
  .name = "scalar", .needs = 0,
  .apply_dense = apply_dense, .apply_sparse = apply_sparse, .merge = merge, .diff = diff,
  .compress = compress, .diff_compress = diff_compress, .pack = pack, .unpack = unpack,
  .population = population, .or_mask = or_mask,
  .rle_encode = rle_encode, .rle_decode = rle_decode, .crc32c = crc32c,
  .crc32c_copy = crc32c_copy,
};
