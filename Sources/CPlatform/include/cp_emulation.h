// Whether the processor is a real one, as far as the emulators identify themselves. Both answers
// come from the processor alone, without a system call.
#ifndef CP_EMULATION_H
#define CP_EMULATION_H
#include <stdbool.h>

/// Whether valgrind translates this program.
bool cp_under_valgrind(void);

/// Whether QEMU translates this program, or the whole machine, in software.
bool cp_under_qemu_tcg(void);
#endif
