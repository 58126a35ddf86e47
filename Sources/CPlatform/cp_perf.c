// Swift can't import perf_event_attr's bit fields or call through syscall(), so the
// few calls live here. Hypervisor time is always excluded: guests may not count it,
// and asking would fail the open.
#define _GNU_SOURCE
#include "cp_perf.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
  uint32_t type;
  uint64_t config;
} events[] = {
  [CP_PERF_INSTRUCTIONS] = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
  [CP_PERF_CYCLES] = {PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
  [CP_PERF_TASK_CLOCK] = {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK},
};

int cp_perf_open(enum cp_perf_event event, bool exclude_kernel) {
  struct perf_event_attr attributes = {
    .size = sizeof attributes,
    .type = events[event].type,
    .config = events[event].config,
    .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
    .disabled = 1,
    .exclude_kernel = exclude_kernel,
    .exclude_hv = 1,
  };
  long descriptor = syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  return descriptor < 0 ? -errno : (int)descriptor;
}

int cp_perf_start(int descriptor) {
  if (ioctl(descriptor, PERF_EVENT_IOC_RESET, 0) < 0) return errno;
  return ioctl(descriptor, PERF_EVENT_IOC_ENABLE, 0) < 0 ? errno : 0;
}

int cp_perf_stop(int descriptor, struct cp_perf_reading *reading) {
  if (ioctl(descriptor, PERF_EVENT_IOC_DISABLE, 0) < 0) return errno;
  ssize_t count = read(descriptor, reading, sizeof *reading);
  if (count < 0) return errno;
  return count == sizeof *reading ? 0 : EIO;
}

void cp_perf_spend(uint64_t iterations) {
  if (iterations == 0) return;
  __asm__ volatile("1: sub $1, %0\n\tjnz 1b" : "+r"(iterations) : : "cc");
}
