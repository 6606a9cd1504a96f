#if XLSX
    import Glibc
    import Reporting

    /// A file without a name, that a library can open by a path all the same.
    final class TemporaryFile {
        let directory: String
        private let descriptor: Int32

        init(in directory: String) throws(XLSXError) {
            self.directory = directory
            var template = Array((directory + "/.jira-mirror-XXXXXX").utf8CString)
            descriptor = mkstemp(&template)
            guard descriptor >= 0 else { throw .file(directory: directory, code: errno) }
            unlink(template)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }

        deinit { Glibc.close(descriptor) }

        /// Leads to the file as long as this object lives.
        var path: String { "/proc/self/fd/\(descriptor)" }

        /// Hands all bytes to the sink, in blocks.
        func copy(to sink: any ByteSink) throws {
            var block = [UInt8](repeating: 0, count: 65_536)
            var offset: off_t = 0
            while true {
                let count = pread(descriptor, &block, block.count, offset)
                if count < 0 {
                    if errno == EINTR { continue }
                    throw XLSXError.file(directory: directory, code: errno)
                }
                if count == 0 { break }
                try Task.checkCancellation()
                try block.withUnsafeBytes { try sink.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                offset += off_t(count)
            }
            guard offset > 0 else { throw XLSXError.library("the file is empty") }
        }
    }
#endif
