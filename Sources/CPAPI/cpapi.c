// Finds the functions of libpapi and libsde when the program runs, and calls them.
#define _GNU_SOURCE
#include "cpapi.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#if __has_include(<papi.h>)
#include <papi.h>
_Static_assert(PAPI_OK == CPAPI_OK && PAPI_ESYS == CPAPI_ESYS, "codes");
_Static_assert(PAPI_ENOEVNT == CPAPI_ENOEVNT && PAPI_ECNFLCT == CPAPI_ECNFLCT, "codes");
_Static_assert(PAPI_EISRUN == CPAPI_EISRUN && PAPI_NULL == CPAPI_NO_SET, "codes");
#if PAPI_VERSION_MAJOR(PAPI_VER_CURRENT) == 7 && PAPI_VERSION_MINOR(PAPI_VER_CURRENT) == 0
// The layout that is written down below for builds without the header.
_Static_assert(offsetof(PAPI_component_info_t, disabled_reason) == 512, "layout");
_Static_assert(offsetof(PAPI_component_info_t, disabled) == 1536, "layout");
_Static_assert(offsetof(PAPI_event_info_t, long_descr) == 1092, "layout");
_Static_assert(sizeof(PAPI_event_info_t) < 16384, "layout");
_Static_assert(PAPI_QUIET == 0 && PAPI_ENUM_ALL == 0 && PAPI_MAX_STR_LEN == 128, "constants");
_Static_assert(PAPI_PRESET_MASK == (int)0x80000000, "constants");
#endif
#else
// What is used of the header of PAPI 7.0.
#define PAPI_VERSION_NUMBER(maj, min, rev, inc) \
  (((maj) << 24) | ((min) << 16) | ((rev) << 8) | (inc))
#define PAPI_VERSION_MAJOR(x) (((x) >> 24) & 0xff)
#define PAPI_VERSION_MINOR(x) (((x) >> 16) & 0xff)
#define PAPI_VER_CURRENT PAPI_VERSION_NUMBER(7, 0, 0, 0)
#define PAPI_QUIET 0
#define PAPI_ENUM_ALL 0
#define PAPI_PRESET_MASK ((int)0x80000000)
#define PAPI_MAX_STR_LEN 128
typedef struct {
  char names[128 + 64 + 128 + 64 + 64 + 64];
  char disabled_reason[1024];
  int disabled;
} PAPI_component_info_t;
typedef struct {
  unsigned int event_code;
  char symbol[1024];
  char short_descr[64];
  char long_descr[1024];
  // The rest of the structure, and room behind it.
  char rest[16384];
} PAPI_event_info_t;
#endif

static struct {
  int (*library_init)(int);
  int (*set_debug)(int);
  int (*thread_init)(unsigned long (*)(void));
  int (*register_thread)(void);
  int (*unregister_thread)(void);
  char *(*strerror)(int);
  int (*create_eventset)(int *);
  int (*add_named_event)(int, const char *);
  int (*start)(int);
  int (*read)(int, long long *);
  int (*stop)(int, long long *);
  int (*cleanup_eventset)(int);
  int (*destroy_eventset)(int *);
  int (*enum_event)(int *, int);
  int (*event_name_to_code)(const char *, int *);
  int (*event_code_to_name)(int, char *);
  int (*get_event_info)(int, PAPI_event_info_t *);
  int (*get_component_index)(const char *);
  const PAPI_component_info_t *(*get_component_info)(int);
  int (*num_cmp_hwctrs)(int);
} papi;

static struct {
  void *(*init)(const char *);
  int (*register_counter_cb)(
      void *, const char *, int, int, long long (*)(void *), void *);
  int (*describe_counter)(void *, const char *, const char *);
} sde;

/// What the loader said about each library, empty for one that is there.
static char papi_words[256];
static char sde_words[256];

static void say(char *words, const char *text) {
  strncpy(words, text ? text : "the loader gave no reason", sizeof papi_words - 1);
}

/// Opens a library for all to see: PAPI's component for software-defined events looks libsde up.
static void *opened(const char *name, const char *other, char *words) {
  void *library = dlopen(name, RTLD_NOW | RTLD_GLOBAL);
  if (library) return library;
  say(words, dlerror());
  library = dlopen(other, RTLD_NOW | RTLD_GLOBAL);
  if (library) words[0] = 0;
  return library;
}

static void find(void *library, const char *name, void *function, char *words) {
  void *address = dlsym(library, name);
  if (!address) say(words, dlerror());
  memcpy(function, &address, sizeof address);
}

static void load_sde(void) {
  void *library = opened("libsde.so.1", "libsde.so", sde_words);
  if (!library) return;
  find(library, "papi_sde_init", &sde.init, sde_words);
  find(library, "papi_sde_register_counter_cb", &sde.register_counter_cb, sde_words);
  find(library, "papi_sde_describe_counter", &sde.describe_counter, sde_words);
}

static void load_papi(void) {
#if PAPI_VERSION_MAJOR(PAPI_VER_CURRENT) == 7 && PAPI_VERSION_MINOR(PAPI_VER_CURRENT) == 0
  void *library = opened("libpapi.so.7.0", "libpapi.so", papi_words);
#else
  void *library = opened("libpapi.so", "libpapi.so.7", papi_words);
#endif
  if (!library) return;
#define FIND(name) find(library, "PAPI_" #name, &papi.name, papi_words)
  FIND(library_init);
  FIND(set_debug);
  FIND(thread_init);
  FIND(register_thread);
  FIND(unregister_thread);
  FIND(strerror);
  FIND(create_eventset);
  FIND(add_named_event);
  FIND(start);
  FIND(read);
  FIND(stop);
  FIND(cleanup_eventset);
  FIND(destroy_eventset);
  FIND(enum_event);
  FIND(event_name_to_code);
  FIND(event_code_to_name);
  FIND(get_event_info);
  FIND(get_component_index);
  FIND(get_component_info);
  FIND(num_cmp_hwctrs);
#undef FIND
}

static const char *loaded(pthread_once_t *once, void (*load)(void), const char *words) {
  pthread_once(once, load);
  return words[0] ? words : NULL;
}

const char *cpapi_load_sde(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  return loaded(&once, load_sde, sde_words);
}

const char *cpapi_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  // PAPI looks for libsde while it initialises.
  cpapi_load_sde();
  return loaded(&once, load_papi, papi_words);
}

int cpapi_version(void) { return PAPI_VER_CURRENT; }
int cpapi_library_init(void) { return papi.library_init(PAPI_VER_CURRENT); }
void cpapi_quiet(void) { papi.set_debug(PAPI_QUIET); }
int cpapi_thread_init(unsigned long (*id)(void)) { return papi.thread_init(id); }
int cpapi_register_thread(void) { return papi.register_thread(); }
int cpapi_unregister_thread(void) { return papi.unregister_thread(); }
const char *cpapi_strerror(int code) { return papi.strerror(code); }

int cpapi_create_eventset(int *set) { return papi.create_eventset(set); }
int cpapi_add_named_event(int set, const char *name) { return papi.add_named_event(set, name); }
int cpapi_start(int set) { return papi.start(set); }
int cpapi_read(int set, long long *values) { return papi.read(set, values); }
int cpapi_stop(int set, long long *values) { return papi.stop(set, values); }
int cpapi_cleanup_eventset(int set) { return papi.cleanup_eventset(set); }
int cpapi_destroy_eventset(int *set) { return papi.destroy_eventset(set); }

/// Copies a text that ends within `limit` bytes.
static void copy(char *to, size_t size, const char *from, size_t limit) {
  size_t count = strnlen(from, limit);
  if (count >= size) count = size - 1;
  memcpy(to, from, count);
  to[count] = 0;
}

int cpapi_first_preset(void) { return PAPI_PRESET_MASK; }
int cpapi_next_event(int *event) { return papi.enum_event(event, PAPI_ENUM_ALL); }
int cpapi_event_code(const char *name, int *event) { return papi.event_name_to_code(name, event); }

int cpapi_event_name(int event, char *text, size_t size) {
  char name[PAPI_MAX_STR_LEN] = {0};
  int code = papi.event_code_to_name(event, name);
  copy(text, size, name, sizeof name);
  return code;
}

int cpapi_event_about(int event, char *text, size_t size) {
  static _Thread_local PAPI_event_info_t info;
  memset(&info, 0, sizeof info);
  int code = papi.get_event_info(event, &info);
  copy(text, size, info.long_descr, sizeof info.long_descr);
  return code;
}

int cpapi_component(const char *name) { return papi.get_component_index(name); }

int cpapi_component_fault(int component, char *reason, size_t size) {
  const PAPI_component_info_t *info = papi.get_component_info(component);
  if (!info) {
    copy(reason, size, "there is no such component", 64);
    return -1;
  }
  copy(reason, size, info->disabled_reason, sizeof info->disabled_reason);
  return info->disabled;
}

int cpapi_counter_count(int component) { return papi.num_cmp_hwctrs(component); }

void *cpapi_sde_init(const char *library) { return sde.init(library); }

int cpapi_sde_register(
    void *library, const char *event, long long (*read)(void *), void *argument) {
  // Read-only, counted from a set's start, 64-bit integers: each of these constants is 0.
  return sde.register_counter_cb(library, event, 0, 0, read, argument);
}

int cpapi_sde_describe(void *library, const char *event, const char *about) {
  return sde.describe_counter(library, event, about);
}
