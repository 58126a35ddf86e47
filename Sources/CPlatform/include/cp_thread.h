// Threads as Linux sees them: the CPU mask, the CPU in use, waiting on a word, resource usage.
// Each call is one system call or less, keeps nothing, and reports failure as an errno value.
#ifndef CP_THREAD_H
#define CP_THREAD_H
#include <stddef.h>
#include <stdint.h>

/// Writes the calling thread's CPU mask, bit n of word n / 64 for CPU n; the words filled, or
/// -errno. `words` must be zero on entry and holds `count` words.
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

/// The calling thread's number, -1 where it has none.
int32_t cp_worker(void);

/// The calling thread's number, or below zero something that tells most threads without one apart.
int32_t cp_worker_or_thread(void);

/// Sleeps while the word at `word` still holds `expected`; may return early.
void cp_futex_wait(const void *_Nonnull word, uint32_t expected);

/// Wakes every thread that sleeps on `word`.
void cp_futex_wake_all(const void *_Nonnull word);

/// What the kernel charges to a thread or a process.
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

/// Tells the core that this is a spinning wait.
static inline void cp_pause(void) { __builtin_ia32_pause(); }
#endif
