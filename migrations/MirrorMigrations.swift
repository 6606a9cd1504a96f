/// The mirror's schema, step by step. A test compares this list with the folder.
package enum MirrorMigrations {
    /// `PRAGMA application_id` of a mirror: "JMIR".
    package static let applicationID: Int32 = 0x4A4D_4952

    package static let all: [Migration] = [
        Migration(
            version: 1, name: "MirrorV0001__create", bytes: PackageResources.MirrorV0001__create_sql),
        Migration(
            version: 2, name: "MirrorV0002__issues", bytes: PackageResources.MirrorV0002__issues_sql),
        Migration(
            version: 3, name: "MirrorV0003__history", bytes: PackageResources.MirrorV0003__history_sql),
        Migration(
            version: 4, name: "MirrorV0004__journal", bytes: PackageResources.MirrorV0004__journal_sql),
        Migration(
            version: 5, name: "MirrorV0005__views", bytes: PackageResources.MirrorV0005__views_sql),
        Migration(
            version: 6, name: "MirrorV0006__custom_fields",
            bytes: PackageResources.MirrorV0006__custom_fields_sql),
        Migration(
            version: 7, name: "MirrorV0007__agile", bytes: PackageResources.MirrorV0007__agile_sql),
        Migration(
            version: 8, name: "MirrorV0008__views", bytes: PackageResources.MirrorV0008__views_sql),
        Migration(
            version: 9, name: "MirrorV0009__field_history",
            bytes: PackageResources.MirrorV0009__field_history_sql),
        Migration(
            version: 10, name: "MirrorV0010__flow_project",
            bytes: PackageResources.MirrorV0010__flow_project_sql),
    ]
}
