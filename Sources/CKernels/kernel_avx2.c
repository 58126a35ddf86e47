// AVX2 with BMI2, POPCNT, SSE4.2 and PCLMULQDQ (Haswell, Zen and later): 32 bytes a step. The set
// lacks byte masks, so shuffle, and, compare spread mask bits over byte lanes; sparse bytes use
// pdep and pext.
#include <immintrin.h>

#include "ck_common.h"
#include "ck_crc32c.h"
#include "ck_entries.h"
#include "cp_cpu.h"

#pragma clang attribute push( \
  __attribute__((target("avx2,bmi2,popcnt,sse4.2,pclmul"))), apply_to = function)

CK_INLINE __m256i load32(const uint8_t *_Nonnull bytes) {
  return _mm256_loadu_si256((const __m256i *)bytes);
}

CK_INLINE void store32(uint8_t *_Nonnull bytes, __m256i value) {
  _mm256_storeu_si256((__m256i *)bytes, value);
}

/// Lane i is all ones where bit i of the 32 `bits` is set.
CK_INLINE __m256i byte_mask(uint32_t bits) {
  const __m256i spread = _mm256_setr_epi64x(
    0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
  const __m256i pick = _mm256_set1_epi64x((long long)CK_BIT_OF_BYTE);
  __m256i copies = _mm256_shuffle_epi8(_mm256_set1_epi32((int)bits), spread);
  __m256i picked = _mm256_and_si256(copies, pick);
  return _mm256_cmpeq_epi8(picked, pick);
}

CK_INLINE void blend32(uint8_t *_Nonnull page, const uint8_t *_Nonnull payload, uint64_t bits) {
  store32(page, _mm256_blendv_epi8(load32(page), load32(payload), byte_mask((uint32_t)bits)));
}

CK_INLINE void apply_dense_body(
  uint8_t *page, const uint8_t *payload, const uint64_t *mask, size_t count, size_t ahead, bool far
) {
  size_t at = 0;
  for (; at + 64 <= count; at += 64) {
    if (far) _mm_prefetch((const char *)(page + at + ahead), _MM_HINT_T0);
    uint64_t bits = mask[at / 64];
    blend32(page + at, payload + at, bits);
    blend32(page + at + 32, payload + at + 32, bits >> 32);
  }
  if (at < count) ck_blend_tail(page + at, payload + at, ck_word(mask, at / 64, count), count - at);
}

CK_KERNEL void apply_dense(
  uint8_t *page, const uint8_t *payload, const uint64_t *mask, size_t count, size_t ahead
) {
  if (ahead) apply_dense_body(page, payload, mask, count, ahead, true);
  else apply_dense_body(page, payload, mask, count, 0, false);
}

/// Byte i is 0xff where bit i of the low eight bits is set.
CK_INLINE uint64_t byte_mask8(uint64_t bits) { return _pdep_u64(bits, CK_ONES) * 0xff; }

/// Eight bytes at a time while at least eight packed bytes are left, then bit by bit.
CK_INLINE size_t apply_sparse_body(
  uint8_t *page, const uint8_t *packed, const uint64_t *mask, size_t count, size_t ahead, bool far
) {
  size_t total = ck_population(mask, count), taken = 0, at = 0;
  for (; at + 64 <= count && taken + 64 <= total; at += 64) {
    if (far) _mm_prefetch((const char *)(page + at + ahead), _MM_HINT_T0);
    uint64_t bits = mask[at / 64];
    for (size_t byte = 0; byte < 64; byte += 8, bits >>= 8) {
      uint64_t take = byte_mask8(bits & 0xff), keep = ck_load64(page + at + byte);
      uint64_t spread = _pdep_u64(ck_load64(packed + taken), take);
      ck_store64(page + at + byte, (keep & ~take) | spread);
      taken += ck_bit_count(bits & 0xff);
    }
  }
  for (; at < count && taken < total; at += 64)
    taken += ck_expand_word(page + at, packed + taken, ck_word(mask, at / 64, count));
  return total;
}

CK_KERNEL size_t apply_sparse(
  uint8_t *page, const uint8_t *packed, const uint64_t *mask, size_t count, size_t ahead
) {
  if (ahead) return apply_sparse_body(page, packed, mask, count, ahead, true);
  return apply_sparse_body(page, packed, mask, count, 0, false);
}

CK_KERNEL void merge(
  uint8_t *older, uint64_t *older_mask, const uint8_t *newer, const uint64_t *newer_mask,
  size_t count, size_t ahead
) {
  apply_dense(older, newer, newer_mask, count, ahead);
  for (size_t index = 0; index < ck_word_count(count); index++)
    older_mask[index] |= ck_word(newer_mask, index, count);
}

/// The bits where 64 bytes differ.
CK_INLINE uint64_t diff_word(const uint8_t *_Nonnull old_bytes, const uint8_t *_Nonnull new_bytes) {
  __m256i low = _mm256_cmpeq_epi8(load32(old_bytes), load32(new_bytes));
  __m256i high = _mm256_cmpeq_epi8(load32(old_bytes + 32), load32(new_bytes + 32));
  return ~((uint64_t)(uint32_t)_mm256_movemask_epi8(low)
    | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32);
}

CK_INLINE size_t diff_body(
  const uint8_t *old_bytes, const uint8_t *new_bytes, uint64_t *mask, size_t count, size_t ahead,
  bool far
) {
  size_t total = 0, at = 0;
  CK_ALIGNED_LOOP for (; at + 64 <= count; at += 64) {
    if (far) _mm_prefetch((const char *)(old_bytes + at + ahead), _MM_HINT_T0);
    if (far) _mm_prefetch((const char *)(new_bytes + at + ahead), _MM_HINT_T0);
    mask[at / 64] = diff_word(old_bytes + at, new_bytes + at);
    total += ck_bit_count(mask[at / 64]);
  }
  if (at == count) return total;
  mask[at / 64] = ck_diff_tail(old_bytes + at, new_bytes + at, count - at);
  return total + ck_bit_count(mask[at / 64]);
}

CK_KERNEL size_t diff(
  const uint8_t *old_bytes, const uint8_t *new_bytes, uint64_t *mask, size_t count, size_t ahead
) {
  if (ahead) return diff_body(old_bytes, new_bytes, mask, count, ahead, true);
  return diff_body(old_bytes, new_bytes, mask, count, 0, false);
}

/// Packs into the `room` bytes at `packed`: whole eight-byte stores while 64 bytes of room are
/// left, then bit by bit.
CK_INLINE size_t compress_body(
  const uint8_t *bytes, const uint64_t *mask, uint8_t *packed, size_t room, size_t count
) {
  size_t written = 0, at = 0;
  for (; at + 64 <= count && written + 64 <= room; at += 64) {
    uint64_t bits = mask[at / 64];
    for (size_t byte = 0; byte < 64; byte += 8, bits >>= 8) {
      uint64_t word = ck_load64(bytes + at + byte);
      ck_store64(packed + written, _pext_u64(word, byte_mask8(bits & 0xff)));
      written += ck_bit_count(bits & 0xff);
    }
  }
  for (; at < count; at += 64)
    written += ck_compress_word(bytes + at, packed + written, ck_word(mask, at / 64, count));
  return written;
}

CK_KERNEL size_t compress(
  const uint8_t *bytes, const uint64_t *mask, uint8_t *packed, size_t count, size_t ahead
) {
  (void)ahead;
  return compress_body(bytes, mask, packed, ck_population(mask, count), count);
}

CK_KERNEL size_t diff_compress(
  const uint8_t *old_bytes, const uint8_t *new_bytes, uint64_t *mask, uint8_t *packed,
  size_t count, size_t ahead
) {
  diff(old_bytes, new_bytes, mask, count, ahead);
  return compress_body(new_bytes, mask, packed, count, count);
}

CK_KERNEL void pack(const uint8_t *flags, uint64_t *mask, size_t count) {
  const __m256i zero = _mm256_setzero_si256();
  size_t at = 0;
  for (; at + 64 <= count; at += 64) {
    __m256i low = _mm256_cmpeq_epi8(load32(flags + at), zero);
    __m256i high = _mm256_cmpeq_epi8(load32(flags + at + 32), zero);
    mask[at / 64] = ~((uint64_t)(uint32_t)_mm256_movemask_epi8(low)
      | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32);
  }
  if (at < count) mask[at / 64] = ck_pack_tail(flags + at, count - at);
}

CK_KERNEL void unpack(const uint64_t *mask, uint8_t *flags, size_t count) {
  const __m256i one = _mm256_set1_epi8(1);
  size_t at = 0;
  for (; at + 64 <= count; at += 64) {
    uint64_t bits = mask[at / 64];
    store32(flags + at, _mm256_and_si256(byte_mask((uint32_t)bits), one));
    store32(flags + at + 32, _mm256_and_si256(byte_mask((uint32_t)(bits >> 32)), one));
  }
  if (at < count) ck_unpack_tail(mask[at / 64], flags + at, count - at);
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

CK_KERNEL uint32_t crc32c(uint32_t crc, const uint8_t *bytes, size_t count) {
  return ck_crc32c(crc, (struct ck_crc_bytes){bytes, NULL, 0}, count);
}

CK_KERNEL uint32_t crc32c_copy(uint32_t crc, const uint8_t *from, uint8_t *to, size_t count) {
  return ck_crc32c(crc, (struct ck_crc_bytes){from, to, 1}, count);
}

#pragma clang attribute pop

const struct ck_kernel ck_kernel_avx2 = {
  .name = "avx2",
  .needs = CP_AVX2 | CP_BMI2 | CP_POPCNT | CP_SSE42 | CP_PCLMULQDQ,
  .apply_dense = apply_dense, .apply_sparse = apply_sparse, .merge = merge, .diff = diff,
  .compress = compress, .diff_compress = diff_compress, .pack = pack, .unpack = unpack,
  .population = population, .or_mask = or_mask,
  .rle_encode = rle_encode, .rle_decode = rle_decode, .crc32c = crc32c,
  .crc32c_copy = crc32c_copy,
};
