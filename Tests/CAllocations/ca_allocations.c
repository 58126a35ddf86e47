// The allocation functions, counted for each thread and passed on to the C library.
// Only requests count: the tests do not measure frees.
#include "ca_allocations.h"

#include <errno.h>
#include <stddef.h>

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)

bool ca_is_counting(void) { return false; }
uint64_t ca_request_count(void) { return 0; }
uint64_t ca_byte_count(void) { return 0; }
uint64_t ca_largest_request(void) { return 0; }
void ca_forget_largest_request(void) {}

#else

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static _Thread_local uint64_t requests;
static _Thread_local uint64_t bytes;
static _Thread_local uint64_t largest;

static void note(size_t size) {
  requests++;
  bytes += size;
  if (size > largest) { largest = size; }
}

bool ca_is_counting(void) { return true; }
uint64_t ca_request_count(void) { return requests; }
uint64_t ca_byte_count(void) { return bytes; }
uint64_t ca_largest_request(void) { return largest; }
void ca_forget_largest_request(void) { largest = 0; }

void *malloc(size_t size) {
  note(size);
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  note(count * size);
  return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  note(size);
  return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  note(size);
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  note(size);
  *memory = __libc_memalign(alignment, size);
  return *memory ? 0 : ENOMEM;
}

#endif
