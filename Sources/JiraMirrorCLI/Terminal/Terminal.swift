import Glibc
package import OpenSSLCrypto

/// The person's side of the program: whether there is one, how wide the window is, questions.
package struct Terminal: Sendable {
    package var inputIsTerminal: Bool
    package var outputIsTerminal: Bool
    package var errorIsTerminal: Bool
    /// Columns of the window, nil where there is none.
    package var width: Int?
    /// Whether colour is welcome on standard error.
    package var colour: Bool

    package init(
        inputIsTerminal: Bool = false, outputIsTerminal: Bool = false, errorIsTerminal: Bool = false,
        width: Int? = nil, colour: Bool = false
    ) {
        self.inputIsTerminal = inputIsTerminal
        self.outputIsTerminal = outputIsTerminal
        self.errorIsTerminal = errorIsTerminal
        self.width = width
        self.colour = colour
    }

    /// What the process really has.
    package static func current(environment: [String: String]) -> Terminal {
        let error = isatty(2) == 1
        return Terminal(
            inputIsTerminal: isatty(0) == 1, outputIsTerminal: isatty(1) == 1, errorIsTerminal: error,
            width: windowWidth(environment),
            colour: error && wantsColour(environment))
    }

    /// `NO_COLOR` (any value but the empty one) and `TERM=dumb` switch colour off.
    static func wantsColour(_ environment: [String: String]) -> Bool {
        (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    private static func windowWidth(_ environment: [String: String]) -> Int? {
        for descriptor: Int32 in [1, 2] where isatty(descriptor) == 1 {
            var size = winsize()
            if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
            if let columns = environment["COLUMNS"].flatMap(Int.init), columns > 0 { return columns }
            return 80
        }
        return nil
    }
}

extension Terminal {
    /// Asks on the controlling terminal without echo; nil where there is none or it was closed.
    package static func askSecret(_ question: String) -> SecretBytes? {
        guard let terminal = try? FileDescriptor.open("/dev/tty", O_RDWR | O_NOCTTY) else { return nil }
        var settings = termios()
        guard tcgetattr(terminal.number, &settings) == 0 else { return nil }
        let before = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        settings.c_lflag |= tcflag_t(ECHONL)
        guard tcsetattr(terminal.number, TCSAFLUSH, &settings) == 0 else { return nil }
        defer {
            var restored = before
            tcsetattr(terminal.number, TCSAFLUSH, &restored)
        }
        _ = FileDescriptor.write(question.utf8, to: terminal.number)
        return line(from: terminal.number)
    }

    /// One line without its end, at most 4 KiB, straight into protected memory.
    static func line(from descriptor: Int32) -> SecretBytes? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        defer {
            bytes.withUnsafeMutableBytes { if let start = $0.baseAddress { explicit_bzero(start, $0.count) } }
        }
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress?.advanced(by: count), 1)
            }
            if got < 0, errno == EINTR { continue }
            guard got == 1 else { break }
            if bytes[count] == 0x0A { break }
            count += 1
        }
        guard count > 0 else { return nil }
        return SecretBytes(count: count) { $0.copyBytes(from: bytes[..<count]) }
    }
}
