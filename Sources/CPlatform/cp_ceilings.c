// The byte loops of a program without kernels, and the memory loops in plain C.
#include "cp_ceilings.h"

#include <string.h>

uint64_t cp_read(const uint8_t *bytes, size_t count) {
  uint64_t all[8] = {0}, word;
  for (size_t at = 0; at < count; at += 64)
    for (size_t lane = 0; lane < 8; lane++) {
      memcpy(&word, bytes + at + lane * 8, 8);
      all[lane] |= word;
    }
  return all[0] | all[1] | all[2] | all[3] | all[4] | all[5] | all[6] | all[7];
}

// Without the attribute the compiler would call memcpy and memset here.
__attribute__((no_builtin)) void cp_copy(
  uint8_t *restrict target, const uint8_t *restrict source, size_t count
) {
  uint64_t word;
  for (size_t at = 0; at < count; at += 8) {
    __builtin_memcpy(&word, source + at, 8);
    __builtin_memcpy(target + at, &word, 8);
  }
}

__attribute__((no_builtin)) void cp_write(uint8_t *bytes, uint64_t word, size_t count) {
  for (size_t at = 0; at < count; at += 8) __builtin_memcpy(bytes + at, &word, 8);
}

void cp_triad(
  double *restrict target, const double *restrict first, const double *restrict second,
  double factor, size_t count
) {
  for (size_t at = 0; at < count / 8; at++) target[at] = first[at] + factor * second[at];
}

void cp_blend(
  uint8_t *restrict page, const uint8_t *restrict payload, const uint64_t *restrict mask,
  size_t count
) {
  const uint64_t ones = 0x0101010101010101;
  for (size_t at = 0; at < count; at += 8) {
    uint64_t old, new, bits = mask[at / 64] >> (at % 64) & 0xff;
    // Bit n of the mask's byte fills byte n.
    uint64_t spread = bits * ones & 0x8040201008040201;
    uint64_t take = ((spread + 0x7f * ones) >> 7 & ones) * 0xff;
    memcpy(&old, page + at, 8);
    memcpy(&new, payload + at, 8);
    old ^= (old ^ new) & take;
    memcpy(page + at, &old, 8);
  }
}

const void *cp_chase(const void *from, size_t loads) {
  for (; loads > 0; loads--) from = *(const void *const *)from;
  return from;
}

/// One page byte: the payload's byte where bit `at` is set, else the page's own.
#define BLEND_BYTE(at)                                                                    \
  do {                                                                                     \
    uint8_t take = (uint8_t)-(bits >> (at) & 1);                                           \
    page[(at)] ^= (uint8_t)((page[(at)] ^ payload[(at)]) & take);                          \
  } while (0)

void cp_byteloop_novec(
  uint8_t *restrict page, const uint8_t *restrict payload, const uint64_t *restrict mask,
  size_t count
) {
#pragma clang loop vectorize(disable) interleave(disable) unroll(disable)
  for (size_t word = 0; word < count / 64; word++, page += 64, payload += 64) {
    uint64_t bits = mask[word];
#pragma clang loop vectorize(disable) interleave(disable) unroll(disable)
    for (unsigned at = 0; at < 64; at++) BLEND_BYTE(at);
  }
}

void cp_byteloop_vec(
  uint8_t *restrict page, const uint8_t *restrict payload, const uint64_t *restrict mask,
  size_t count
) {
  for (size_t word = 0; word < count / 64; word++, page += 64, payload += 64) {
    uint64_t bits = mask[word];
#pragma clang loop vectorize(enable)
    for (unsigned at = 0; at < 64; at++) BLEND_BYTE(at);
  }
}
