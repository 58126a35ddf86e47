// What Swift sees of libxxhash.
#ifndef CXXHash_SHIM_H
#define CXXHash_SHIM_H
#include <xxhash.h>
#endif
