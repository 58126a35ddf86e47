// The object that provides malloc, from the dynamic loader, and the version from that object.
// The allocators' own headers aren't needed: their version calls are looked up by name.
#define _GNU_SOURCE
#include "cp_malloc.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

typedef int (*mallctl_call)(const char *, void *, size_t *, void *, size_t);
typedef int (*mimalloc_version_call)(void);

const char *cp_libc_version(void) { return gnu_get_libc_version(); }

void cp_malloc_give_back(void) { malloc_trim(0); }

bool cp_malloc_object(char *name, size_t capacity) {
  Dl_info info;
  void *address = dlsym(RTLD_DEFAULT, "malloc");
  if (!address || !dladdr(address, &info) || !info.dli_fname) return false;
  const char *slash = strrchr(info.dli_fname, '/');
  snprintf(name, capacity, "%s", slash ? slash + 1 : info.dli_fname);
  return true;
}

static bool version_of(void *library, char *version, size_t capacity) {
  mallctl_call jemalloc = (mallctl_call)dlsym(library, "mallctl");
  const char *text = NULL;
  size_t size = sizeof text;
  if (jemalloc && jemalloc("version", &text, &size, NULL, 0) == 0 && text) {
    snprintf(version, capacity, "%s", text);
    return true;
  }
  mimalloc_version_call mimalloc = (mimalloc_version_call)dlsym(library, "mi_version");
  if (!mimalloc) return false;
  snprintf(version, capacity, "%d", mimalloc());
  return true;
}

bool cp_malloc_version(char *version, size_t capacity) {
  return version_of(RTLD_DEFAULT, version, capacity);
}

bool cp_library_open(const char *name, char *text, size_t capacity) {
  text[0] = 0;
  void *library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
  if (!library) {
    const char *error = dlerror();
    snprintf(text, capacity, "%s", error ? error : "");
    return false;
  }
  // The library stays open: an allocator that has run its constructors can't be unloaded safely.
  version_of(library, text, capacity);
  return true;
}
