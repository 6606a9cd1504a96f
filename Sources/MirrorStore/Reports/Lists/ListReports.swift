/// The plain lists.
enum ListReports {
    static let all: [any ReportDefinition] = [
        BuiltInSQL.report("issues", PackageResources.issues_sql),
        BuiltInSQL.report("users", PackageResources.users_sql),
    ]
}
