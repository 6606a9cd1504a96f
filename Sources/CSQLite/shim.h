#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H

#include <sqlite3.h>

// Swift cannot call C functions with variable arguments. These settings are of the whole process and are
// taken only before SQLite is initialized, which its first connection does: SQLITE_MISUSE otherwise.

// Without counters of memory in use, which every allocation would update under one mutex.
static inline int csqlite_without_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// Small allocations of a connection come from `count` slots of `size` bytes of its own.
static inline int csqlite_set_lookaside(int size, int count) {
    return sqlite3_config(SQLITE_CONFIG_LOOKASIDE, size, count);
}

#endif
