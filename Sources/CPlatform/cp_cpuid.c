// Guards cpuid by the highest leaf of each range, because an absent leaf answers with the
// contents of another one. The hypervisor range is read only where a hypervisor announces itself.
#include "cp_cpuid.h"

#include <cpuid.h>
#include <stdbool.h>

static bool has_leaf(uint32_t leaf) {
  uint32_t range = leaf & 0xf0000000, a, b, c, d;
  if (range == 0x40000000) {
    __cpuid(1, a, b, c, d);
    if (!(c >> 31 & 1)) return false;
  }
  __cpuid(range, a, b, c, d);
  return range == 0x40000000 ? leaf == range || a >= leaf : a >= leaf;
}

struct cp_cpuid_leaf cp_cpuid(uint32_t leaf, uint32_t subleaf) {
  struct cp_cpuid_leaf r = {0, 0, 0, 0};
  if (has_leaf(leaf)) __cpuid_count(leaf, subleaf, r.a, r.b, r.c, r.d);
  return r;
}
