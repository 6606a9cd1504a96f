import Glibc

/// Room for the mirror to grow, and for SQLite to work.
struct DiskCheck {
    let dependencies: Dependencies

    /// Below this nothing larger than a page can be stored with certainty.
    private static let least: UInt64 = 64 << 20

    func findings() -> [Finding] {
        let path = dependencies.configuration.mirror.path
        var place = Directory.parent(of: path)
        var system = statvfs()
        while statvfs(place, &system) != 0, place != "/", place != "." { place = Directory.parent(of: place) }
        guard statvfs(place, &system) == 0 else {
            return [
                .failure(
                    "disk", FileError.unreadable(path: place, reason: FileError.text(errno)), program: "")
            ]
        }
        let free = UInt64(system.f_bavail) * UInt64(system.f_frsize)
        var information = stat()
        let size = stat(path, &information) == 0 ? UInt64(information.st_size) : 0
        let text = "\(Self.text(free)) free where the mirror lies (\(Self.text(size)) now)"
        if free < Self.least {
            return [.failure("disk", text, .inputOutput, "make room, or move the mirror: mirror.path")]
        }
        // A migration or a new index may write a part of the file anew.
        if free < max(4 * Self.least, size / 5) {
            return [.warning("disk", text, "make room soon, or move the mirror: mirror.path")]
        }
        return [.good("disk", text)]
    }

    private static func text(_ bytes: UInt64) -> String {
        bytes >= 10 << 30 ? "\(bytes >> 30) GB" : bytes >= 1 << 20 ? "\(bytes >> 20) MB" : "\(bytes >> 10) KB"
    }
}
