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

// The errno of the last call that failed on the file of the main database or on its WAL or journal, 0 where none did.
// sqlite3_system_errno knows nothing of what fails at the end of a COMMIT.
static inline int csqlite_last_file_errno(sqlite3 *connection) {
    int code = 0;
    sqlite3_file *file = 0;
    if (sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file) == SQLITE_OK
        && file != 0 && file->pMethods != 0) {
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &code);
    }
    if (code == 0) sqlite3_file_control(connection, "main", SQLITE_FCNTL_LAST_ERRNO, &code);
    return code;
}

#endif
