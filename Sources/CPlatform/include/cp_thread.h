// Linux threads: the CPU mask, the CPU in use, worker numbers, waiting on a word, resource usage.
// A call makes two system calls at most.
#ifndef CP_THREAD_H
#define CP_THREAD_H
#include <stddef.h>
#include <stdint.h>

/// Writes the calling thread's CPU mask, bit n of word n / 64 for CPU n; the words filled, or
/// -errno. `words` has room for `count` words and must be zero on entry.
int64_t cp_affinity_load(uint64_t *_Nonnull words, size_t count);

/// Pins the calling thread to one CPU and reads the mask back; 0, or the errno, EINVAL where the
/// kernel kept another mask.
int cp_affinity_pin(uint32_t cpu);

/// The CPU that the calling thread runs on now, or -1.
int cp_current_cpu(void);

/// Names the calling thread for debuggers and profilers; 15 bytes at most.
void cp_thread_name(const char *_Nonnull name);

/// Numbers the calling thread as a worker; -1 takes the number back.
void cp_worker_set(int32_t worker);

/// The calling thread's number, -1 without one.
int32_t cp_worker(void);

/// The calling thread's number; without one, a negative value that differs for most such threads.
int32_t cp_worker_or_thread(void);

/// Sleeps while the word at `word` equals `expected`; may return early.
void cp_futex_wait(const void *_Nonnull word, uint32_t expected);

/// Wakes every thread that sleeps on `word`.
void cp_futex_wake_all(const void *_Nonnull word);

/// The kernel's charges to a thread or a process.
struct cp_usage {
  int64_t user_microseconds, system_microseconds;
  int64_t minor_faults, major_faults;
  int64_t voluntary_switches, involuntary_switches;
  int64_t peak_resident_kibibytes;
};

/// Fills the usage of the calling thread.
void cp_usage_of_thread(struct cp_usage *_Nonnull usage);

/// Fills the usage of the whole process.
void cp_usage_of_process(struct cp_usage *_Nonnull usage);

/// A hint to the core that the thread spins.
static inline void cp_pause(void) { __builtin_ia32_pause(); }
#endif
