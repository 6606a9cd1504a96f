import Glibc

/// How the system's allocator keeps what is freed.
enum AllocatorSettings {
    /// Of `malloc.h`, which Swift's module of the C library leaves out.
    private enum Parameter: Int32 {
        case trimThreshold = -1
        case mmapThreshold = -3
        case arenaMax = -8
    }

    private static let largeBlock: Int32 = 1 << 20

    /// Answers are blocks of megabytes. By its own rules the allocator would soon serve them from its heaps, one
    /// heap a thread, and keep the holes that they leave: 20 MB of a first fill's peak. So they come from the system
    /// and go back to it.
    ///
    /// A C library without this call has rules of its own.
    static func apply() {
        typealias Function = @convention(c) (Int32, Int32) -> Int32
        guard let symbol = dlsym(nil, "mallopt") else { return }
        let set = unsafeBitCast(symbol, to: Function.self)
        for (parameter, value) in [
            (Parameter.mmapThreshold, largeBlock), (.trimThreshold, largeBlock), (.arenaMax, 2),
        ] {
            _ = set(parameter.rawValue, value)
        }
    }
}
