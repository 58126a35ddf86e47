// The entries, slowest first; a new instruction set is one file and one line here.
#include "ck_entries.h"

static const struct ck_kernel *const entries[] = {
  &ck_kernel_scalar,
  &ck_kernel_avx2,
  &ck_kernel_avx512,
};

size_t ck_kernel_count(void) { return sizeof entries / sizeof *entries; }

const struct ck_kernel *ck_kernel_at(size_t index) { return entries[index]; }
