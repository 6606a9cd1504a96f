/// The sentences that seeded texts are made of, each once as escaped JSON and once as the truth.
final class SentencePool: Sendable {
    private let escaped: [[UInt8]]
    private let truths: [String]
    /// Sentences before it are ordinary, those from it on hostile.
    private let ordinary: Int

    static let ordinaryCount = 509

    init(seed: UInt64, hostile: Bool) {
        var random = SeededGenerator(seed: seed, purpose: 1, number: 0)
        var texts: [JiraText] = []
        for _ in 0..<Self.ordinaryCount { texts.append(.text(Self.sentence(&random))) }
        ordinary = texts.count
        if hostile { texts += HostileTexts.all }
        var escaped: [[UInt8]] = []
        var truths: [String] = []
        let empty = SentencePool()
        for text in texts {
            var out = JSONBuffer()
            text.write(to: &out, empty)
            escaped.append(out.bytes)
            truths.append(text.truth(empty))
        }
        self.escaped = escaped
        self.truths = truths
    }

    /// For texts that are no recipes.
    private init() {
        escaped = []
        truths = []
        ordinary = 0
    }

    func write(_ recipe: SeededText, to out: inout JSONBuffer) {
        var random = SeededGenerator(recipe.seed)
        for index in 0..<Int(recipe.sentences) {
            if index > 0 {
                switch recipe.separator {
                case 1: out.raw("\\n")
                case 2: out.raw("\\r\\n")
                default: out.byte(32)
                }
            }
            out.raw(escaped[sentence(&random)])
        }
    }

    func truth(_ recipe: SeededText) -> String {
        var random = SeededGenerator(recipe.seed)
        var text = ""
        for index in 0..<Int(recipe.sentences) {
            if index > 0 {
                switch recipe.separator {
                case 1: text += "\n"
                case 2: text += "\r\n"
                default: text += " "
                }
            }
            text += truths[sentence(&random)]
        }
        return text
    }

    private func sentence(_ random: inout SeededGenerator) -> Int {
        let hostile = truths.count - ordinary
        if hostile > 0, random.below(48) == 0 { return ordinary + random.below(hostile) }
        return random.below(ordinary)
    }

    private static func sentence(_ random: inout SeededGenerator) -> String {
        let count = 5 + random.below(9)
        var text = ""
        for index in 0..<count {
            let word = random.pick(words)
            text += index == 0 ? word.prefix(1).uppercased() + word.dropFirst() : " " + word
        }
        return text + random.pick([".", ".", ".", "?", ":", "!", " (see \"log\")."])
    }

    private static let words = [
        "account", "after", "again", "backup", "batch", "before", "broken", "browser", "build", "button",
        "cache", "cannot", "check", "client", "commit", "config", "crash", "customer", "data", "database",
        "deploy", "does", "empty", "error", "export", "fails", "field", "file", "filter", "fix", "form",
        "from", "gateway", "import", "index", "invoice", "is", "job", "label", "latency", "login", "memory",
        "migration", "missing", "mobile", "network", "not", "nightly", "old", "order", "page", "password",
        "payment", "permission", "query", "queue", "report", "request", "retry", "rollback", "save",
        "schedule", "schema", "screen", "search", "server", "session", "slow", "staging", "sync", "table",
        "test", "the", "timeout", "token", "update", "upload", "user", "version", "when", "with", "wrong",
        "Übergröße", "naïve", "данные", "検索",
    ]
}
