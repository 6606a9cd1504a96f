/// `/mypermissions`, in any project: who may administer is by group, and the account that is made for reading can only
/// read; everybody else may work on issues.
enum PermissionsAnswer {
    /// Number, key, name and type, as Jira has them.
    private static let all: [(id: Int, key: String, name: String, type: String)] = [
        (44, "SYSTEM_ADMIN", "Jira System Administrators", "GLOBAL"),
        (0, "ADMINISTER", "Jira Administrators", "GLOBAL"),
        (27, "USER_PICKER", "Browse Users", "GLOBAL"),
        (33, "BULK_CHANGE", "Bulk Change", "GLOBAL"),
        (10, "BROWSE_PROJECTS", "Browse Projects", "PROJECT"),
        (11, "CREATE_ISSUES", "Create Issues", "PROJECT"),
        (12, "EDIT_ISSUES", "Edit Issues", "PROJECT"),
    ]

    static func bytes(_ state: SiteState, _ viewer: Viewer) -> [UInt8] {
        var out = JSONBuffer(capacity: 1024)
        out.raw("{\"permissions\":{")
        for (index, permission) in all.enumerated() {
            if index > 0 { out.byte(44) }
            out.string(permission.key)
            out.raw(":{\"id\":\"")
            out.integer(permission.id)
            out.raw("\",\"key\":")
            out.string(permission.key)
            out.raw(",\"name\":")
            out.string(permission.name)
            out.raw(",\"type\":")
            out.string(permission.type)
            out.raw(",\"description\":\"\",\"havePermission\":")
            out.raw(has(permission.key, state, viewer) ? "true}" : "false}")
        }
        out.raw("}}")
        return out.bytes
    }

    private static func has(_ key: String, _ state: SiteState, _ viewer: Viewer) -> Bool {
        guard let user = viewer.user else {
            return key == "BROWSE_PROJECTS" && viewer.mayBrowse.contains(true)
        }
        switch key {
        case "SYSTEM_ADMIN", "ADMINISTER": return viewer.groups.contains("jira-administrators")
        case "USER_PICKER": return true
        case "BROWSE_PROJECTS": return viewer.mayBrowse.contains(true)
        default: return state.users[Int(user)].key != SimulatedSite.serviceAccountKey
        }
    }
}
