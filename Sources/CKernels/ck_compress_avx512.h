// Gathering the bytes under a mask with AVX-512 VBMI2, for kernel_avx512.c alone, which includes
// this file inside its target attribute.
#ifndef CK_COMPRESS_AVX512_H
#define CK_COMPRESS_AVX512_H
#include <immintrin.h>

#include "ck_common.h"

/// A zero that the compiler can't see. Zero-masked compress and expand wait for the old register on
/// Zen 4 and 5; merging over this zero doesn't wait.
CK_INLINE __m512i opaque_zero(void) {
  __m512i zero = _mm512_setzero_si512();
  __asm__("" : "+v"(zero));
  return zero;
}

/// The lowest `count` bits, all of them from 64 on.
CK_INLINE uint64_t first_bits(size_t count) {
  return _bzhi_u64(~(uint64_t)0, count < 64 ? (unsigned)count : 64);
}

/// The number of leading words with at least 64 set bits at and behind each: for those words, whole
/// 64-byte loads or stores of packed bytes stay inside the exact room.
CK_INLINE size_t roomy_words(const uint64_t *mask, size_t count) {
  size_t index = count / 64, behind = count % 64 ? ck_bit_count(ck_word(mask, index, count)) : 0;
  while (index && behind < 64) behind += ck_bit_count(mask[--index]);
  return behind < 64 ? 0 : index + (index < count / 64);
}

CK_INLINE __m512i compress_word(__m512i zero, const uint8_t *bytes, uint64_t bits) {
  return _mm512_mask_compress_epi8(zero, bits, _mm512_loadu_si512(bytes));
}

/// Sixteen words, all read before the first store: a load whose low 12 address bits equal those of
/// a pending unaligned store waits for that store, and regions begin at equal page offsets. The
/// first `roomy` stores are whole, the others exact. Answers the end of the packed bytes.
CK_INLINE uint8_t *compress_sixteen(
  const uint8_t *bytes, const uint64_t *mask, uint8_t *packed, size_t roomy
) {
  __m512i zero = opaque_zero(), gathered[16];
  uint64_t bits[16];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 16; i++)
    bits[i] = mask[i], gathered[i] = compress_word(zero, bytes + i * 64, bits[i]);
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 16; packed += ck_bit_count(bits[i++])) {
    if (i < roomy) _mm512_storeu_si512(packed, gathered[i]);
    else _mm512_mask_storeu_epi8(packed, first_bits(ck_bit_count(bits[i])), gathered[i]);
  }
  return packed;
}

/// The last sixteen words; out of line, because inlining takes registers from the loop.
static __attribute__((noinline)) uint8_t *compress_last(
  const uint8_t *bytes, const uint64_t *mask, uint8_t *packed
) {
  return compress_sixteen(bytes, mask, packed, 12);
}

/// Whole 64-byte stores as long as they stay inside the exact room, then exact stores.
static __attribute__((noinline)) size_t compress_any(
  const uint8_t *bytes, const uint64_t *mask, uint8_t *packed, size_t count
) {
  const size_t whole = roomy_words(mask, count) * 64 & ~(size_t)255;
  __m512i zero = opaque_zero();
  size_t written = 0;
  for (size_t at = 0; at < whole; at += 256) {
    const uint64_t *bits = mask + at / 64;
    size_t one = written + ck_bit_count(bits[0]), two = one + ck_bit_count(bits[1]);
    size_t three = two + ck_bit_count(bits[2]);
    __m512i a = compress_word(zero, bytes + at, bits[0]);
    __m512i b = compress_word(zero, bytes + at + 64, bits[1]);
    __m512i c = compress_word(zero, bytes + at + 128, bits[2]);
    __m512i d = compress_word(zero, bytes + at + 192, bits[3]);
    _mm512_storeu_si512(packed + written, a), _mm512_storeu_si512(packed + one, b);
    _mm512_storeu_si512(packed + two, c), _mm512_storeu_si512(packed + three, d);
    written = three + ck_bit_count(bits[3]);
  }
#pragma clang loop unroll(disable)
  for (size_t at = whole; at < count; at += 64) {
    uint64_t bits = ck_word(mask, at / 64, count);
    size_t set = ck_bit_count(bits);
    __m512i gathered =
      _mm512_mask_compress_epi8(zero, bits, _mm512_maskz_loadu_epi8(bits, bytes + at));
    _mm512_mask_storeu_epi8(packed + written, first_bits(set), gathered);
    written += set;
  }
  return written;
}

/// Set bits of four words: from 64 on, the words before them may be stored whole.
CK_INLINE size_t four_set(const uint64_t *mask) {
  return ck_bit_count(mask[0]) + ck_bit_count(mask[1]) + ck_bit_count(mask[2])
    + ck_bit_count(mask[3]);
}

/// Checks the room block by block: `roomy_words` would delay the first words until all are
/// counted.
static __attribute__((noinline)) size_t compress_blocks(
  const uint8_t *bytes, const uint64_t *mask, uint8_t *packed, size_t count
) {
  uint8_t *to = packed;
  for (; count >= 1280 && four_set(mask + 16) >= 64; bytes += 1024, mask += 16, count -= 1024)
    to = compress_sixteen(bytes, mask, to, 16);
  if (count == 1024 && four_set(mask + 12) >= 64) to = compress_last(bytes, mask, to);
  else if (count) to += compress_any(bytes, mask, to, count);
  return (size_t)(to - packed);
}

/// Blocks pay in the caches, and where stores are unaligned: not where all bits are set.
CK_KERNEL size_t compress(
  const uint8_t *bytes, const uint64_t *mask, uint8_t *packed, size_t count, size_t ahead
) {
  const size_t first = ahead || count < 1280 ? 0 : four_set(mask + 16);
  if (first < 64 || first == 256) return compress_any(bytes, mask, packed, count);
  return compress_blocks(bytes, mask, packed, count);
}
#endif
