import Glibc
import OpenSSLCrypto

/// What the process does to itself before anything else: the first line of `main`.
package enum ProcessHygiene {
    /// Variables that would make libraries or child programs print or store secrets, or load foreign code.
    static let dangerousVariables = [
        "URLSessionDebugLibcurl", "URLSessionDebug", "SSLKEYLOGFILE", "LD_PRELOAD", "LD_LIBRARY_PATH",
        "LD_AUDIT", "LD_DEBUG", "LD_DEBUG_OUTPUT", "LD_PROFILE", "CURL_HOME", "SQLITE_TMPDIR",
    ]

    /// New files are ours alone; no core dump and no debugger of the same user sees our memory, and OpenSSL leaves
    /// nothing in what it gives back; a closed
    /// pipe or a file-size limit is an error to handle, not a death; child programs inherit no traps.
    ///
    /// - Returns: the umask that the process was started with.
    package static func apply() -> UInt32 {
        let inherited = umask(0o077)
        openStandardDescriptors()
        // EPERM under a hardened unit is fine: the unit has set the limit itself.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = setrlimit(__rlimit_resource_t(UInt32(RLIMIT_CORE.rawValue)), &none)
        setNotDumpable()
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        silenceCrashes()
        ReleasedMemory.overwrite()
        for name in dangerousVariables { unsetenv(name) }
        return inherited
    }

    /// Descriptors 0 to 2 must be taken, or else the next file to be opened (a database) becomes our
    /// standard output.
    ///
    /// They are opened the wrong way round, so that using one is still an error.
    private static func openStandardDescriptors() {
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
    }

    /// Swift's runtime answers a crash with registers and memory on standard error, where a token may stand and
    /// from where cron mails it.
    ///
    /// Whoever looks for a bug sets `SWIFT_BACKTRACE` and gets them.
    private static func silenceCrashes() {
        guard getenv("SWIFT_BACKTRACE") == nil else { return }
        for number in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV] { signal(number, SIG_DFL) }
    }

    /// Calls `prctl(PR_SET_DUMPABLE, 0)`.
    ///
    /// The function is variadic, which Swift does not import; its arguments are words, which variadic and plain
    /// calls pass alike on Linux.
    private static func setNotDumpable() {
        let setDumpable: Int32 = 4
        typealias Function = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        guard let symbol = dlsym(nil, "prctl") else { return }
        _ = unsafeBitCast(symbol, to: Function.self)(setDumpable, 0, 0, 0, 0)
    }
}
