import Foundation
import SyncCore
import Testing

@testable import JiraMirrorCLI

@Suite("Run lock") struct RunLockTests {
    @Test func anotherProcessHoldsItUntilItEnds() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/lock"
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        holder.arguments = ["--no-fork", path, "/bin/sh", "-c", "echo 4711 > '\(path)'; echo held; exec cat"]
        let input = Pipe()
        let output = Pipe()
        holder.standardInput = input
        holder.standardOutput = output
        try holder.run()
        #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))
        #expect(throws: CommandError.anotherRun(pid: 4711, lock: path)) { _ = try RunLock(path) }
        try input.fileHandleForWriting.close()
        holder.waitUntilExit()
        let lock = try RunLock(path)
        #expect(try directory.text("lock") == "\(getpid())\n")
        #expect(lock.path == path)
    }

    @Test func itIsReleasedWithItsObjectAndTheFileStays() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/lock"
        do {
            let lock = try RunLock(path)
            #expect(throws: CommandError.anotherRun(pid: getpid(), lock: lock.path)) { _ = try RunLock(path) }
        }
        _ = try RunLock(path)
        #expect(try directory.names == ["lock"])
        #expect(try TemporaryDirectory.mode(of: path) == 0o600)
    }

    @Test func itsFileTellsSinceWhenItIsHeld() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/lock"
        #expect(RunLock.taken(path) == nil)
        let began = Date().timeIntervalSince1970
        let lock = try RunLock(path)
        let taken = try #require(RunLock.taken(lock.path))
        // The file system's clock ticks in steps of some milliseconds.
        #expect(abs(Double(taken.milliseconds) / 1000 - began) < 60)
    }

    @Test func childrenDoNotInheritIt() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/lock"
        var lock: RunLock? = try RunLock(path)
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/sleep")
        child.arguments = ["60"]
        try child.run()
        defer { child.terminate() }
        #expect(lock?.path == path)
        lock = nil
        #expect(throws: Never.self) { _ = try RunLock(path) }
    }

    @Test func aLinkInItsPlaceIsRefused() throws {
        let directory = try TemporaryDirectory()
        let target = try directory.file("target", "precious")
        let path = directory.path + "/lock"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
        #expect(throws: FileError.self) { _ = try RunLock(path) }
        #expect(try directory.text("target") == "precious")
    }
}
