import GRDB
import SyncCore

/// Stores people as issues show them. The same few are on every page: a sighting that says what the last one
/// of that person said is passed over without asking the database. What the page does not say stays as the directory told it.
enum UserSightings {
    private static let upsert = """
        INSERT INTO users (key, username, display_name, email, active, time_zone, is_stub)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1)
        ON CONFLICT (key) DO UPDATE SET
            username = coalesce(excluded.username, username),
            display_name = coalesce(excluded.display_name, display_name),
            email = coalesce(excluded.email, email),
            active = coalesce(excluded.active, active),
            time_zone = coalesce(excluded.time_zone, time_zone)
        WHERE username IS NOT coalesce(excluded.username, username)
            OR display_name IS NOT coalesce(excluded.display_name, display_name)
            OR email IS NOT coalesce(excluded.email, email)
            OR active IS NOT coalesce(excluded.active, active)
            OR time_zone IS NOT coalesce(excluded.time_zone, time_zone)
        """

    static func save(_ users: [UserSighting], _ db: Database, _ state: WriterState) throws {
        guard !users.isEmpty else { return }
        let statement = try HotStatement(db, state, upsert)
        for user in users where state.isNewSighting(key: hash(user.key), content: hash(user)) {
            statement.bind(1, user.key)
            statement.bind(2, user.username)
            statement.bind(3, user.displayName)
            statement.bind(4, user.email)
            statement.bind(5, user.active)
            statement.bind(6, user.timeZone)
            try statement.run()
        }
    }

    private static func hash(_ user: UserSighting) -> UInt64 {
        var hash = SightingHash()
        for text in [user.username, user.displayName, user.email, user.timeZone] { hash.mix(text) }
        hash.mix(user.active)
        return hash.value
    }

    private static func hash(_ key: TextSlice) -> UInt64 {
        var hash = SightingHash()
        hash.mix(key)
        return hash.value
    }
}
