// Plain loops that bound what a machine can do, timed beside the kernels: copy, read, masked blend,
// byte loops. Each does one obvious thing with one instruction set; the caller checks that the
// machine has it.
#ifndef CP_CEILINGS_H
#define CP_CEILINGS_H
#include <stddef.h>
#include <stdint.h>

/// Copies with 64-byte loads and stores, four in flight. Needs AVX-512F; `count` is a multiple of
/// 256.
void cp_copy_avx512(uint8_t *_Nonnull target, const uint8_t *_Nonnull source, size_t count);
/// Copies with 32-byte loads and stores, four in flight. Needs AVX2; `count` is a multiple of 128.
void cp_copy_avx2(uint8_t *_Nonnull target, const uint8_t *_Nonnull source, size_t count);

/// Reads everything with 64-byte loads and answers the or of it. Needs AVX-512F; `count` is a
/// multiple of 256.
uint64_t cp_read_avx512(const uint8_t *_Nonnull bytes, size_t count);
/// Reads everything with 32-byte loads and answers the or of it. Needs AVX2; `count` is a multiple
/// of 128.
uint64_t cp_read_avx2(const uint8_t *_Nonnull bytes, size_t count);
/// Reads everything with eight-byte loads and answers the or of it; `count` is a multiple of 64.
uint64_t cp_read(const uint8_t *_Nonnull bytes, size_t count);

/// Masked apply as load, blend, store of every page byte. Needs AVX-512BW; `count` is a multiple of
/// 64.
void cp_blend_avx512(
  uint8_t *_Nonnull page, const uint8_t *_Nonnull payload, const uint64_t *_Nonnull mask,
  size_t count);

/// Masked apply byte by byte, with the compiler's vectoriser and unroller off; `count` is a
/// multiple of 64.
void cp_byteloop_novec(
  uint8_t *_Nonnull page, const uint8_t *_Nonnull payload, const uint64_t *_Nonnull mask,
  size_t count);
/// The same loop as the compiler makes it, vectorised for the baseline instruction set.
void cp_byteloop_vec(
  uint8_t *_Nonnull page, const uint8_t *_Nonnull payload, const uint64_t *_Nonnull mask,
  size_t count);
#endif
