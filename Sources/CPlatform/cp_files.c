// Calls on files that Swift can't import: renameat2 is a GNU extension.
#define _GNU_SOURCE
#include "cp_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

int cp_rename_to_free_name(const char *path, const char *new_path) {
  return renameat2(AT_FDCWD, path, AT_FDCWD, new_path, RENAME_NOREPLACE) == 0 ? 0 : errno;
}
