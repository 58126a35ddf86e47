import Glibc

/// Lets the calling thread rest.
func sleepMilliseconds(_ count: Int) {
  usleep(UInt32(count) * 1000)
}
