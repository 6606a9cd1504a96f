#if XLSX
    /// Why an XLSX file was not made.
    package enum XLSXError: Error, Equatable, Sendable {
        /// A temporary file in that directory: the system's `errno`.
        case file(directory: String, code: Int32)
        /// A part of the file was cut short on its way through the temporary files in that directory: no room.
        case incomplete(part: String, directory: String)
        /// What libxlsxwriter says where nothing of ours should make it.
        case library(String)
    }
#endif
