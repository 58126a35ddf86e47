// The rows, slowest first; a new instruction set is one file and one line here.
#include "ck_rows.h"

static const struct ck_kernel *const rows[] = {
  &ck_kernel_scalar,
  &ck_kernel_avx2,
  &ck_kernel_avx512,
};

size_t ck_kernel_count(void) { return sizeof rows / sizeof *rows; }

const struct ck_kernel *ck_kernel_at(size_t index) { return rows[index]; }
