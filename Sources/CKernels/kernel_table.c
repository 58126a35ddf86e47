// The rows, slowest first; a new instruction set is one file and one line here.
#include "ck_kernels.h"
static const struct ck_kernel *const rows[1];
size_t ck_kernel_count(void) { return 0; }
const struct ck_kernel *ck_kernel_at(size_t index) { return rows[index]; }
