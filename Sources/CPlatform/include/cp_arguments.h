// The words of the process's call.
#ifndef CP_ARGUMENTS_H
#define CP_ARGUMENTS_H

/// The number of words of the call, the program's name among them.
int cp_argument_count(void);

/// A word of the call, as `main` is given it; null at or beyond their number.
const char *_Nullable cp_argument(int index);

#endif
