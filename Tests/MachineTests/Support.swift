import Glibc

/// Pauses the calling thread.
func sleepMilliseconds(_ count: Int) {
  usleep(UInt32(count) * 1000)
}
