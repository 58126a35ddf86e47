// Instruction set detection: cpuid reports the sets of the CPU, xgetbv the state that the OS saves.
// A set is usable only where both agree; otherwise its first use would end the process.
#include "cp_cpu.h"

#include <cpuid.h>
#include <stdbool.h>
#include <stddef.h>

static const char *const names[] = {
  "sse4.2", "popcnt", "bmi2", "avx2", "avx512f", "avx512bw", "avx512vl", "avx512vbmi2",
  "avx512vpopcntdq", "pclmulqdq",
};

uint32_t cp_cpu_feature_count(void) { return sizeof names / sizeof *names; }

const char *cp_cpu_feature_name(uint32_t index) {
  return index < cp_cpu_feature_count() ? names[index] : "";
}

static uint64_t os_saved_state(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

static uint32_t bit(bool condition, uint32_t feature) { return condition ? feature : 0; }

static uint32_t features(bool unsaved) {
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  uint32_t found = bit(c >> 20 & 1, CP_SSE42) | bit(c >> 23 & 1, CP_POPCNT)
    | bit(c >> 1 & 1, CP_PCLMULQDQ);
  uint64_t saved = (c >> 27 & 1) ? os_saved_state() : 0;
  bool ymm = unsaved || (saved & 0x06) == 0x06, zmm = unsaved || (saved & 0xe6) == 0xe6;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return found;
  found |= bit(b >> 8 & 1, CP_BMI2) | bit(ymm && (b >> 5 & 1), CP_AVX2);
  found |= bit(zmm && (b >> 16 & 1), CP_AVX512F) | bit(zmm && (b >> 30 & 1), CP_AVX512BW);
  found |= bit(zmm && (b >> 31 & 1), CP_AVX512VL) | bit(zmm && (c >> 6 & 1), CP_AVX512VBMI2);
  return found | bit(zmm && (c >> 14 & 1), CP_AVX512VPOPCNTDQ);
}

uint32_t cp_cpu_features(void) { return features(false); }

uint32_t cp_cpu_features_unsaved(void) { return features(true); }
