// The constant entries, one per instruction set; `kernel_table.c` orders them.
#ifndef CK_ENTRIES_H
#define CK_ENTRIES_H
#include "ck_kernels.h"

extern const struct ck_kernel ck_kernel_scalar, ck_kernel_avx2, ck_kernel_avx512;
#endif
