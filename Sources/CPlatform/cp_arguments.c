// Swift's runtime reads its words from /proc, which some machines lack or hide. The C library hands
// a constructor what it hands `main`.
#include "cp_arguments.h"

#include <stddef.h>

static int word_count;
static char *const *call_words;

__attribute__((constructor)) static void keep(int count, char *const *words) {
  word_count = count;
  call_words = words;
}

int cp_argument_count(void) { return word_count; }

const char *cp_argument(int index) {
  return index >= 0 && index < word_count ? call_words[index] : NULL;
}
