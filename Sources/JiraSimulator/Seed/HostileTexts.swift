/// Texts that break careless readers, as people really leave them in trackers.
enum HostileTexts {
    static let all: [JiraText] = [
        .text("NUL\0inside"), .text("\0"),
        .units(Array("lone high ".utf16) + [0xD83D]),
        .units([0xDE00] + Array(" lone low".utf16)),
        .units(Array("swapped ".utf16) + [0xDE00, 0xD83D] + Array(" pair".utf16)),
        .units([0xD83D, 0xD83D, 0xDE00, 0xDE00]),
        .text("👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 𝔘𝔫𝔦𝔠𝔬𝔡𝔢"),
        .text("שלום עולם \u{202E}txt.exe\u{202C} مرحبا"),
        .text("\"double\" 'single' `back` \\ backslash / slash \\\" \\u0041"),
        .text("<script>alert('x')</script><img src=x onerror=alert(1)>"),
        .text("</td></tr></table><!-- ]]> &amp; &lt;"),
        .text("=1+1"), .text("+1+1"), .text("-2+3+cmd|' /C calc'!A0"), .text("@SUM(A1:A9)"),
        .text("\t=HYPERLINK(\"http://example.invalid\")"),
        .text("line one\r\nline two\rline three\n\n\tindented"),
        .text("\u{1B}[31mred\u{1B}[0m \u{1B}]0;title\u{07} \u{08}\u{0C}\u{7F}"),
        .text("'); DROP TABLE issues; --"), .text("1 OR 1=1; PRAGMA writable_schema=1"),
        .text("e\u{301} is not é; \u{FEFF}BOM; zero\u{200B}width; \u{2028}line\u{2029}paragraph"),
        .text("\u{FFFE}\u{FFFF}\u{FFFD} \u{10FFFF}"),
        .text("null"), .text("NaN"), .text("true"), .text("0x41"), .text("1e999"), .text("  \u{A0} "),
        .text("{\"id\":\"1\",\"fields\":{\"summary\":null}}"), .text("]}]}"),
        .text("{code:java}\nthrow new Exception(\"%s %n %d\");\n{code}"),
        .text("$(reboot) `id` ${jndi:ldap://example.invalid/a} %00 ../../etc/passwd"),
    ]

    /// Jira's default limit of a text field, in characters.
    static let longest = 32_767

    /// A text as long as Jira takes, without a space to break at.
    static let long: JiraText = .text(String(repeating: "x🙂", count: longest / 3))

    static let summaries: [JiraText] =
        all + [.text(String(repeating: "Very long summary ", count: 14) + "end")]

    static let labels = [
        "=1+1", "ünïcode", "label;DROP", "<b>bold</b>", "quote\"d", "semi,colon", "🙂", "NULL", "null",
        "select",
    ]
    static let displayNames = [
        "O'Brien, \"Bob\" <bob>", "=cmd|' /C calc'!A0", "مريم", "\u{202E}nomis", "李 小龙", "Null",
        "Zoë 🙂 Müller",
    ]
    static let sprintNames = [
        "TEST | 06 Jan - 19 Jan", "Goal=win, state=FUTURE]", "[id=1,state=ACTIVE]", "Спринт",
        "\"Quoted\" 'n' \\slashed",
    ]
    static let versionNames = ["1.0,\"beta\"", "=2.0", "<i>next</i>", "2.0 🚀"]
    static let componentNames = ["UI, \"web\"", "=API()", "<core>", "データ"]
}
