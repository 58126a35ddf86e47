// What Swift sees of libpapi and libsde: their headers, and as constants the
// macros that the importer can't read.
#ifndef CPAPI_SHIM_H
#define CPAPI_SHIM_H
#include <papi.h>
#include <sde_lib.h>

/// The version that these headers describe, as PAPI_library_init wants it.
static const int mmsb_papi_version = PAPI_VER_CURRENT;

/// An event set that doesn't exist yet.
static const int mmsb_papi_no_set = PAPI_NULL;

/// Where the presets begin, and the walk over all of them.
static const int mmsb_papi_first_preset = PAPI_PRESET_MASK;
static const int mmsb_papi_enumerate_all = PAPI_ENUM_ALL;

/// A software-defined event that tools can't write and that counts from a set's start.
static const int mmsb_sde_mode = PAPI_SDE_RO | PAPI_SDE_DELTA;
static const int mmsb_sde_integer = PAPI_SDE_long_long;
#endif
