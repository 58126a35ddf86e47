// What Swift sees of libpapi: its headers, and as constants the macros
// that the importer can't read.
#ifndef CPAPI_SHIM_H
#define CPAPI_SHIM_H
#include <papi.h>
#include <sde_lib.h>

/// The version that these headers describe, as PAPI_library_init wants it.
static const int mmsb_papi_version = PAPI_VER_CURRENT;

/// Retired instructions and core cycles.
static const int mmsb_papi_instructions = PAPI_TOT_INS;
static const int mmsb_papi_cycles = PAPI_TOT_CYC;

/// An event set that doesn't exist yet.
static const int mmsb_papi_no_set = PAPI_NULL;
#endif
