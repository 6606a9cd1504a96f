/// The seeded people.
///
/// The first ones are always the same; see ``SimulatedSite``.
enum SeedPeople {
    static let administrator: Int32 = 0
    static let serviceAccount: Int32 = 1
    static let deactivated: Int32 = 2
    static let deleted: Int32 = 3
    static let named = 8

    static func make(count: Int, hostile: Bool, random: inout SeededGenerator) -> [SimulatedUser] {
        var people = [
            user("admin", "admin", "Ada Admin", zone: "Etc/UTC"),
            user(SimulatedSite.serviceAccountKey, "jira-mirror", "Jira Mirror", zone: "Europe/Berlin"),
            user("gone.gerda", "gone.gerda", "Gerda Gone", zone: "Europe/Berlin"),
            user("JIRAUSER10003", "JIRAUSER10003", "Mark Missing", zone: "Etc/UTC"),
            user("JIRAUSER10004", "anna.müller+jira@example.com", "Anna Müller", zone: "Europe/Vienna"),
            user("mixedcase", "MixedCase", "Mixed Case", zone: "America/New_York"),
            user("JIRAUSER10006", "m.case", "Mixed Case", zone: "Asia/Kolkata"),
            user("JIRAUSER10007", "no mail & more", "Norma Nomail", zone: "Australia/Lord_Howe"),
        ]
        people[0].groups = ["jira-administrators", "jira-software-users"]
        people[0].roles = ["Administrators", "Developers", "Users"]
        people[1].roles = ["Developers", "Users"]
        people[2].active = false
        people[3].active = false
        people[3].deleted = true
        people[3].groups = []
        people[3].roles = []
        people[4].email = people[4].name
        people[7].email = nil
        for number in named..<max(named, count) {
            let first = random.pick(firstNames)
            let last = random.pick(lastNames)
            let isOld = random.chance(20)
            let name = "\(first.lowercased()).\(last.lowercased())\(number)"
            var person = user(
                isOld ? name : "JIRAUSER\(10000 + number)", name, "\(first) \(last)", zone: random.pick(zones)
            )
            if hostile, number % 11 == 0 { person.displayName = random.pick(HostileTexts.displayNames) }
            if random.chance(10) { person.email = nil }
            if random.chance(6) { person.active = false }
            if random.chance(50) { person.roles = ["Developers", "Users"] }
            people.append(person)
        }
        return people
    }

    private static func user(_ key: String, _ name: String, _ display: String, zone: String) -> SimulatedUser
    {
        SimulatedUser(
            key: key, name: name, displayName: display, email: "\(key.lowercased())@example.com",
            timeZone: zone,
            groups: ["jira-software-users"], roles: ["Users"])
    }

    private static let firstNames = [
        "Alex", "Bea", "Chris", "Dana", "Eli", "Fatima", "Grace", "Hana", "Ivan", "Jo", "Kim", "Lee", "Mia",
        "Noor", "Olu", "Pia", "Quinn", "Ravi", "Sam", "Tove",
    ]
    private static let lastNames = [
        "Abe", "Berg", "Costa", "Diaz", "Evans", "Fox", "Gupta", "Hill", "Ito", "Jones", "Kowal", "Lang",
        "Moore", "Nagy", "Owen", "Park", "Rossi", "Silva", "Tan", "Wolf",
    ]
    private static let zones = [
        "Etc/UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland",
        "America/Sao_Paulo",
    ]
}
