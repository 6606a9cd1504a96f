import Reporting

/// The table of `config show`.
enum ConfigurationListing {
    /// Key, value, where it comes from, and the environment variable that would win.
    static func table(_ loaded: ConfigurationLoader.Loaded) -> ReportTable {
        let rows = loaded.effective.map { value -> [ReportValue] in
            [
                .text(value.key), value.text.isEmpty ? .null : .text(value.text),
                .text(value.place.map(\.description) ?? "default"),
                .text(SettingDescription.environmentName(value.key)),
            ]
        }
        let derived: [[ReportValue]] = [
            ["mirror.path", loaded.configuration.mirror.path],
            ["vault.path", loaded.configuration.vault.path], ["lock.path", loaded.configuration.lockFile],
            ["report.path", loaded.configuration.reports.directory],
            ["views.path", loaded.configuration.reports.viewsDirectory],
        ].map { [.text($0[0]), .text($0[1])] }
        let filled = rows.map { row -> [ReportValue] in
            guard row[1].isNull, let place = derived.first(where: { $0[0] == row[0] }) else { return row }
            return [row[0], place[1], row[2], row[3]]
        }
        return ReportTable(
            name: "configuration", title: "Configuration in force",
            columns: [
                Column("key", "Key", .text), Column("value", "Value", .text),
                Column("source", "Source", .text), Column("environment", "Environment", .text),
            ], rows: filled)
    }
}
