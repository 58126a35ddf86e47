// Lines of the processor's caches, for measuring with cold caches: load lines, evict lines.
// Works on any x86-64 processor, unprivileged.
#ifndef CP_CACHES_H
#define CP_CACHES_H
#include <stddef.h>
#include <stdint.h>

/// Loads eight bytes of every 64-byte line and answers the or of them; `count` is a multiple of 64.
uint64_t cp_touch_lines(const uint8_t *_Nonnull bytes, size_t count);

/// Evicts every 64-byte line from all caches of all cores and waits for the end; `count` is a
/// multiple of 64.
void cp_flush_lines(const uint8_t *_Nonnull bytes, size_t count);
#endif
