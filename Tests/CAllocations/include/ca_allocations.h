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

/// How many bytes this thread has asked for in all its requests.
uint64_t ca_byte_count(void);

/// The bytes of this thread's largest request since the thread began or last forgot it.
uint64_t ca_largest_request(void);

/// Forgets the largest request.
void ca_forget_largest_request(void);
#endif
