// CRC-32C with the crc32 instruction: three independent lanes hide its latency, and a carry-less
// product shifts each lane's remainder over the bytes behind it. For the sets that have SSE4.2 and
// PCLMULQDQ.
#ifndef CK_CRC32C_H
#define CK_CRC32C_H
#include <immintrin.h>

#include "ck_common.h"

#define CK_CRC CK_INLINE __attribute__((target("sse4.2,pclmul")))

/// Bytes per lane; the large one covers a 4 KiB page at once, the small one a 512-byte page.
enum { CK_LARGE_LANE = 1360, CK_SMALL_LANE = 168 };

/// x^(8n - 33) modulo the polynomial, for n = one lane and two lanes.
struct ck_lane_shift { uint32_t one, two; };

/// The remainder of `crc` followed by zero bytes, as many as `shift` stands for.
CK_CRC uint64_t ck_shift_crc(uint64_t crc, uint32_t shift) {
  __m128i product = _mm_clmulepi64_si128(
    _mm_cvtsi64_si128((long long)crc), _mm_cvtsi64_si128((long long)shift), 0);
  return _mm_crc32_u64(0, (uint64_t)_mm_cvtsi128_si64(product));
}

/// Continues `crc` over three lanes of `lane` bytes each.
CK_CRC uint64_t ck_crc_lanes(
  uint64_t crc, const uint8_t *_Nonnull bytes, size_t lane, struct ck_lane_shift shift
) {
  uint64_t first = crc, second = 0, third = 0;
  for (size_t at = 0; at < lane; at += 8) {
    first = _mm_crc32_u64(first, ck_load64(bytes + at));
    second = _mm_crc32_u64(second, ck_load64(bytes + lane + at));
    third = _mm_crc32_u64(third, ck_load64(bytes + 2 * lane + at));
  }
  return ck_shift_crc(first, shift.two) ^ ck_shift_crc(second, shift.one) ^ third;
}

CK_CRC uint32_t ck_crc32c(uint32_t start, const uint8_t *_Nonnull bytes, size_t count) {
  const struct ck_lane_shift large = {0x3f70cc6f, 0x5aa1f3cf}, small = {0x1b3d8f29, 0xa60ce07b};
  uint64_t crc = ~start;
  for (; count >= 3 * CK_LARGE_LANE; bytes += 3 * CK_LARGE_LANE, count -= 3 * CK_LARGE_LANE)
    crc = ck_crc_lanes(crc, bytes, CK_LARGE_LANE, large);
  for (; count >= 3 * CK_SMALL_LANE; bytes += 3 * CK_SMALL_LANE, count -= 3 * CK_SMALL_LANE)
    crc = ck_crc_lanes(crc, bytes, CK_SMALL_LANE, small);
  for (; count >= 8; bytes += 8, count -= 8) crc = _mm_crc32_u64(crc, ck_load64(bytes));
  for (; count; bytes++, count--) crc = _mm_crc32_u8((uint32_t)crc, *bytes);
  return ~(uint32_t)crc;
}
#endif
