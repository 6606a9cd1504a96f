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

        /// An open file, which closes with this object.
        init(descriptor: Int32, in directory: String) {
            self.descriptor = descriptor
            self.directory = directory
        }

        deinit { Glibc.close(descriptor) }

        /// Leads to the file as long as this object lives.
        var path: String { "/proc/self/fd/\(descriptor)" }

        /// The bytes from an offset on, fewer at the end.
        func read(_ count: Int, at offset: off_t) throws(XLSXError) -> [UInt8] {
            var block = [UInt8](repeating: 0, count: count)
            while true {
                let got = pread(descriptor, &block, count, offset)
                if got >= 0 { return got == count ? block : Array(block[..<got]) }
                if errno != EINTR { throw .file(directory: directory, code: errno) }
            }
        }

        func size() throws(XLSXError) -> off_t {
            var information = stat()
            guard fstat(descriptor, &information) == 0 else { throw .file(directory: directory, code: errno) }
            return information.st_size
        }

        /// Hands all bytes to the sink, in blocks.
        func copy(to sink: any ByteSink) throws {
            var offset: off_t = 0
            while true {
                let block = try read(65_536, at: offset)
                if block.isEmpty { return }
                try Task.checkCancellation()
                try block.withUnsafeBytes { try sink.write($0) }
                offset += off_t(block.count)
            }
        }
    }
#endif
