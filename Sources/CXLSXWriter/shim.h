#ifndef CXLSXWRITER_SHIM_H
#define CXLSXWRITER_SHIM_H

#include <errno.h>
#include <stdio.h>
#include <xlsxwriter.h>
#include <zlib.h>

// In constant-memory mode the rows of a sheet go through a temporary file, and the library looks at no error
// of writing it: on a full disk rows would vanish without a word. Gives 0, or the errno of a failure.
static inline int cxlsx_rows_failure(lxw_worksheet *sheet) {
    FILE *file = sheet->optimize_tmpfile;
    if (file == NULL) return 0;
    errno = 0;
    if (fflush(file) == 0 && !ferror(file)) return 0;
    return errno != 0 ? errno : EIO;
}

// A macro, which Swift does not import: packed bytes without a header, as they are in a ZIP archive.
static inline int cxlsx_inflate_begin(z_stream *stream) {
    return inflateInit2(stream, -MAX_WBITS);
}

#endif
