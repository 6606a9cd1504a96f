import Foundation

/// The states of checkpoints are small JSON objects with sorted keys: the same state is the same text.
package enum CheckpointCoding {
    package static func encode(_ state: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Our own states hold integers, booleans and finite texts only: encoding them cannot fail.
        guard let data = try? encoder.encode(state) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// Nil where the text is of no form that this program writes: the work it describes is then begun again.
    package static func decode<State: Decodable>(_ type: State.Type, from text: String) -> State? {
        try? JSONDecoder().decode(type, from: Data(text.utf8))
    }
}

extension CheckpointChange {
    init(stream: String, scope: String, encoding state: some Encodable) {
        self.init(stream: stream, scope: scope, state: CheckpointCoding.encode(state))
    }
}
