// Plain loops that bound a machine's performance, timed beside the kernels: copy, read, write,
// triad, masked blend, byte loops, and a walk along pointers. Each does one obvious thing with one
// instruction set; the caller checks that the machine has the set.
#ifndef CP_CEILINGS_H
#define CP_CEILINGS_H
#include <stddef.h>
#include <stdint.h>

/// Copies with 64-byte loads and stores, four in flight. Needs AVX-512F; `count` is a multiple of
/// 256.
void cp_copy_avx512(uint8_t *_Nonnull target, const uint8_t *_Nonnull source, size_t count);
/// Copies with 32-byte loads and stores, four in flight. Needs AVX2; `count` is a multiple of 128.
void cp_copy_avx2(uint8_t *_Nonnull target, const uint8_t *_Nonnull source, size_t count);
/// Copies in plain C, compiled for the baseline instruction set; `count` is a multiple of 8.
void cp_copy(
  uint8_t *_Nonnull restrict target, const uint8_t *_Nonnull restrict source, size_t count);

/// Reads everything with 64-byte loads and answers the or of all. Needs AVX-512F; `count` is a
/// multiple of 256.
uint64_t cp_read_avx512(const uint8_t *_Nonnull bytes, size_t count);
/// Reads everything with 32-byte loads and answers the or of all. Needs AVX2; `count` is a multiple
/// of 128.
uint64_t cp_read_avx2(const uint8_t *_Nonnull bytes, size_t count);
/// Reads everything with eight-byte loads and answers the or of all; `count` is a multiple of 64.
uint64_t cp_read(const uint8_t *_Nonnull bytes, size_t count);

/// Writes one word everywhere with 64-byte stores. Needs AVX-512F; `count` is a multiple of 256.
void cp_write_avx512(uint8_t *_Nonnull bytes, uint64_t word, size_t count);
/// Writes one word everywhere with 32-byte stores. Needs AVX2; `count` is a multiple of 128.
void cp_write_avx2(uint8_t *_Nonnull bytes, uint64_t word, size_t count);
/// Writes one word everywhere in plain C; `count` is a multiple of 8.
void cp_write(uint8_t *_Nonnull bytes, uint64_t word, size_t count);

/// STREAM's triad, target = first + factor * second, rounded twice, with 64-byte registers. Needs
/// AVX-512F; `count` is the bytes of one array and a multiple of 128.
void cp_triad_avx512(
  double *_Nonnull target, const double *_Nonnull first, const double *_Nonnull second,
  double factor, size_t count);
/// The triad with 32-byte registers. Needs AVX2; `count` is a multiple of 64.
void cp_triad_avx2(
  double *_Nonnull target, const double *_Nonnull first, const double *_Nonnull second,
  double factor, size_t count);
/// The triad in plain C; `count` is a multiple of 8.
void cp_triad(
  double *_Nonnull restrict target, const double *_Nonnull restrict first,
  const double *_Nonnull restrict second, double factor, size_t count);

/// Follows pointers, each load waiting for the one before, and answers the last address; every
/// address on the way contains the next address.
const void *_Nonnull cp_chase(const void *_Nonnull from, size_t loads);

/// Masked apply as load, blend, store of every page byte. Needs AVX-512BW; `count` is a multiple of
/// 64.
void cp_blend_avx512(
  uint8_t *_Nonnull page, const uint8_t *_Nonnull payload, const uint64_t *_Nonnull mask,
  size_t count);

/// Masked apply with 32-byte registers. Needs AVX2; `count` is a multiple of 64.
void cp_blend_avx2(
  uint8_t *_Nonnull page, const uint8_t *_Nonnull payload, const uint64_t *_Nonnull mask,
  size_t count);
/// Masked apply in plain C, eight bytes at a time; `count` is a multiple of 64.
void cp_blend(
  uint8_t *_Nonnull restrict page, const uint8_t *_Nonnull restrict payload,
  const uint64_t *_Nonnull restrict mask, size_t count);

/// Masked apply byte by byte, with the compiler's vectoriser and unroller off; `count` is a
/// multiple of 64.
void cp_byteloop_novec(
  uint8_t *_Nonnull page, const uint8_t *_Nonnull payload, const uint64_t *_Nonnull mask,
  size_t count);
/// The same loop, vectorised by the compiler for the baseline instruction set.
void cp_byteloop_vec(
  uint8_t *_Nonnull page, const uint8_t *_Nonnull payload, const uint64_t *_Nonnull mask,
  size_t count);
#endif
