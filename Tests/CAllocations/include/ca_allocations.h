// Counts the heap requests of the calling thread, for tests that hold code to "allocates nothing".
// The counting malloc stands before the C library's; under a sanitizer,
// which has its own, it is absent.
#ifndef CA_ALLOCATIONS_H
#define CA_ALLOCATIONS_H
#include <stdbool.h>
#include <stdint.h>

/// Whether requests are counted in this build.
bool ca_is_counting(void);

/// How many times this thread has asked the heap for memory.
uint64_t ca_request_count(void);
#endif
