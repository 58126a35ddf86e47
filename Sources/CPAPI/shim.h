// What Swift sees of libpapi.
#ifndef CPAPI_SHIM_H
#define CPAPI_SHIM_H
#include <papi.h>
#include <sde_lib.h>
#endif
