// Swift can't import perf_event_attr's bit fields or call through syscall(), so the
// few calls live here. Hypervisor time is always excluded: guests may not count it,
// and a request for it would fail the open.
#define _GNU_SOURCE
#include "cp_perf.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define READ_MISSES(cache) \
  ((cache) | PERF_COUNT_HW_CACHE_OP_READ << 8 | PERF_COUNT_HW_CACHE_RESULT_MISS << 16)

static const struct {
  uint32_t type;
  uint64_t config;
} events[] = {
  [CP_PERF_CYCLES] = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
  [CP_PERF_INSTRUCTIONS] = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
  [CP_PERF_BRANCHES] = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS},
  [CP_PERF_BRANCH_MISSES] = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES},
  [CP_PERF_L1D_READ_MISSES] = {PERF_TYPE_HW_CACHE, READ_MISSES(PERF_COUNT_HW_CACHE_L1D)},
  [CP_PERF_DTLB_READ_MISSES] = {PERF_TYPE_HW_CACHE, READ_MISSES(PERF_COUNT_HW_CACHE_DTLB)},
  [CP_PERF_LLC_READ_MISSES] = {PERF_TYPE_HW_CACHE, READ_MISSES(PERF_COUNT_HW_CACHE_LL)},
  [CP_PERF_REFERENCE_CYCLES] = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_REF_CPU_CYCLES},
  [CP_PERF_CACHE_REFERENCES] = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_REFERENCES},
  [CP_PERF_CACHE_MISSES] = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES},
  [CP_PERF_PAGE_FAULTS] = {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS},
  [CP_PERF_MINOR_FAULTS] = {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MIN},
  [CP_PERF_MAJOR_FAULTS] = {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MAJ},
  [CP_PERF_TASK_CLOCK] = {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK},
  [CP_PERF_CPU_CLOCK] = {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK},
  [CP_PERF_CPU_MIGRATIONS] = {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS},
  [CP_PERF_CONTEXT_SWITCHES] = {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES},
};

int cp_perf_open(enum cp_perf_event event, int leader, bool exclude_kernel) {
  bool leads = leader < 0;
  struct perf_event_attr attributes = {
    .size = sizeof attributes,
    .type = events[event].type,
    .config = events[event].config,
    .read_format = PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED |
                   PERF_FORMAT_TOTAL_TIME_RUNNING,
    .disabled = leads,
    .pinned = leads && events[event].type != PERF_TYPE_SOFTWARE,
    .exclude_kernel = exclude_kernel,
    .exclude_hv = 1,
  };
  long descriptor =
    syscall(SYS_perf_event_open, &attributes, 0, -1, leads ? -1 : leader, PERF_FLAG_FD_CLOEXEC);
  return descriptor < 0 ? -errno : (int)descriptor;
}

int cp_perf_enable(int leader) {
  return ioctl(leader, PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP) < 0 ? errno : 0;
}

int cp_perf_read(int leader, size_t count, struct cp_perf_times *times, int64_t *values) {
  uint64_t words[3 + CP_PERF_GROUP_LIMIT];
  if (count > CP_PERF_GROUP_LIMIT) return EINVAL;
  size_t wanted = (3 + count) * sizeof *words;
  ssize_t got = read(leader, words, wanted);
  if (got < 0) return errno;
  // A pinned group that lost its counters reads as the end of a file.
  if ((size_t)got < wanted || words[0] != count) return EAGAIN;
  *times = (struct cp_perf_times){words[1], words[2]};
  memcpy(values, words + 3, count * sizeof *values);
  return 0;
}

void cp_perf_spend(uint64_t iterations) {
  if (iterations == 0) return;
  __asm__ volatile("1: sub $1, %0\n\tjnz 1b" : "+r"(iterations) : : "cc");
}
