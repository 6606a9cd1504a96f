import SyncCore

/// A value of a custom field, as Jira gives it and as the decoder takes it apart.
struct FieldInput: Sendable {
    struct Member: Sendable {
        var shape: CustomMemberRow.Shape
        var json: String
        var text: String?
        var number: Double?
        var refID: Int64?
        var refKey: String?
        var instant: Instant?
        var isDay = false
    }

    var json: String
    var members: [Member]
    var isList = false
    var isVolatile = false

    static func one(_ member: Member) -> FieldInput { FieldInput(json: member.json, members: [member]) }

    static func list(_ members: [Member]) -> FieldInput {
        FieldInput(
            json: "[" + members.map(\.json).joined(separator: ",") + "]", members: members, isList: true)
    }

    // MARK: Values

    static func text(_ text: String) -> FieldInput { one(.text(text)) }
    static func number(_ number: Double, _ json: String) -> FieldInput {
        one(Member(shape: .number, json: json, number: number))
    }
    static func day(_ day: String) -> FieldInput {
        var member = Member.text(day)
        member.isDay = true
        return one(member)
    }
    static func instant(_ text: String, _ instant: Instant) -> FieldInput {
        var member = Member.text(text)
        member.instant = instant
        return one(member)
    }
    static func option(_ id: Int64, _ value: String) -> FieldInput { one(.option(id, value)) }
    static func cascade(_ levels: [(Int64, String)]) -> FieldInput {
        FieldInput(json: "{\"value\":\"…\"}", members: levels.map { .option($0.0, $0.1) })
    }
    static func user(_ key: String) -> FieldInput { one(.user(key)) }
    static func group(_ name: String) -> FieldInput { one(.group(name)) }
    static func version(_ id: Int64, _ name: String) -> FieldInput { one(.version(id, name)) }
    static func project(_ id: Int64, _ key: String, _ name: String) -> FieldInput {
        one(
            Member(
                shape: .project, json: "{\"id\":\"\(id)\"}", text: name, refID: id, refKey: key))
    }
    static func issue(_ key: String) -> FieldInput {
        one(Member(shape: .issue, json: "{\"key\":\"\(key)\"}", refKey: key))
    }
    static func raw(_ json: String) -> FieldInput { one(.other(json)) }
}

extension FieldInput.Member {
    static func text(_ text: String) -> Self { .init(shape: .text, json: "\"\(text)\"", text: text) }
    static func option(_ id: Int64, _ value: String) -> Self {
        .init(
            shape: .option, json: "{\"value\":\"\(value)\",\"id\":\"\(id)\"}", text: value, refID: id)
    }
    static func user(_ key: String) -> Self {
        .init(shape: .user, json: "{\"key\":\"\(key)\"}", refKey: key)
    }
    static func group(_ name: String) -> Self {
        .init(shape: .group, json: "{\"name\":\"\(name)\"}", text: name, refKey: name)
    }
    static func version(_ id: Int64, _ name: String) -> Self {
        .init(shape: .version, json: "{\"name\":\"\(name)\",\"id\":\"\(id)\"}", text: name, refID: id)
    }
    static func sprint(_ id: Int64) -> Self { .init(shape: .sprint, json: "\"…[id=\(id)]\"", refID: id) }
    static func other(_ json: String) -> Self { .init(shape: .other, json: json) }
}
