/// The schema of the vault, step by step.
package enum VaultMigrations {
    /// In order, without gaps.
    package static let all: [Migration] = [
        Migration(
            version: 1, name: "VaultV0001__create", bytes: PackageResources.VaultV0001__create_sql)
    ]
}
