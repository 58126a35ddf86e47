// Thin calls that need GNU extensions or raw system calls, which Swift's importer can't see.
// Masks are plain words rather than cpu_set_t, so that machines with more than 1,024 CPUs work.
#define _GNU_SOURCE
#include "cp_thread.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { most_words = 256 };  // 16,384 CPUs, twice the limit of a Linux build

int64_t cp_affinity_load(uint64_t *words, size_t count) {
  long bytes = syscall(SYS_sched_getaffinity, 0, count * sizeof *words, words);
  if (bytes < 0) return -errno;
  return (int64_t)(((size_t)bytes + sizeof *words - 1) / sizeof *words);
}

int cp_affinity_pin(uint32_t cpu) {
  uint64_t asked[most_words] = {0}, kept[most_words] = {0};
  if (cpu / 64 >= most_words) return EINVAL;
  asked[cpu / 64] = UINT64_C(1) << cpu % 64;
  if (syscall(SYS_sched_setaffinity, 0, sizeof asked, asked) < 0) return errno;
  int64_t words = cp_affinity_load(kept, most_words);
  if (words < 0) return (int)-words;
  bool same = true;
  for (size_t i = 0; i < most_words; i++) same &= kept[i] == asked[i];
  return same ? 0 : EINVAL;
}

int cp_current_cpu(void) { return sched_getcpu(); }

void cp_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }

static _Thread_local int32_t worker_number = -1;

void cp_worker_set(int32_t worker) { worker_number = worker; }

int32_t cp_worker(void) { return worker_number; }

int32_t cp_worker_or_thread(void) {
  if (worker_number >= 0) return worker_number;
  // Each thread's variable is in the mapping of its own stack, whole pages from any other.
  return ~(int32_t)((uintptr_t)&worker_number >> 12 & INT32_MAX);
}

void cp_futex_wait(const void *word, uint32_t expected) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

void cp_futex_wake_all(const void *word) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

static int64_t microseconds(struct timeval time) {
  return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

static void fill(struct cp_usage *usage, bool whole_process) {
  struct rusage raw = {0};
  getrusage(whole_process ? RUSAGE_SELF : RUSAGE_THREAD, &raw);
  *usage = (struct cp_usage){
    .user_microseconds = microseconds(raw.ru_utime),
    .system_microseconds = microseconds(raw.ru_stime),
    .minor_faults = raw.ru_minflt,
    .major_faults = raw.ru_majflt,
    .voluntary_switches = raw.ru_nvcsw,
    .involuntary_switches = raw.ru_nivcsw,
    .peak_resident_kibibytes = raw.ru_maxrss,
  };
}

void cp_usage_of_thread(struct cp_usage *usage) { fill(usage, false); }

void cp_usage_of_process(struct cp_usage *usage) { fill(usage, true); }
