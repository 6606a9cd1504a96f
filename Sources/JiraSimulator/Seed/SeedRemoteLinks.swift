/// Remote links that seeded issues have from the beginning, made on demand.
enum SeedRemoteLinks {
    static func make(_ context: SeedContext, _ slot: Int) -> [RemoteLink] {
        var random = SeededGenerator(seed: context.seed, purpose: 41, number: slot)
        guard random.chance(5) else { return [] }
        return (0..<(1 + random.below(2))).map { number in
            let page = random.below(1000)
            var link = NewRemoteLink(url: "https://wiki.example.com/pages/\(page)", title: "Page \(page)")
            if random.chance(60) {
                link.relationship = "mentioned in"
                link.applicationType = "com.atlassian.confluence"
                link.applicationName = "Wiki"
                link.globalID = "appId=8a1b&pageId=\(page)"
            }
            if random.chance(30) { link.summary = "All about page \(page)" }
            if random.chance(30) { link.resolved = random.chance(50) }
            if context.hostile, random.chance(20) {
                link.title = "=HYPERLINK(\"x\"), <b>page</b> 🙂\0\(page)"
                link.url = "https://wiki.example.com/display/DOC/A+page?a=1&b=%20\"#top"
            }
            return RemoteLink(id: SeedIssue.firstChildID(slot) + Int64(number), link: link)
        }
    }
}
