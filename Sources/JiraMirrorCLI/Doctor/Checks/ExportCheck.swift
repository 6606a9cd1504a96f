import Glibc

/// The configured exports: known reports, known parameters, folders that can be written.
struct ExportCheck {
    let dependencies: Dependencies

    func findings() -> [Finding] {
        let exports = dependencies.configuration.exports
        do {
            try ExportPlan.check(dependencies.configuration, dependencies.locations)
        } catch {
            return [.failure("exports", error, program: dependencies.program)]
        }
        guard !exports.isEmpty else { return [.note("exports", "none are configured")] }
        let places = Set(exports.map { Directory.parent(of: $0.path) }).sorted()
        let refused = places.compactMap { place in
            WritablePlace.problem(place).map {
                Finding.failure("exports", $0, .cannotCreate, "ls -ld \(place)")
            }
        }
        return refused.isEmpty
            ? [.good("exports", "\(exports.count) configured, their folders can be written")] : refused
    }
}

/// Whether a folder, or the nearest one above it that is there, can be written.
enum WritablePlace {
    static func problem(_ folder: String) -> String? {
        var place = folder
        while !FileMode.exists(place), place != "/", place != "." { place = Directory.parent(of: place) }
        return access(place, W_OK | X_OK) == 0 ? nil : "\(place) cannot be written: \(FileError.text(errno))"
    }
}
