// The processor's own description of itself, one leaf at a time; the caller decodes the leaves.
// Under an emulator or hypervisor the answers are the emulated ones.
#ifndef CP_CPUID_H
#define CP_CPUID_H
#include <stdint.h>

/// The four registers of one leaf; all zero where the processor lacks the leaf.
struct cp_cpuid_leaf {
  uint32_t a, b, c, d;
};

/// Reads a leaf and subleaf, of the basic (0…), hypervisor (0x40000000…) or
/// extended (0x80000000…) range.
struct cp_cpuid_leaf cp_cpuid(uint32_t leaf, uint32_t subleaf);
#endif
