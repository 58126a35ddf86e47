// clflush works on every processor that runs 64-bit code, and hypervisors don't intercept it.
// The fences keep the flushes from overlapping with the measured work before and after.
#include "cp_caches.h"

#include <immintrin.h>

enum { LINE = 64 };

uint64_t cp_touch_lines(const uint8_t *bytes, size_t count) {
  uint64_t all = 0;
  for (size_t i = 0; i < count; i += LINE) all |= *(const volatile uint64_t *)(bytes + i);
  return all;
}

void cp_flush_lines(const uint8_t *bytes, size_t count) {
  _mm_mfence();
  for (size_t i = 0; i < count; i += LINE) _mm_clflush(bytes + i);
  _mm_mfence();
}
