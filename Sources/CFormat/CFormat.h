// Every on-disk structure of the project, one header a format, with its size asserted.
// Little-endian and fixed width unless the format's header says otherwise.
#ifndef CFORMAT_H
#define CFORMAT_H
#include <stdint.h>

#include "mmsb_checkpoint.h"
#include "mmsb_log.h"
#include "mmsb_tlog.h"
#include "sqlite_wal.h"
#endif
