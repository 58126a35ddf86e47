// The instruction sets that processor and operating system allow, from cpuid and xgetbv, as one bit
// set. Each call reads the processor again, without a cache.
#ifndef CP_CPU_H
#define CP_CPU_H
#include <stdint.h>

/// Instruction sets a kernel may need; a bit is set only if the CPU has it and the OS saves its
/// state.
enum {
  CP_SSE42 = 1 << 0,
  CP_POPCNT = 1 << 1,
  CP_BMI2 = 1 << 2,
  CP_AVX2 = 1 << 3,
  CP_AVX512F = 1 << 4,
  CP_AVX512BW = 1 << 5,
  CP_AVX512VL = 1 << 6,
  CP_AVX512VBMI2 = 1 << 7,
  CP_AVX512VPOPCNTDQ = 1 << 8,
  CP_PCLMULQDQ = 1 << 9,
};

/// The number of named instruction sets.
uint32_t cp_cpu_feature_count(void);

/// The usual name of the instruction set at `index` ("avx512bw"), in bit order.
const char *_Nonnull cp_cpu_feature_name(uint32_t index);

/// The instruction sets usable here, as bits.
uint32_t cp_cpu_features(void);

/// The instruction sets of the processor alone, as bits, whether or not the OS saves their state.
uint32_t cp_cpu_features_unsaved(void);
#endif
