// Counts the heap requests of the calling thread, for tests that code allocates nothing.
// The counting malloc replaces the C library's; a build with a sanitizer, which has its own
// malloc, does not count.
#ifndef CA_ALLOCATIONS_H
#define CA_ALLOCATIONS_H
#include <stdbool.h>
#include <stdint.h>

/// Whether requests are counted in this build.
bool ca_is_counting(void);

/// The number of this thread's heap requests.
uint64_t ca_request_count(void);

/// The sum of the bytes of this thread's heap requests.
uint64_t ca_byte_count(void);

/// The bytes of this thread's largest request since its start or its last reset.
uint64_t ca_largest_request(void);

/// Sets the largest request of this thread to zero.
void ca_forget_largest_request(void);
#endif
