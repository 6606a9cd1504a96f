#if XLSX
    /// Why an XLSX file was not made.
    package enum XLSXError: Error, Equatable, Sendable {
        /// A temporary file in that directory: the system's `errno`.
        case file(directory: String, code: Int32)
        /// What libxlsxwriter says where nothing of ours should make it.
        case library(String)
    }
#endif
