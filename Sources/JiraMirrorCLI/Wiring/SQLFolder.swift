import Foundation

/// A directory of a user's own `.sql` files: reports, views.
enum SQLFolder {
    struct File {
        /// With its ending.
        var name: String
        var path: String
        /// What stands in it, or why it cannot be read.
        var text: Result<String, FileError>
    }

    /// The files whose names end in `.sql`, hidden ones left out, by name. A directory that is not there holds none.
    ///
    /// - Throws: ``FileError/unreadable(path:reason:)`` where the directory cannot be listed.
    static func files(in directory: String) throws(FileError) -> [File] {
        guard FileMode.exists(directory) else { return [] }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw .unreadable(path: directory, reason: "it cannot be listed")
        }
        return names.filter { $0.hasSuffix(".sql") && !$0.hasPrefix(".") }.sorted().map { name in
            let path = directory + "/" + name
            return File(name: name, path: path, text: read(path))
        }
    }

    private static func read(_ path: String) -> Result<String, FileError> {
        Result { () throws(FileError) in
            guard let text = try TextFile.read(path) else {
                throw .unreadable(path: path, reason: "the link leads nowhere")
            }
            return text
        }
    }
}
