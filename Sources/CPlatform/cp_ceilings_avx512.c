// The plain loops with 64-byte registers.
#include <immintrin.h>

#include "cp_ceilings.h"

#define AVX512F __attribute__((target("avx512f")))
#define AVX512BW __attribute__((target("avx512f,avx512bw")))

AVX512F void cp_copy_avx512(uint8_t *target, const uint8_t *source, size_t count) {
  for (size_t at = 0; at < count; at += 256) {
    __m512i a = _mm512_loadu_si512(source + at), b = _mm512_loadu_si512(source + at + 64);
    __m512i c = _mm512_loadu_si512(source + at + 128), d = _mm512_loadu_si512(source + at + 192);
    _mm512_storeu_si512(target + at, a), _mm512_storeu_si512(target + at + 64, b);
    _mm512_storeu_si512(target + at + 128, c), _mm512_storeu_si512(target + at + 192, d);
  }
}

AVX512F uint64_t cp_read_avx512(const uint8_t *bytes, size_t count) {
  __m512i a = _mm512_setzero_si512(), b = a, c = a, d = a;
  for (size_t at = 0; at < count; at += 256) {
    a = _mm512_or_si512(a, _mm512_loadu_si512(bytes + at));
    b = _mm512_or_si512(b, _mm512_loadu_si512(bytes + at + 64));
    c = _mm512_or_si512(c, _mm512_loadu_si512(bytes + at + 128));
    d = _mm512_or_si512(d, _mm512_loadu_si512(bytes + at + 192));
  }
  __m512i all = _mm512_or_si512(_mm512_or_si512(a, b), _mm512_or_si512(c, d));
  return (uint64_t)_mm512_reduce_or_epi64(all);
}

AVX512F void cp_write_avx512(uint8_t *bytes, uint64_t word, size_t count) {
  __m512i words = _mm512_set1_epi64((long long)word);
  for (size_t at = 0; at < count; at += 256) {
    _mm512_storeu_si512(bytes + at, words), _mm512_storeu_si512(bytes + at + 64, words);
    _mm512_storeu_si512(bytes + at + 128, words), _mm512_storeu_si512(bytes + at + 192, words);
  }
}

AVX512F void cp_triad_avx512(
  double *target, const double *first, const double *second, double factor, size_t count
) {
  __m512d times = _mm512_set1_pd(factor);
  for (size_t at = 0; at < count / 8; at += 16) {
    __m512d a = _mm512_mul_pd(times, _mm512_loadu_pd(second + at));
    __m512d b = _mm512_mul_pd(times, _mm512_loadu_pd(second + at + 8));
    _mm512_storeu_pd(target + at, _mm512_add_pd(_mm512_loadu_pd(first + at), a));
    _mm512_storeu_pd(target + at + 8, _mm512_add_pd(_mm512_loadu_pd(first + at + 8), b));
  }
}

AVX512BW void cp_blend_avx512(
  uint8_t *page, const uint8_t *payload, const uint64_t *mask, size_t count
) {
  for (size_t at = 0; at < count; at += 64) {
    __m512i blended = _mm512_mask_blend_epi8(
      mask[at / 64], _mm512_loadu_si512(page + at), _mm512_loadu_si512(payload + at));
    _mm512_storeu_si512(page + at, blended);
  }
}
