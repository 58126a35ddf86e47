// AVX-512 F, BW, VL and VBMI2 as one bundle (Ice Lake, Zen 4 and later): a mask word is an opmask register, 64 bytes
// a step. Masked loads and stores read and write nothing where the mask is clear, so tails need no second loop.
#include <immintrin.h>

#include "ck_common.h"
#include "ck_crc32c.h"
#include "ck_rows.h"
#include "cp_cpu.h"

#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi2,popcnt,sse4.2,pclmul"))), \
  apply_to = function)

CK_INLINE void prefetch_lines(const uint8_t *_Nonnull at, size_t ahead, bool on) {
  if (!on) return;
  for (size_t line = 0; line < 256; line += 64) _mm_prefetch((const char *)(at + ahead + line), _MM_HINT_T0);
}

/// A zero that the compiler can't see. Zero-masked compress and expand wait for the old register on Zen 4 and 5;
/// merging over this doesn't.
CK_INLINE __m512i opaque_zero(void) {
  __m512i zero = _mm512_setzero_si512();
  __asm__("" : "+v"(zero));
  return zero;
}

/// The first `count` < 64 bytes, the rest zero.
CK_INLINE __m512i load_tail(const uint8_t *_Nonnull bytes, size_t count) {
  return _mm512_maskz_loadu_epi8(ck_low_bits(count), bytes);
}

/// Four independent loads before four masked stores keep the store port busy.
CK_INLINE void apply_dense_body(
  uint8_t *page, const uint8_t *payload, const uint64_t *mask, size_t count, size_t ahead, bool far
) {
  size_t at = 0;
  for (; at + 256 <= count; at += 256) {
    prefetch_lines(page + at, ahead, far);
    __m512i a = _mm512_loadu_si512(payload + at), b = _mm512_loadu_si512(payload + at + 64);
    __m512i c = _mm512_loadu_si512(payload + at + 128), d = _mm512_loadu_si512(payload + at + 192);
    const uint64_t *bits = mask + at / 64;
    _mm512_mask_storeu_epi8(page + at, bits[0], a);
    _mm512_mask_storeu_epi8(page + at + 64, bits[1], b);
    _mm512_mask_storeu_epi8(page + at + 128, bits[2], c);
    _mm512_mask_storeu_epi8(page + at + 192, bits[3], d);
  }
  for (; at + 64 <= count; at += 64)
    _mm512_mask_storeu_epi8(page + at, mask[at / 64], _mm512_loadu_si512(payload + at));
  if (at == count) return;
  uint64_t bits = ck_word(mask, at / 64, count);
  _mm512_mask_storeu_epi8(page + at, bits, _mm512_maskz_loadu_epi8(bits, payload + at));
}

static void apply_dense(
  uint8_t *page, const uint8_t *payload, const uint64_t *mask, size_t count, size_t ahead
) {
  if (ahead) apply_dense_body(page, payload, mask, count, ahead, true);
  else apply_dense_body(page, payload, mask, count, 0, false);
}

/// Whole 64-byte loads while at least that many packed bytes are left, then exact ones.
CK_INLINE size_t apply_sparse_body(
  uint8_t *page, const uint8_t *packed, const uint64_t *mask, size_t count, size_t ahead, bool far
) {
  size_t total = ck_population(mask, count), taken = 0, at = 0;
  for (; at + 64 <= count && taken + 64 <= total; at += 64) {
    if (far) _mm_prefetch((const char *)(page + at + ahead), _MM_HINT_T0);
    uint64_t bits = mask[at / 64];
    __m512i bytes = _mm512_loadu_si512(packed + taken);
    _mm512_mask_storeu_epi8(page + at, bits, _mm512_mask_expand_epi8(bytes, bits, bytes));
    taken += ck_bit_count(bits);
  }
  for (; at < count && taken < total; at += 64) {
    uint64_t bits = ck_word(mask, at / 64, count);
    size_t set = ck_bit_count(bits);
    __m512i bytes = set < 64 ? load_tail(packed + taken, set) : _mm512_loadu_si512(packed + taken);
    _mm512_mask_storeu_epi8(page + at, bits, _mm512_mask_expand_epi8(bytes, bits, bytes));
    taken += set;
  }
  return total;
}

static size_t apply_sparse(
  uint8_t *page, const uint8_t *packed, const uint64_t *mask, size_t count, size_t ahead
) {
  if (ahead) return apply_sparse_body(page, packed, mask, count, ahead, true);
  return apply_sparse_body(page, packed, mask, count, 0, false);
}

CK_INLINE void merge_body(
  uint8_t *older, uint64_t *older_mask, const uint8_t *newer, const uint64_t *newer_mask,
  size_t count, size_t ahead, bool far
) {
  size_t at = 0;
  for (; at + 256 <= count; at += 256) {
    prefetch_lines(older + at, ahead, far);
    __m512i a = _mm512_loadu_si512(newer + at), b = _mm512_loadu_si512(newer + at + 64);
    __m512i c = _mm512_loadu_si512(newer + at + 128), d = _mm512_loadu_si512(newer + at + 192);
    const uint64_t *bits = newer_mask + at / 64;
    uint64_t *all = older_mask + at / 64;
    _mm512_mask_storeu_epi8(older + at, bits[0], a);
    _mm512_mask_storeu_epi8(older + at + 64, bits[1], b);
    _mm512_mask_storeu_epi8(older + at + 128, bits[2], c);
    _mm512_mask_storeu_epi8(older + at + 192, bits[3], d);
    _mm256_storeu_si256((__m256i *)all, _mm256_or_si256(
      _mm256_loadu_si256((const __m256i *)all), _mm256_loadu_si256((const __m256i *)bits)));
  }
  for (; at < count; at += 64) {
    uint64_t bits = ck_word(newer_mask, at / 64, count);
    _mm512_mask_storeu_epi8(older + at, bits, _mm512_maskz_loadu_epi8(bits, newer + at));
    older_mask[at / 64] |= bits;
  }
}

static void merge(
  uint8_t *older, uint64_t *older_mask, const uint8_t *newer, const uint64_t *newer_mask,
  size_t count, size_t ahead
) {
  if (ahead) merge_body(older, older_mask, newer, newer_mask, count, ahead, true);
  else merge_body(older, older_mask, newer, newer_mask, count, 0, false);
}

CK_INLINE uint64_t diff_word(const uint8_t *old_bytes, const uint8_t *new_bytes) {
  return _mm512_cmpneq_epi8_mask(_mm512_loadu_si512(old_bytes), _mm512_loadu_si512(new_bytes));
}

CK_INLINE uint64_t diff_tail(const uint8_t *old_bytes, const uint8_t *new_bytes, size_t count) {
  return _mm512_cmpneq_epi8_mask(load_tail(old_bytes, count), load_tail(new_bytes, count));
}

CK_INLINE size_t diff_body(
  const uint8_t *old_bytes, const uint8_t *new_bytes, uint64_t *mask, size_t count, size_t ahead,
  bool far
) {
  size_t total = 0, at = 0;
  for (; at + 256 <= count; at += 256) {
    prefetch_lines(old_bytes + at, ahead, far);
    prefetch_lines(new_bytes + at, ahead, far);
    uint64_t a = diff_word(old_bytes + at, new_bytes + at);
    uint64_t b = diff_word(old_bytes + at + 64, new_bytes + at + 64);
    uint64_t c = diff_word(old_bytes + at + 128, new_bytes + at + 128);
    uint64_t d = diff_word(old_bytes + at + 192, new_bytes + at + 192);
    uint64_t *bits = mask + at / 64;
    bits[0] = a, bits[1] = b, bits[2] = c, bits[3] = d;
    total += ck_bit_count(a) + ck_bit_count(b) + ck_bit_count(c) + ck_bit_count(d);
  }
  for (; at < count; at += 64) {
    uint64_t bits = at + 64 <= count ? diff_word(old_bytes + at, new_bytes + at)
      : diff_tail(old_bytes + at, new_bytes + at, count - at);
    mask[at / 64] = bits;
    total += ck_bit_count(bits);
  }
  return total;
}

static size_t diff(
  const uint8_t *old_bytes, const uint8_t *new_bytes, uint64_t *mask, size_t count, size_t ahead
) {
  if (ahead) return diff_body(old_bytes, new_bytes, mask, count, ahead, true);
  return diff_body(old_bytes, new_bytes, mask, count, 0, false);
}

/// Packs into `packed`, which has room for `room` bytes: whole 64-byte stores while they fit, then exact ones.
CK_INLINE size_t compress_body(
  const uint8_t *bytes, const uint64_t *mask, uint8_t *packed, size_t room, size_t count
) {
  __m512i zero = opaque_zero();
  size_t written = 0, at = 0;
  for (; at + 64 <= count && written + 64 <= room; at += 64) {
    uint64_t bits = mask[at / 64];
    _mm512_storeu_si512(packed + written,
      _mm512_mask_compress_epi8(zero, bits, _mm512_loadu_si512(bytes + at)));
    written += ck_bit_count(bits);
  }
  for (; at < count; at += 64) {
    uint64_t bits = ck_word(mask, at / 64, count);
    size_t set = ck_bit_count(bits);
    __m512i gathered = _mm512_mask_compress_epi8(zero, bits, _mm512_maskz_loadu_epi8(bits, bytes + at));
    _mm512_mask_storeu_epi8(packed + written, _bzhi_u64(~(uint64_t)0, (unsigned)set), gathered);
    written += set;
  }
  return written;
}

static size_t compress(
  const uint8_t *bytes, const uint64_t *mask, uint8_t *packed, size_t count, size_t ahead
) {
  (void)ahead;
  return compress_body(bytes, mask, packed, ck_population(mask, count), count);
}

/// Two passes are faster than one: the compare then keeps both load ports busy.
static size_t diff_compress(
  const uint8_t *old_bytes, const uint8_t *new_bytes, uint64_t *mask, uint8_t *packed,
  size_t count, size_t ahead
) {
  diff(old_bytes, new_bytes, mask, count, ahead);
  return compress_body(new_bytes, mask, packed, count, count);
}

static void pack(const uint8_t *flags, uint64_t *mask, size_t count) {
  size_t at = 0;
  for (; at + 64 <= count; at += 64) {
    __m512i bytes = _mm512_loadu_si512(flags + at);
    mask[at / 64] = _mm512_test_epi8_mask(bytes, bytes);
  }
  if (at == count) return;
  __m512i bytes = load_tail(flags + at, count - at);
  mask[at / 64] = _mm512_test_epi8_mask(bytes, bytes);
}

static void unpack(const uint64_t *mask, uint8_t *flags, size_t count) {
  const __m512i one = _mm512_set1_epi8(1);
  size_t at = 0;
  for (; at + 64 <= count; at += 64)
    _mm512_storeu_si512(flags + at, _mm512_maskz_mov_epi8(mask[at / 64], one));
  if (at < count)
    _mm512_mask_storeu_epi8(
      flags + at, ck_low_bits(count - at), _mm512_maskz_mov_epi8(mask[at / 64], one));
}

static size_t population(const uint64_t *mask, size_t count) { return ck_population(mask, count); }

static size_t or_mask(uint64_t *dst, size_t shift, const uint64_t *src, size_t count) {
  return ck_or_mask(dst, shift, src, count);
}

static size_t rle_encode(const uint64_t *mask, size_t count, uint8_t *runs) {
  return ck_rle_encode(mask, count, runs);
}

static size_t rle_decode(const uint8_t *runs, size_t run_count, uint64_t *mask, size_t count) {
  return ck_rle_decode(runs, run_count, mask, count);
}

static uint32_t crc32c(uint32_t crc, const uint8_t *bytes, size_t count) {
  return ck_crc32c(crc, bytes, count);
}

#pragma clang attribute pop

const struct ck_kernel ck_kernel_avx512 = {
  .name = "avx512",
  .needs = CP_AVX512F | CP_AVX512BW | CP_AVX512VL | CP_AVX512VBMI2 | CP_BMI2 | CP_POPCNT | CP_SSE42
    | CP_PCLMULQDQ,
  .apply_dense = apply_dense, .apply_sparse = apply_sparse, .merge = merge, .diff = diff,
  .compress = compress, .diff_compress = diff_compress, .pack = pack, .unpack = unpack,
  .population = population, .or_mask = or_mask,
  .rle_encode = rle_encode, .rle_decode = rle_decode, .crc32c = crc32c,
};
