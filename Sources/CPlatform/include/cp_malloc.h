// The allocator that serves malloc in this process: the C library's, or one loaded in its place.
// Answers are copied into the caller's buffer, cut to fit and always terminated.
#ifndef CP_MALLOC_H
#define CP_MALLOC_H
#include <stdbool.h>
#include <stddef.h>

/// The version of the C library at run time ("2.36").
const char *_Nonnull cp_libc_version(void);

/// Gives the C library's free memory back to the kernel, so that later allocations touch new pages.
void cp_malloc_give_back(void);

/// Writes the file name, without its folder, of the object that malloc resolves to; false where the
/// loader doesn't know.
bool cp_malloc_object(char *_Nonnull name, size_t capacity);

/// Writes the version that a loaded jemalloc or mimalloc states; false where neither is loaded.
bool cp_malloc_version(char *_Nonnull version, size_t capacity);

/// Opens an allocator's library for good and writes the version that the library states; where it
/// can't be opened, writes the loader's text and answers false.
bool cp_library_open(const char *_Nonnull name, char *_Nonnull text, size_t capacity);
#endif
