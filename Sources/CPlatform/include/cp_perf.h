// The kernel's generic hardware counters of the calling thread: perf_event_open and what
// goes with it. Counters never inherit and never multiplex on purpose; each is one file
// descriptor that the caller closes.
#ifndef CP_PERF_H
#define CP_PERF_H
#include <stdbool.h>
#include <stdint.h>

/// What can be counted.
enum cp_perf_event { CP_PERF_INSTRUCTIONS, CP_PERF_CYCLES, CP_PERF_TASK_CLOCK };

/// A counter's value, and for how long it was wanted and really ran.
struct cp_perf_reading {
  uint64_t value, enabled_nanoseconds, running_nanoseconds;
};

/// Opens a stopped counter; its descriptor, or -errno.
int cp_perf_open(enum cp_perf_event event, bool exclude_kernel);

/// Zeroes and starts a counter; 0 or the errno.
int cp_perf_start(int descriptor);

/// Stops a counter and reads it; 0 or the errno.
int cp_perf_stop(int descriptor, struct cp_perf_reading *_Nonnull reading);

/// Retires two instructions per iteration, one dependent step after the other, and a handful more.
void cp_perf_spend(uint64_t iterations);
#endif
