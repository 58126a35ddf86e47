// Valgrind answers a request made of instructions without effect on a processor, as its manual
// defines; QEMU names its translator in the hypervisor's leaf.
#include "cp_emulation.h"

#include <stdint.h>

#include "cp_cpuid.h"

bool cp_under_valgrind(void) {
  enum { RUNNING_ON_VALGRIND = 0x1001 };
  volatile uint64_t request[6] = {RUNNING_ON_VALGRIND};
  uint64_t answer = 0;
  __asm__ volatile("rolq $3, %%rdi; rolq $13, %%rdi\n\t"
                   "rolq $61, %%rdi; rolq $51, %%rdi\n\t"
                   "xchgq %%rbx, %%rbx"
                   : "=d"(answer)
                   : "a"(&request[0]), "0"(answer)
                   : "cc", "memory");
  return answer != 0;
}

bool cp_under_qemu_tcg(void) {
  if ((cp_cpuid(1, 0).c >> 31 & 1) == 0) return false;
  struct cp_cpuid_leaf leaf = cp_cpuid(0x40000000, 0);
  return leaf.b == 0x54474354 && leaf.c == 0x43544743 && leaf.d == 0x47435447;
}
