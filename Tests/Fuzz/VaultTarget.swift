import Foundation
import GRDB
import OpenSSLCrypto

@testable import TokenVault

/// What a damaged vault can hold: columns of any type in its rows, and a manifest of any bytes.
func fuzzVault(_ bytes: [UInt8]) {
    if let fields = CanonicalEncoding.fields(of: bytes) {
        var again = CanonicalEncoding()
        for field in fields { again.append(field) }
        precondition(again.bytes == bytes, "encoded and decoded, another list")
    }
    if let head = LogHead(encoded: bytes) {
        precondition(LogHead(encoded: head.encoded) == head, "another log head")
    }
    if bytes.count < 256, let parts = SecretFields.unpack(SecretBytes(bytes), count: 3) {
        precondition(SecretFields.pack(parts).reveal() == bytes, "unpacked and packed, other bytes")
    }
    guard let kind = bytes.first else { return }
    let values = values(bytes.dropFirst(), atMost: 16)
    guard !values.isEmpty else { return }
    do {
        let padded = values + Array(repeating: DatabaseValue.null, count: 16 - values.count)
        let row = try database.read { db in
            try Row.fetchOne(
                db, sql: "SELECT ?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?", arguments: StatementArguments(padded))
        }
        guard let row else { preconditionFailure("a row that is none") }
        try read(row, kind)
    } catch is Columns.Unreadable {
    } catch {
        preconditionFailure("\(error)")
    }
}

private func read(_ row: Row, _ kind: UInt8) throws {
    switch kind % 5 {
    case 0: _ = try MetaRow(row).encoded
    case 1: _ = try DataKeyRow(row).encoded
    case 2: _ = try WrapRow(row).encoded
    case 3: _ = try RecordRow(row).encoded()
    default: _ = try GrantRow(row).encoded
    }
}

/// One value for each byte of type, with the bytes that the next byte counts.
private func values(_ bytes: ArraySlice<UInt8>, atMost limit: Int) -> [DatabaseValue] {
    var values: [DatabaseValue] = []
    var rest = bytes
    while values.count < limit, let type = rest.popFirst() {
        let count = Int(rest.popFirst() ?? 0)
        let content = rest.prefix(count)
        rest = rest.dropFirst(count)
        switch type % 5 {
        case 0: values.append(.null)
        case 1: values.append(content.reduce(Int64(0)) { $0 << 8 | Int64($1) }.databaseValue)
        case 2: values.append(Double(content.count).databaseValue)
        case 3: values.append(String(decoding: content, as: UTF8.self).databaseValue)
        default: values.append(Data(content).databaseValue)
        }
    }
    return values
}

private let database: DatabaseQueue = {
    do { return try DatabaseQueue() } catch { preconditionFailure("\(error)") }
}()
