// Calls on files that Swift can't import.
#ifndef CP_FILES_H
#define CP_FILES_H

/// Gives a file another name in one step, unless that name is taken (EEXIST). Answers 0, or the
/// errno value; EINVAL and ENOSYS where the file system or the kernel lacks the call.
int cp_rename_to_free_name(const char *_Nonnull path, const char *_Nonnull new_path);

#endif
