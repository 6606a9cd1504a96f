/// Standard input as a whole, for what is piped in.
enum StandardInput {
    /// All of it as text.
    ///
    /// - Throws: ``CommandError/usage(_:hint:)`` beyond `limit` bytes or where it is not UTF-8.
    static func text(_ descriptor: Int32, limit: Int = 1 << 20) throws -> String {
        let bytes: [UInt8]
        do {
            bytes = try FileDescriptor.readAll(from: descriptor, limit: limit)
        } catch {
            throw CommandError.usage("cannot read standard input: \(FileError.text(error.code))")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandError.usage("standard input is not UTF-8 text")
        }
        return text
    }
}
