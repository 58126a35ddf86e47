// The byte loops of someone who has no kernels, and a read in plain C.
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

/// One page byte: the payload's where bit `at` is set, else itself.
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
