import Foundation
import Testing

@testable import JiraMirrorCLI

@Suite("Atomic files") struct AtomicFileTests {
    private struct Cause: Error {}

    @Test func theFileAppearsWithItsModeAndNothingElseIsLeft() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/report.csv"
        try AtomicFile.write(path, text: "a,b\n", mode: 0o644)
        #expect(try directory.names == ["report.csv"])
        #expect(try directory.text("report.csv") == "a,b\n")
        #expect(try TemporaryDirectory.mode(of: path) == 0o644)
    }

    @Test func aFailureInTheMiddleKeepsTheOldFile() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.file("report.csv", "old")
        #expect(throws: Cause.self) {
            try AtomicFile.write(path, mode: 0o600) { output in
                try output.write(String(repeating: "new", count: 100_000))
                throw Cause()
            }
        }
        #expect(try directory.names == ["report.csv"])
        #expect(try directory.text("report.csv") == "old")
    }

    @Test func aLinkIsReplacedAndItsTargetUntouched() throws {
        let directory = try TemporaryDirectory()
        let target = try directory.file("target", "precious")
        let link = directory.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        try AtomicFile.write(link, text: "new", mode: 0o600)
        #expect(try directory.text("target") == "precious")
        #expect(try directory.text("link") == "new")
    }

    // A pipe of the test's own stands for all that is no file: a defect here must not cost the machine its
    // `/dev/null`.
    @Test func aPipeIsWrittenAndNotReplaced() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        try #require(reader >= 0)
        defer { close(reader) }
        try AtomicFile.write(path, text: "data", mode: 0o600)
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = read(reader, &bytes, bytes.count)
        #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "data")
        var information = stat()
        #expect(stat(path, &information) == 0)
        #expect(information.st_mode & S_IFMT == S_IFIFO)
        #expect(try directory.names == ["pipe"])
    }

    @Test("a path that leads to an open descriptor is written there: a redirected file keeps what it has")
    func descriptors() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.file("redirected", "before\n")
        let descriptor = open(file, O_WRONLY | O_APPEND)
        try #require(descriptor > 2)
        defer { close(descriptor) }
        let link = directory.path + "/link"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: "/dev/fd/\(descriptor)")
        for path in ["/dev/fd/\(descriptor)", "/proc/self/fd/\(descriptor)", link] {
            #expect(OutputPlace(path) == .descriptor(descriptor))
            try AtomicFile.write(path, text: "\(path.count)\n", mode: 0o600)
        }
        #expect(OutputPlace("/dev/stdout") == .descriptor(1))
        let lengths = ["/dev/fd/\(descriptor)", "/proc/self/fd/\(descriptor)", link].map { "\($0.count)\n" }
        #expect(try directory.text("redirected") == "before\n" + lengths.joined())
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "/dev/fd/\(descriptor)")
    }

    @Test("a link that leads round in a circle is replaced like any other")
    func circle() throws {
        let directory = try TemporaryDirectory()
        let link = directory.path + "/a"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "a")
        #expect(OutputPlace(link) == .file)
        try AtomicFile.write(link, text: "x", mode: 0o600)
        #expect(try directory.text("a") == "x")
    }

    @Test("a file that is there hands its mode on, where that is asked for")
    func access() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.file("report.csv", "old")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        try AtomicFile.write(path, mode: 0o666, keepsAccess: true) { try $0.write("new") }
        #expect(try TemporaryDirectory.mode(of: path) == 0o640)
        #expect(try directory.text("report.csv") == "new")
        try AtomicFile.write(path, mode: 0o604) { try $0.write("newer") }
        #expect(try TemporaryDirectory.mode(of: path) == 0o604)
        try AtomicFile.write(directory.path + "/other", mode: 0o604, keepsAccess: true) { try $0.write("x") }
        #expect(try TemporaryDirectory.mode(of: directory.path + "/other") == 0o604)
    }

    @Test func aMissingDirectoryAndADirectoryInTheWayAreErrors() throws {
        let directory = try TemporaryDirectory()
        #expect(
            throws: FileError.cannotCreate(
                path: directory.path + "/no/x", reason: "no such file or directory")
        ) {
            try AtomicFile.write(directory.path + "/no/x", text: "x", mode: 0o600)
        }
        #expect(throws: FileError.cannotCreate(path: directory.path, reason: "it is a directory")) {
            try AtomicFile.write(directory.path, text: "x", mode: 0o600)
        }
    }

    @Test("what a kill left is swept away by the next write, but not what a live writer has, however old")
    func sweep() throws {
        let directory = try TemporaryDirectory()
        func draft(_ name: String, _ digits: String) -> String { ".\(name).\(digits)\(Draft.suffix)" }
        let dead = try directory.file(draft("r.csv", "4194305"), "x")
        let journal = try directory.file(draft("r.csv", "4194305") + "-journal", "x")
        let orphan = try directory.file(draft("r.csv", "abcdef12") + "-journal", "x")
        let live = try directory.file(draft("r.csv", "1"), "x")
        let liveJournal = try directory.file(draft("r.csv", "1") + "-journal", "x")
        let other = try directory.file(draft("s.csv", "4194305"), "x")
        let longer = try directory.file(draft("r.csv.old", "4194305"), "x")
        let foreign = try directory.file(".r.csv.backup", "x")
        let writer = open(live, O_RDONLY)
        try #require(writer >= 0 && flock(writer, LOCK_EX | LOCK_NB) == 0)
        defer { close(writer) }
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: live)
        try AtomicFile.write(directory.path + "/r.csv", text: "x", mode: 0o600)
        for file in [dead, journal, orphan] {
            #expect(!FileManager.default.fileExists(atPath: file), "\(file)")
        }
        for file in [live, liveJournal, other, longer, foreign] {
            #expect(FileManager.default.fileExists(atPath: file), "\(file)")
        }
    }

    @Test("of two writers of one file neither takes the other's draft away; who ends last has the last word")
    func twoWriters() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/report.csv"
        try AtomicFile.write(path, mode: 0o600) { outer in
            try outer.write("outer")
            try AtomicFile.write(path, text: "inner", mode: 0o600)
            #expect(try directory.text("report.csv") == "inner")
        }
        #expect(try directory.text("report.csv") == "outer")
        #expect(try directory.names == ["report.csv"])
    }

    @Test("what fills a file by its path leaves nothing when it fails, and the old file as it was")
    func fillByPath() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.file("snapshot", "old")
        func fill(_ text: String, failing: Bool) throws {
            try AtomicFile.fill(path, mode: 0o640) { temporary in
                try text.write(toFile: temporary + "-journal", atomically: false, encoding: .utf8)
                let handle = try #require(FileHandle(forWritingAtPath: temporary))
                try handle.write(contentsOf: Data(text.utf8))
                if failing { throw CancellationError() }
                try FileManager.default.removeItem(atPath: temporary + "-journal")
            }
        }
        #expect(throws: CancellationError.self) { try fill("half", failing: true) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        try fill("new", failing: false)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
        #expect(try TemporaryDirectory.mode(of: path) == 0o640)
        let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(left.filter { $0.hasPrefix(".") } == [])
    }

    @Test("what became a file, or a link to one, while it was looked at is not written over")
    func changedMeanwhile() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.file("precious", "precious")
        let link = directory.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        for place in [path, link] {
            #expect(
                throws: FileError.cannotCreate(
                    path: place, reason: "it was no file, and is one now; try again")
            ) {
                try AtomicFile.writeDirectly(place) { try $0.write("x") }
            }
        }
        #expect(try directory.text("precious") == "precious")
    }

    @Test("a file that a signal cut short does not take the old one's place")
    func cancelled() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.file("report.csv", "old")
        let written = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try AtomicFile.write(path, text: "half", mode: 0o600)
        }
        await #expect(throws: CancellationError.self) { try await written.value }
        #expect(try directory.names == ["report.csv"])
        #expect(try directory.text("report.csv") == "old")
    }
}
