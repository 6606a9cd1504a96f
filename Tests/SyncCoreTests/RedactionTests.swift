import SyncCore
import Testing

@Suite("Names in texts, histories and unknown JSON")
struct RedactionTests {
    /// A code that tells names apart; the real one is an HMAC.
    private static func people(everybody: Bool = true, listed: Set<String> = []) -> Pseudonyms {
        Pseudonyms(everybody: everybody, listed: listed) { message in
            var hash: UInt64 = 14_695_981_039_346_656_037
            return (0..<32).map { round in
                for byte in message + [UInt8(round)] { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
                return UInt8(truncatingIfNeeded: hash >> 32)
            }
        }
    }

    @Test("a pseudonym is stable, blind to capital letters, and never coded again")
    func pseudonyms() throws {
        let people = Self.people()
        let jane = try #require(people.pseudonym(of: "jane.doe"))
        #expect(Pseudonyms.isPseudonym(jane) && jane != people.pseudonym(of: "john"))
        #expect(people.pseudonym(of: "Jane.Doe") == jane)
        #expect(people.pseudonym(of: jane) == nil && people.pseudonym(of: "") == nil)
        #expect(!Pseudonyms.isPseudonym("user-3f9a") && !Pseudonyms.isPseudonym("user-3F9A2C0B1D4E5F60"))
    }

    @Test("only those who are listed lose their names")
    func listed() {
        let all = Self.people()
        let some = Self.people(everybody: false, listed: [all.code(of: "jane")])
        #expect(some.pseudonym(of: "JANE") == all.pseudonym(of: "jane"))
        #expect(some.pseudonym(of: "john") == nil)
        let redaction = Redaction(people: some)
        #expect(redaction.person("john") == "john" && redaction.displayName("John", of: "john") == "John")
    }

    @Test("who is hidden under one name is hidden under all, after a rename too")
    func renamed() {
        let all = Self.people()
        let some = Redaction(people: Self.people(everybody: false, listed: [all.code(of: "JIRAUSER10100")]))
        let hidden = some.names(
            Redaction.Names(
                key: "JIRAUSER10100", username: "jane.new", displayName: "Jane New", email: "jane@x.example"))
        #expect(hidden.key == all.shown("JIRAUSER10100") && hidden.username == all.shown("jane.new"))
        #expect(hidden.displayName == all.displayName(of: "JIRAUSER10100"))
        #expect(hidden.email == all.email("jane@x.example"))
        #expect(some.names(hidden) == hidden)
        let other = Redaction.Names(key: "john", username: "john", displayName: "John", email: nil)
        #expect(some.names(other) == other)
    }

    @Test("mentions and addresses are replaced, all other words stay")
    func texts() {
        let people = Self.people()
        let redaction = Redaction(people: people)
        let jane = people.shown("jane"), mail = people.email("jo@x.example.org") ?? ""
        #expect(redaction.text("ask [~jane], or [~jane]!") == "ask [~\(jane)], or [~\(jane)]!")
        #expect(redaction.text("to jo@x.example.org.") == "to \(mail).")
        for plain in [
            "", "no one", "[~", "[~]", "a@b", "@here", "[~two\nlines]", "[link|http://x]", "naïve [~",
        ] {
            #expect(redaction.text(plain) == nil, "\(plain)")
        }
        // What is replaced once is not replaced again.
        #expect(redaction.text(redaction.text("[~jane] jo@x.example.org") ?? "") == nil)
    }

    @Test("histories of people: one key, a list, a name without a key")
    func histories() {
        let people = Self.people()
        let redaction = Redaction(people: people, personFields: ["reviewers"])
        #expect(redaction.isOfPeople(field: "assignee", type: "jira"))
        #expect(redaction.isOfPeople(field: "Reviewers", type: "custom"))
        #expect(!redaction.isOfPeople(field: "assignee", type: "custom"))
        let jane = people.shown("jane"), john = people.shown("john")
        let one = redaction.people(value: "jane", text: "Jane Doe")
        #expect(one.value == jane && one.text == people.displayName(of: "jane"))
        let two = redaction.people(value: "[jane, john]", text: "Jane Doe, John Doe")
        #expect(two.value == "[\(jane), \(john)]")
        #expect(
            two.text == "\(people.displayName(of: "jane") ?? ""), \(people.displayName(of: "john") ?? "")")
        #expect(redaction.people(value: nil, text: "Jane Doe").text != "Jane Doe")
        #expect(redaction.people(value: nil, text: nil) == (nil, nil))
    }

    @Test("users in JSON of unknown form are found by their members")
    func json() {
        let people = Self.people()
        let json = JSONRedaction(Redaction(people: people))
        let text =
            #"{"owner":{"key":"jane","displayName":"Jane Doe","self":"https://x/user?key=jane"},"n":1.5}"#
        let hidden = json.apply(to: text)
        #expect(!hidden.contains("jane") && !hidden.contains("Jane") && hidden.contains("1.5"))
        #expect(hidden.contains(people.shown("jane")))
        let escaped = json.apply(to: #""ask \u005b~jane]""#)
        #expect(!escaped.contains("jane"))
        for plain in [#"{"name":"Red","id":"7"}"#, "[1, 2]", "no json", #""text""#] {
            #expect(json.apply(to: plain) == plain)
        }
    }
}
