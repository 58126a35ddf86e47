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

AVX2 void cp_write_avx2(uint8_t *bytes, uint64_t word, size_t count) {
  __m256i words = _mm256_set1_epi64x((long long)word);
  for (size_t at = 0; at < count; at += 128) {
    __m256i *to = (__m256i *)(bytes + at);
    _mm256_storeu_si256(to, words), _mm256_storeu_si256(to + 1, words);
    _mm256_storeu_si256(to + 2, words), _mm256_storeu_si256(to + 3, words);
  }
}

AVX2 void cp_triad_avx2(
  double *target, const double *first, const double *second, double factor, size_t count
) {
  __m256d times = _mm256_set1_pd(factor);
  for (size_t at = 0; at < count / 8; at += 8) {
    __m256d a = _mm256_mul_pd(times, _mm256_loadu_pd(second + at));
    __m256d b = _mm256_mul_pd(times, _mm256_loadu_pd(second + at + 4));
    _mm256_storeu_pd(target + at, _mm256_add_pd(_mm256_loadu_pd(first + at), a));
    _mm256_storeu_pd(target + at + 4, _mm256_add_pd(_mm256_loadu_pd(first + at + 4), b));
  }
}

AVX2 void cp_blend_avx2(
  uint8_t *page, const uint8_t *payload, const uint64_t *mask, size_t count
) {
  // Byte n of 32 gets the mask's byte n / 8, of which bit n % 8 is tested.
  const __m256i bytes = _mm256_setr_epi64x(
    0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
  const __m256i bits = _mm256_set1_epi64x((long long)0x8040201008040201);
  for (size_t at = 0; at < count; at += 32) {
    __m256i word = _mm256_set1_epi32((int)(mask[at / 64] >> (at % 64)));
    __m256i set = _mm256_and_si256(_mm256_shuffle_epi8(word, bytes), bits);
    __m256i take = _mm256_cmpeq_epi8(set, bits);
    __m256i old = _mm256_loadu_si256((const __m256i *)(page + at));
    __m256i new = _mm256_loadu_si256((const __m256i *)(payload + at));
    _mm256_storeu_si256((__m256i *)(page + at), _mm256_blendv_epi8(old, new, take));
  }
}
