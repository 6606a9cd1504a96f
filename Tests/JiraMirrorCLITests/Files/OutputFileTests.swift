import Glibc
import Testing

@testable import JiraMirrorCLI

@Suite("Output files") struct OutputFileTests {
    @Test func aReaderThatLeftIsABrokenPipe() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        let output = OutputFile(descriptor: ends[1], name: "standard output")
        try output.write("x")
        #expect(throws: FileError.brokenPipe) { try output.flush() }
        close(ends[1])
    }

    @Test func aClosedDescriptorAndAFullDeviceAreErrors() throws {
        let closed = OutputFile(descriptor: 9_999, name: "standard output")
        try closed.write("x")
        #expect(throws: FileError.inputOutput(path: "standard output", reason: "it is closed")) {
            try closed.flush()
        }
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let output = OutputFile(descriptor: full, name: "standard output")
        #expect(throws: FileError.full(path: "standard output", reason: "no space left on device")) {
            try output.write(String(repeating: "x", count: 1 << 20))
        }
    }
}
