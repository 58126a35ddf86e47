// Bodies and tails that the instruction sets share, in portable C. Each is inlined into its caller
// and so compiled with the caller's instructions: don't call them through a pointer.
#ifndef CK_COMMON_H
#define CK_COMMON_H
#include <stdbool.h>
#include <string.h>

#include "ck_kernels.h"

#define CK_INLINE static inline __attribute__((always_inline))

// A kernel begins on a cache line, so that its loops lie in the processor's fetch blocks as they do
// in every other build: 16 bytes more or less in a neighbour move some kernels' times by a fifth.
#define CK_KERNEL static __attribute__((aligned(64)))

// The same for a loop whose few instructions lie across two lines otherwise.
#define CK_ALIGNED_LOOP [[clang::code_align(64)]]

/// Eight bytes each holding 1, and the eight bits that pick byte i by bit i.
#define CK_ONES 0x0101010101010101u
#define CK_BIT_OF_BYTE 0x8040201008040201u

CK_INLINE uint64_t ck_load64(const uint8_t *_Nonnull bytes) {
  uint64_t word;
  memcpy(&word, bytes, 8);
  return word;
}

CK_INLINE void ck_store64(uint8_t *_Nonnull bytes, uint64_t word) { memcpy(bytes, &word, 8); }

/// The lowest `count` bits; `count` < 64.
CK_INLINE uint64_t ck_low_bits(size_t count) { return ((uint64_t)1 << count) - 1; }

CK_INLINE size_t ck_word_count(size_t count) { return (count + 63) / 64; }

CK_INLINE size_t ck_bit_count(uint64_t word) { return (size_t)__builtin_popcountll(word); }

CK_INLINE size_t ck_lowest_bit(uint64_t word) { return (size_t)__builtin_ctzll(word); }

/// Mask word `index`, without the bits at and beyond `count`.
CK_INLINE uint64_t ck_word(const uint64_t *_Nonnull mask, size_t index, size_t count) {
  size_t left = count - index * 64;
  return left < 64 ? mask[index] & ck_low_bits(left) : mask[index];
}

/// Byte i is 1 where bit i of the low eight `bits` is set.
CK_INLINE uint64_t ck_spread(uint64_t bits) {
  uint64_t picked = ((bits & 0xff) * CK_ONES) & CK_BIT_OF_BYTE;
  return ((picked + 0x7f * CK_ONES) >> 7) & CK_ONES;
}

/// Bit i is set where byte i is not zero.
CK_INLINE uint64_t ck_nonzero_bytes(uint64_t bytes) {
  uint64_t high = ((bytes & 0x7f * CK_ONES) + 0x7f * CK_ONES) | bytes;
  return (((high >> 7) & CK_ONES) * 0x0102040810204080u) >> 56;
}

/// target[i] = source[i] where bit i of `bits` is set; `count` < 64.
CK_INLINE void ck_blend_tail(
  uint8_t *_Nonnull target, const uint8_t *_Nonnull source, uint64_t bits, size_t count
) {
  size_t at = 0;
  for (; at + 8 <= count; at += 8) {
    uint64_t keep = ck_load64(target + at), take = ck_spread(bits >> at) * 0xff;
    ck_store64(target + at, keep ^ ((keep ^ ck_load64(source + at)) & take));
  }
  for (; at < count; at++)
    if (bits >> at & 1) target[at] = source[at];
}

/// Scatters packed bytes to the set bits of one word; answers the bytes taken.
CK_INLINE size_t ck_expand_word(
  uint8_t *_Nonnull page, const uint8_t *_Nonnull packed, uint64_t bits
) {
  size_t taken = 0;
  for (; bits; bits &= bits - 1) page[ck_lowest_bit(bits)] = packed[taken++];
  return taken;
}

/// Gathers the bytes under the set bits of one word; answers the bytes written.
CK_INLINE size_t ck_compress_word(
  const uint8_t *_Nonnull bytes, uint8_t *_Nonnull packed, uint64_t bits
) {
  size_t written = 0;
  for (; bits; bits &= bits - 1) packed[written++] = bytes[ck_lowest_bit(bits)];
  return written;
}

/// The bits where at most 64 bytes differ.
CK_INLINE uint64_t ck_diff_tail(
  const uint8_t *_Nonnull old_bytes, const uint8_t *_Nonnull new_bytes, size_t count
) {
  uint64_t bits = 0;
  size_t at = 0;
  for (; at + 8 <= count; at += 8)
    bits |= ck_nonzero_bytes(ck_load64(old_bytes + at) ^ ck_load64(new_bytes + at)) << at;
  for (; at < count; at++) bits |= (uint64_t)(old_bytes[at] != new_bytes[at]) << at;
  return bits;
}

/// The flags of at most 64 bytes as bits.
CK_INLINE uint64_t ck_pack_tail(const uint8_t *_Nonnull flags, size_t count) {
  uint64_t bits = 0;
  size_t at = 0;
  for (; at + 8 <= count; at += 8) bits |= ck_nonzero_bytes(ck_load64(flags + at)) << at;
  for (; at < count; at++) bits |= (uint64_t)(flags[at] != 0) << at;
  return bits;
}

/// At most 64 bits as flags.
CK_INLINE void ck_unpack_tail(uint64_t bits, uint8_t *_Nonnull flags, size_t count) {
  size_t at = 0;
  for (; at + 8 <= count; at += 8) ck_store64(flags + at, ck_spread(bits >> at));
  for (; at < count; at++) flags[at] = bits >> at & 1;
}

CK_INLINE size_t ck_population(const uint64_t *_Nonnull mask, size_t count) {
  size_t total = 0;
#pragma clang loop vectorize(disable)
  for (size_t index = 0; index < count / 64; index++) total += ck_bit_count(mask[index]);
  return count % 64 ? total + ck_bit_count(ck_word(mask, count / 64, count)) : total;
}

CK_INLINE size_t ck_or_mask(
  uint64_t *_Nonnull dst, size_t shift, const uint64_t *_Nonnull src, size_t count
) {
  size_t fresh = 0;
  uint64_t carry = 0;
  for (size_t index = 0; index < ck_word_count(count); index++) {
    uint64_t word = ck_word(src, index, count), bits = word << shift | carry;
    fresh += ck_bit_count(bits & ~dst[index]);
    dst[index] |= bits;
    carry = shift ? word >> (64 - shift) : 0;
  }
  if (carry) {
    uint64_t *last = dst + ck_word_count(count);
    fresh += ck_bit_count(carry & ~*last);
    *last |= carry;
  }
  return fresh;
}

/// One run, split at 127; `flag` is 0x80 for clear bits, 0 for set ones.
CK_INLINE size_t ck_put_run(uint8_t *_Nonnull runs, size_t length, uint8_t flag) {
  size_t written = 0;
  for (; length > 127; length -= 127) runs[written++] = flag | 127;
  if (length) runs[written++] = (uint8_t)(flag | length);
  return written;
}

CK_INLINE size_t ck_rle_encode(
  const uint64_t *_Nonnull mask, size_t count, uint8_t *_Nonnull runs
) {
  if (!count) return 0;
  size_t written = 0, start = 0;
  uint64_t value = mask[0] & 1;
  for (size_t index = 0; index < ck_word_count(count); index++) {
    uint64_t word = mask[index], edges = word ^ (word << 1 | value);
    if (count - index * 64 < 64) edges &= ck_low_bits(count % 64);
    for (; edges; edges &= edges - 1) {
      size_t edge = index * 64 + ck_lowest_bit(edges), length = edge - start;
      uint8_t flag = value ? 0 : 0x80;
      // A run between two edges is never empty, so that its last part needs no test.
      for (; length > 127; length -= 127) runs[written++] = flag | 127;
      runs[written++] = (uint8_t)(flag | length);
      start = edge;
      value ^= 1;
    }
  }
  return written + ck_put_run(runs + written, count - start, value ? 0 : 0x80);
}

/// A mask written run by run; bits beyond its words are dropped.
struct ck_mask_writer {
  uint64_t *_Nonnull mask;
  size_t words, index, fill;
  uint64_t pending;
};

/// Appends `length` (1 to 64) bits, all `value`.
CK_INLINE void ck_append(struct ck_mask_writer *_Nonnull to, size_t length, bool value) {
  uint64_t bits = value ? ~(uint64_t)0 >> (64 - length) : 0;
  to->pending |= bits << to->fill;
  to->fill += length;
  if (to->fill < 64) return;
  if (to->index < to->words) to->mask[to->index] = to->pending;
  to->index++;
  to->fill -= 64;
  to->pending = to->fill ? bits >> (length - to->fill) : 0;
}

CK_INLINE size_t ck_rle_decode(
  const uint8_t *_Nonnull runs, size_t run_count, uint64_t *_Nonnull mask, size_t count
) {
  struct ck_mask_writer to = {mask, ck_word_count(count), 0, 0, 0};
  size_t total = 0;
  for (size_t run = 0; run < run_count; run++) {
    size_t length = runs[run] & 127;
    bool value = !(runs[run] & 0x80);
    total += length;
    if (length > 64) ck_append(&to, 64, value), length -= 64;
    if (length) ck_append(&to, length, value);
  }
  if (to.index < to.words) mask[to.index++] = to.pending;
  while (to.index < to.words) mask[to.index++] = 0;
  if (count % 64) mask[count / 64] &= ck_low_bits(count % 64);
  return total;
}
#endif
