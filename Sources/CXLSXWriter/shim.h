#ifndef CXLSXWRITER_SHIM_H
#define CXLSXWRITER_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <xlsxwriter.h>
#include <zlib.h>

// In constant-memory mode the rows of a sheet go through a temporary file, and the library looks at no error
// of writing it: on a full disk rows would vanish without a word. Finishes the last row and gives a descriptor of
// that file, which the caller closes, or -1 and errno.
static inline int cxlsx_take_rows(lxw_worksheet *sheet) {
    FILE *file = sheet->optimize_tmpfile;
    if (file == NULL) {
        errno = EINVAL;
        return -1;
    }
    errno = 0;
    lxw_worksheet_write_single_row(sheet);
    if (fflush(file) != 0 || ferror(file)) {
        if (errno == 0) errno = EIO;
        return -1;
    }
    return fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
}

// A macro, which Swift does not import: packed bytes without a header, as they are in a ZIP archive.
static inline int cxlsx_inflate_begin(z_stream *stream) {
    return inflateInit2(stream, -MAX_WBITS);
}

#endif
