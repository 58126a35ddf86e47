// The kernel's own event counters of the calling thread: perf_event_open and its reads.
// Counters come in groups that are on the processor together or not at all; they never inherit
// and never multiplex, and each is one file descriptor that the caller closes.
#ifndef CP_PERF_H
#define CP_PERF_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The events that can be counted: the kernel's generic hardware events, then its software events.
enum cp_perf_event {
  CP_PERF_CYCLES,
  CP_PERF_INSTRUCTIONS,
  CP_PERF_BRANCHES,
  CP_PERF_BRANCH_MISSES,
  CP_PERF_L1D_READ_MISSES,
  CP_PERF_DTLB_READ_MISSES,
  CP_PERF_LLC_READ_MISSES,
  CP_PERF_REFERENCE_CYCLES,
  CP_PERF_CACHE_REFERENCES,
  CP_PERF_CACHE_MISSES,
  CP_PERF_PAGE_FAULTS,
  CP_PERF_MINOR_FAULTS,
  CP_PERF_MAJOR_FAULTS,
  CP_PERF_TASK_CLOCK,
  CP_PERF_CPU_CLOCK,
  CP_PERF_CPU_MIGRATIONS,
  CP_PERF_CONTEXT_SWITCHES,
};

/// The time that a group was enabled, and the time that it really ran.
struct cp_perf_times {
  uint64_t enabled_nanoseconds, running_nanoseconds;
};

/// The most events of one group.
enum { CP_PERF_GROUP_LIMIT = 8 };

/// Opens a stopped counter, in the group of `leader` or at the head of a new one where that is -1;
/// its descriptor, or -errno. A new group of hardware events is pinned: it runs always or never.
int cp_perf_open(enum cp_perf_event event, int leader, bool exclude_kernel);

/// Starts a group, whose counters then run until they are closed; 0 or the errno.
int cp_perf_enable(int leader);

/// Reads a group of `count` counters, in the order they were opened; 0, EAGAIN where the group is
/// not on the processor, or the errno.
int cp_perf_read(int leader, size_t count, struct cp_perf_times *_Nonnull times,
                 int64_t *_Nonnull values);

/// Retires two instructions per iteration, one dependent step after the other, and a handful more.
void cp_perf_spend(uint64_t iterations);
#endif
