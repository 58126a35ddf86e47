// The plain loops with 32-byte registers.
#include <immintrin.h>

#include "cp_ceilings.h"

#define AVX2 __attribute__((target("avx2")))

AVX2 void cp_copy_avx2(uint8_t *target, const uint8_t *source, size_t count) {
  for (size_t at = 0; at < count; at += 128) {
    const __m256i *from = (const __m256i *)(source + at);
    __m256i *to = (__m256i *)(target + at);
    __m256i a = _mm256_loadu_si256(from), b = _mm256_loadu_si256(from + 1);
    __m256i c = _mm256_loadu_si256(from + 2), d = _mm256_loadu_si256(from + 3);
    _mm256_storeu_si256(to, a), _mm256_storeu_si256(to + 1, b);
    _mm256_storeu_si256(to + 2, c), _mm256_storeu_si256(to + 3, d);
  }
}

AVX2 uint64_t cp_read_avx2(const uint8_t *bytes, size_t count) {
  __m256i a = _mm256_setzero_si256(), b = a, c = a, d = a;
  for (size_t at = 0; at < count; at += 128) {
    const __m256i *from = (const __m256i *)(bytes + at);
    a = _mm256_or_si256(a, _mm256_loadu_si256(from));
    b = _mm256_or_si256(b, _mm256_loadu_si256(from + 1));
    c = _mm256_or_si256(c, _mm256_loadu_si256(from + 2));
    d = _mm256_or_si256(d, _mm256_loadu_si256(from + 3));
  }
  uint64_t lanes[4];
  __m256i all = _mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(c, d));
  _mm256_storeu_si256((__m256i *)lanes, all);
  return lanes[0] | lanes[1] | lanes[2] | lanes[3];
}
