// AVX-512 F, BW, VL and VBMI2 as one bundle (Ice Lake, Zen 4 and later): a mask word is an opmask
// register, 64 bytes a step. Masked loads and stores touch only the bytes whose mask bits are set,
// so tails need no second loop.
#include <immintrin.h>

#include "ck_common.h"
#include "ck_crc32c.h"
#include "ck_entries.h"
#include "cp_cpu.h"

#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi2,popcnt,sse4.2,pclmul"))), \
  apply_to = function)

#include "ck_compress_avx512.h"

/// Fetches four lines into the caches; a constant `on` removes the test from the loops.
CK_INLINE void prefetch_lines(const uint8_t *_Nonnull at, bool on) {
  if (!on) return;
  for (size_t line = 0; line < 256; line += 64)
    _mm_prefetch((const char *)(at + line), _MM_HINT_T0);
}

/// Four independent loads before four masked stores keep the store port busy.
CK_INLINE void store_four(
  uint8_t *_Nonnull to, const uint8_t *_Nonnull from, const uint64_t *_Nonnull bits
) {
  __m512i a = _mm512_loadu_si512(from), b = _mm512_loadu_si512(from + 64);
  __m512i c = _mm512_loadu_si512(from + 128), d = _mm512_loadu_si512(from + 192);
  _mm512_mask_storeu_epi8(to, bits[0], a);
  _mm512_mask_storeu_epi8(to + 64, bits[1], b);
  _mm512_mask_storeu_epi8(to + 128, bits[2], c);
  _mm512_mask_storeu_epi8(to + 192, bits[3], d);
}

CK_INLINE void apply_blocks(
  uint8_t *page, const uint8_t *payload, const uint64_t *mask, size_t whole, size_t ahead, bool far
) {
  for (size_t at = 0; at < whole; at += 256) {
    prefetch_lines(page + at + ahead, far);
    store_four(page + at, payload + at, mask + at / 64);
  }
}

/// The bytes behind the last whole block of 256; out of line, because inlining slows that loop.
static __attribute__((noinline)) void apply_rest(
  uint8_t *page, const uint8_t *payload, const uint64_t *mask, size_t count
) {
#pragma clang loop unroll(disable)
  for (; count >= 64; page += 64, payload += 64, mask++, count -= 64)
    _mm512_mask_storeu_epi8(page, *mask, _mm512_loadu_si512(payload));
  if (!count) return;
  uint64_t bits = *mask & ck_low_bits(count);
  _mm512_mask_storeu_epi8(page, bits, _mm512_maskz_loadu_epi8(bits, payload));
}

CK_KERNEL void apply_dense(
  uint8_t *page, const uint8_t *payload, const uint64_t *mask, size_t count, size_t ahead
) {
  const size_t whole = count & ~(size_t)255;
  if (__builtin_expect(ahead != 0, 0)) apply_blocks(page, payload, mask, whole, ahead, true);
  else apply_blocks(page, payload, mask, whole, 0, false);
  if (whole < count) apply_rest(page + whole, payload + whole, mask + whole / 64, count - whole);
}

CK_INLINE void expand_word(uint8_t *page, const uint8_t *packed, uint64_t bits) {
  __m512i bytes = _mm512_loadu_si512(packed);
  _mm512_mask_storeu_epi8(page, bits, _mm512_mask_expand_epi8(bytes, bits, bytes));
}

/// Merges over the packed bytes themselves, so that expands don't wait for each other. Answers the
/// bytes taken.
CK_INLINE size_t expand_blocks(
  uint8_t *page, const uint8_t *packed, const uint64_t *mask, size_t whole, size_t ahead, bool far
) {
  size_t taken = 0;
  for (size_t at = 0; at < whole; at += 256) {
    prefetch_lines(page + at + ahead, far);
    const uint64_t *bits = mask + at / 64;
    size_t one = taken + ck_bit_count(bits[0]), two = one + ck_bit_count(bits[1]);
    size_t three = two + ck_bit_count(bits[2]), four = three + ck_bit_count(bits[3]);
    expand_word(page + at, packed + taken, bits[0]);
    expand_word(page + at + 64, packed + one, bits[1]);
    expand_word(page + at + 128, packed + two, bits[2]);
    expand_word(page + at + 192, packed + three, bits[3]);
    taken = four;
  }
  return taken;
}

CK_KERNEL size_t apply_sparse(
  uint8_t *page, const uint8_t *packed, const uint64_t *mask, size_t count, size_t ahead
) {
  const size_t whole = roomy_words(mask, count) * 64 & ~(size_t)255;
  size_t taken = ahead ? expand_blocks(page, packed, mask, whole, ahead, true)
    : expand_blocks(page, packed, mask, whole, 0, false);
#pragma clang loop unroll(disable)
  for (size_t at = whole; at < count; at += 64) {
    uint64_t bits = ck_word(mask, at / 64, count), set = ck_bit_count(bits);
    __m512i bytes = _mm512_maskz_loadu_epi8(first_bits(set), packed + taken);
    _mm512_mask_storeu_epi8(page + at, bits, _mm512_mask_expand_epi8(bytes, bits, bytes));
    taken += set;
  }
  return taken;
}

CK_INLINE void merge_blocks(
  uint8_t *older, uint64_t *older_mask, const uint8_t *newer, const uint64_t *newer_mask,
  size_t whole, size_t ahead, bool far
) {
  for (size_t at = 0; at < whole; at += 256) {
    prefetch_lines(older + at + ahead, far);
    const __m256i *bits = (const __m256i *)(newer_mask + at / 64);
    __m256i *all = (__m256i *)(older_mask + at / 64);
    __m256i united = _mm256_or_si256(_mm256_loadu_si256(all), _mm256_loadu_si256(bits));
    store_four(older + at, newer + at, newer_mask + at / 64);
    _mm256_storeu_si256(all, united);
  }
}

CK_KERNEL void merge(
  uint8_t *older, uint64_t *older_mask, const uint8_t *newer, const uint64_t *newer_mask,
  size_t count, size_t ahead
) {
  const size_t whole = count & ~(size_t)255;
  if (ahead) merge_blocks(older, older_mask, newer, newer_mask, whole, ahead, true);
  else merge_blocks(older, older_mask, newer, newer_mask, whole, 0, false);
#pragma clang loop unroll(disable)
  for (size_t at = whole; at < count; at += 64) {
    uint64_t bits = ck_word(newer_mask, at / 64, count);
    _mm512_mask_storeu_epi8(older + at, bits, _mm512_maskz_loadu_epi8(bits, newer + at));
    older_mask[at / 64] |= bits;
  }
}

CK_INLINE uint64_t diff_word(const uint8_t *old_bytes, const uint8_t *new_bytes) {
  return _mm512_cmpneq_epi8_mask(_mm512_loadu_si512(old_bytes), _mm512_loadu_si512(new_bytes));
}

CK_INLINE uint64_t diff_tail(const uint8_t *old_bytes, const uint8_t *new_bytes, size_t count) {
  uint64_t all = first_bits(count);
  return _mm512_cmpneq_epi8_mask(
    _mm512_maskz_loadu_epi8(all, old_bytes), _mm512_maskz_loadu_epi8(all, new_bytes));
}

CK_INLINE size_t diff_blocks(
  const uint8_t *old_bytes, const uint8_t *new_bytes, uint64_t *mask, size_t whole, size_t ahead,
  bool far
) {
  size_t total = 0;
  for (size_t at = 0; at < whole; at += 256) {
    prefetch_lines(old_bytes + at + ahead, far);
    prefetch_lines(new_bytes + at + ahead, far);
    uint64_t a = diff_word(old_bytes + at, new_bytes + at);
    uint64_t b = diff_word(old_bytes + at + 64, new_bytes + at + 64);
    uint64_t c = diff_word(old_bytes + at + 128, new_bytes + at + 128);
    uint64_t d = diff_word(old_bytes + at + 192, new_bytes + at + 192);
    uint64_t *bits = mask + at / 64;
    bits[0] = a, bits[1] = b, bits[2] = c, bits[3] = d;
    total += ck_bit_count(a) + ck_bit_count(b) + ck_bit_count(c) + ck_bit_count(d);
  }
  return total;
}

CK_KERNEL size_t diff(
  const uint8_t *old_bytes, const uint8_t *new_bytes, uint64_t *mask, size_t count, size_t ahead
) {
  const size_t whole = count & ~(size_t)255;
  size_t total = ahead ? diff_blocks(old_bytes, new_bytes, mask, whole, ahead, true)
    : diff_blocks(old_bytes, new_bytes, mask, whole, 0, false);
#pragma clang loop unroll(disable)
  for (size_t at = whole; at < count; at += 64) {
    uint64_t bits = diff_tail(old_bytes + at, new_bytes + at, count - at);
    mask[at / 64] = bits;
    total += ck_bit_count(bits);
  }
  return total;
}

/// One pass: the compare leaves the mask in an opmask register, which saves a move.
CK_INLINE size_t diff_compress_blocks(
  const uint8_t *old_bytes, const uint8_t *new_bytes, uint64_t *mask, uint8_t *packed,
  size_t whole, size_t ahead, bool far
) {
  __m512i zero = opaque_zero();
  size_t written = 0;
  for (size_t at = 0; at < whole; at += 256) {
    prefetch_lines(old_bytes + at + ahead, far);
    prefetch_lines(new_bytes + at + ahead, far);
    uint64_t bits[4];
    __m512i gathered[4];
    for (size_t i = 0; i < 4; i++) {
      __m512i bytes = _mm512_loadu_si512(new_bytes + at + i * 64);
      bits[i] = _mm512_cmpneq_epi8_mask(_mm512_loadu_si512(old_bytes + at + i * 64), bytes);
      gathered[i] = _mm512_mask_compress_epi8(zero, bits[i], bytes);
    }
    for (size_t i = 0; i < 4; i++) {
      mask[at / 64 + i] = bits[i];
      _mm512_storeu_si512(packed + written, gathered[i]);
      written += ck_bit_count(bits[i]);
    }
  }
  return written;
}

CK_KERNEL size_t diff_compress(
  const uint8_t *old_bytes, const uint8_t *new_bytes, uint64_t *mask, uint8_t *packed,
  size_t count, size_t ahead
) {
  const size_t whole = count & ~(size_t)255;
  size_t written = ahead
    ? diff_compress_blocks(old_bytes, new_bytes, mask, packed, whole, ahead, true)
    : diff_compress_blocks(old_bytes, new_bytes, mask, packed, whole, 0, false);
#pragma clang loop unroll(disable)
  for (size_t at = whole; at < count; at += 64) {
    uint64_t bits = diff_tail(old_bytes + at, new_bytes + at, count - at);
    __m512i gathered = _mm512_mask_compress_epi8(
      opaque_zero(), bits, _mm512_maskz_loadu_epi8(bits, new_bytes + at));
    size_t set = ck_bit_count(bits);
    mask[at / 64] = bits;
    _mm512_mask_storeu_epi8(packed + written, first_bits(set), gathered);
    written += set;
  }
  return written;
}

CK_KERNEL void pack(const uint8_t *flags, uint64_t *mask, size_t count) {
  size_t at = 0;
  for (; at + 64 <= count; at += 64) {
    __m512i bytes = _mm512_loadu_si512(flags + at);
    mask[at / 64] = _mm512_test_epi8_mask(bytes, bytes);
  }
  if (at == count) return;
  __m512i bytes = _mm512_maskz_loadu_epi8(first_bits(count - at), flags + at);
  mask[at / 64] = _mm512_test_epi8_mask(bytes, bytes);
}

CK_KERNEL void unpack(const uint64_t *mask, uint8_t *flags, size_t count) {
  const __m512i one = _mm512_set1_epi8(1);
  size_t at = 0;
  for (; at + 64 <= count; at += 64)
    _mm512_storeu_si512(flags + at, _mm512_maskz_mov_epi8(mask[at / 64], one));
  if (at < count)
    _mm512_mask_storeu_epi8(
      flags + at, ck_low_bits(count - at), _mm512_maskz_mov_epi8(mask[at / 64], one));
}

CK_KERNEL size_t population(const uint64_t *mask, size_t count) {
  return ck_population(mask, count);
}

CK_KERNEL size_t or_mask(uint64_t *dst, size_t shift, const uint64_t *src, size_t count) {
  return ck_or_mask(dst, shift, src, count);
}

/// The run lengths that end at the edges of one word, in order, with the flag of clear bits. `open`
/// bits of the first run lie before the word; `value` is the value of that run.
CK_INLINE __m512i run_bytes(uint64_t edges, int64_t open, uint64_t value) {
  const __m512i index = _mm512_set_epi64(
    0x3f3e3d3c3b3a3938, 0x3736353433323130, 0x2f2e2d2c2b2a2928, 0x2726252423222120,
    0x1f1e1d1c1b1a1918, 0x1716151413121110, 0x0f0e0d0c0b0a0908, 0x0706050403020100);
  __m512i ends = _mm512_mask_compress_epi8(opaque_zero(), edges, index);
  __m512i lanes = _mm512_alignr_epi64(ends, _mm512_set1_epi8((char)-open), 6);
  __m512i lengths = _mm512_sub_epi8(ends, _mm512_alignr_epi8(ends, lanes, 15));
  uint64_t clear = 0x5555555555555555u << value;
  return _mm512_mask_add_epi8(lengths, clear, lengths, _mm512_set1_epi8((char)0x80));
}

/// The edges of each word are compressed to positions, whose differences are the run lengths.
CK_KERNEL size_t rle_encode(const uint64_t *mask, size_t count, uint8_t *runs) {
  if (!count) return 0;
  size_t written = 0;
  int64_t open = 0;
  uint64_t value = mask[0] & 1;
  for (size_t index = 0; index < ck_word_count(count); index++) {
    uint64_t word = mask[index], edges = word ^ (word << 1 | value);
    size_t bits = count - index * 64 < 64 ? count - index * 64 : 64;
    if (bits < 64) edges &= ck_low_bits(bits);
    if (!edges) {
      open += (int64_t)bits;
      continue;
    }
    int64_t first = (int64_t)ck_lowest_bit(edges), last = 63 - __builtin_clzll(edges);
    for (; open + first > 127; open -= 127) runs[written++] = value ? 127 : 255;
    size_t ended = ck_bit_count(edges);
    __m512i bytes = run_bytes(edges, open, value);
    if (bits == 64) _mm512_storeu_si512(runs + written, bytes);
    else _mm512_mask_storeu_epi8(runs + written, first_bits(ended), bytes);
    written += ended;
    value ^= ended & 1;
    open = (int64_t)bits - last;
  }
  return written + ck_put_run(runs + written, (size_t)open, value ? 0 : 0x80);
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

const struct ck_kernel ck_kernel_avx512 = {
  .name = "avx512",
  .needs = CP_AVX512F | CP_AVX512BW | CP_AVX512VL | CP_AVX512VBMI2 | CP_BMI2 | CP_POPCNT | CP_SSE42
    | CP_PCLMULQDQ | CP_AVX2,
  .apply_dense = apply_dense, .apply_sparse = apply_sparse, .merge = merge, .diff = diff,
  .compress = compress, .diff_compress = diff_compress, .pack = pack, .unpack = unpack,
  .population = population, .or_mask = or_mask,
  .rle_encode = rle_encode, .rle_decode = rle_decode, .crc32c = crc32c,
  .crc32c_copy = crc32c_copy,
};
