// libpapi and libsde, loaded at run time: a machine without them still runs the program.
//
// Nothing here may be called before cpapi_load has answered NULL, or cpapi_load_sde for the sde
// calls. Codes are PAPI's: 0 is well, errors are below zero.
#ifndef CPAPI_H
#define CPAPI_H
#include <stddef.h>

/// Loads libpapi once; NULL, or the loader's words for what is missing.
const char *cpapi_load(void);

/// Initialises the library: its version, or a code. `cpapi_version` is the version of the interface
/// that this program was built for, which alone works.
int cpapi_library_init(void);
int cpapi_version(void);

#define CPAPI_OK 0
#define CPAPI_ESYS (-3)
#define CPAPI_ENOEVNT (-7)
#define CPAPI_ECNFLCT (-8)
#define CPAPI_EISRUN (-10)
/// An event set that doesn't exist yet.
#define CPAPI_NO_SET (-1)

void cpapi_quiet(void);
int cpapi_thread_init(unsigned long (*id)(void));
int cpapi_register_thread(void);
int cpapi_unregister_thread(void);
const char *cpapi_strerror(int code);

int cpapi_create_eventset(int *set);
int cpapi_add_named_event(int set, const char *name);
int cpapi_start(int set);
int cpapi_read(int set, long long *values);
int cpapi_stop(int set, long long *values);
int cpapi_cleanup_eventset(int set);
int cpapi_destroy_eventset(int *set);

/// The first preset; each call of cpapi_next_event moves on to the next one.
int cpapi_first_preset(void);
int cpapi_next_event(int *event);
int cpapi_event_code(const char *name, int *event);
/// The name or the description of an event, cut to `size` bytes with their end.
int cpapi_event_name(int event, char *text, size_t size);
int cpapi_event_about(int event, char *text, size_t size);

/// The index of a component by name; below zero without one.
int cpapi_component(const char *name);
/// 0 for a component that works, else its code, with PAPI's reason cut to `size` bytes.
int cpapi_component_fault(int component, char *reason, size_t size);
int cpapi_counter_count(int component);

/// Loads libsde once; NULL, or the loader's words for what is missing.
const char *cpapi_load_sde(void);
/// A publisher of software-defined events; NULL where libsde refuses.
void *cpapi_sde_init(const char *library);
/// An event that counts in 64 bits from a set's start, and that tools can't write.
int cpapi_sde_register(
    void *library, const char *event, long long (*read)(void *), void *argument);
int cpapi_sde_describe(void *library, const char *event, const char *about);
#endif
