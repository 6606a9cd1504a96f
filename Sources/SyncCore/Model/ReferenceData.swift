/// Reference data: the small lists that issues refer to. Small enough for `String`s.
/// Each list is whole or nil: nil was not read in this run, and what is stored stays.
package struct ReferenceData: Sendable {
    package var projects: [Project]?
    /// By project id: replaced per project that was read.
    package var components: [Int64: [Component]] = [:]
    package var versions: [Int64: [Version]] = [:]
    package var issueTypes: [IssueType]?
    package var statusCategories: [StatusCategory]?
    package var statuses: [Status]?
    package var priorities: [NamedItem]?
    package var resolutions: [NamedItem]?
    package var securityLevels: [NamedItem]?
    package var linkTypes: [LinkType]?
    package var fields: [Field]?
    /// One page or more of the directory; users are upserted, never removed by a list.
    package var users: [User] = []

    package init() {}

    /// `/rest/api/2/project?expand=description,lead,url,projectKeys`.
    package struct Project: Sendable, Equatable {
        package var id: Int64
        package var key: String
        package var name: String
        package var description: String?
        package var leadKey: String?
        package var projectType: String?
        package var category: String?
        package var url: String?
        package var archived: Bool
        /// Every key it ever had, the present one included where the server lists it.
        package var keys: [String]

        package init(
            id: Int64, key: String, name: String, description: String? = nil, leadKey: String? = nil,
            projectType: String? = nil, category: String? = nil, url: String? = nil,
            archived: Bool = false, keys: [String] = []
        ) {
            self.id = id
            self.key = key
            self.name = name
            self.description = description
            self.leadKey = leadKey
            self.projectType = projectType
            self.category = category
            self.url = url
            self.archived = archived
            self.keys = keys
        }
    }

    /// `/project/{id}/components`.
    package struct Component: Sendable, Equatable {
        package var id: Int64
        package var name: String
        package var description: String?
        package var leadKey: String?

        package init(id: Int64, name: String, description: String? = nil, leadKey: String? = nil) {
            self.id = id
            self.name = name
            self.description = description
            self.leadKey = leadKey
        }
    }

    /// `/project/{id}/versions`; dates are `YYYY-MM-DD`.
    package struct Version: Sendable, Equatable {
        package var id: Int64
        package var name: String
        package var description: String?
        package var startDate: String?
        package var releaseDate: String?
        package var released: Bool
        package var archived: Bool
        /// Place in the project's list, from 0.
        package var position: Int64

        package init(
            id: Int64, name: String, description: String? = nil, startDate: String? = nil,
            releaseDate: String? = nil, released: Bool = false, archived: Bool = false, position: Int64 = 0
        ) {
            self.id = id
            self.name = name
            self.description = description
            self.startDate = startDate
            self.releaseDate = releaseDate
            self.released = released
            self.archived = archived
            self.position = position
        }
    }

    /// `/issuetype`.
    package struct IssueType: Sendable, Equatable {
        package var id: Int64
        package var name: String
        package var description: String?
        package var isSubtask: Bool

        package init(id: Int64, name: String, description: String? = nil, isSubtask: Bool = false) {
            self.id = id
            self.name = name
            self.description = description
            self.isSubtask = isSubtask
        }
    }

    /// `/statuscategory`; the key is `new`, `indeterminate`, `done` or `undefined`.
    package struct StatusCategory: Sendable, Equatable {
        package var id: Int64
        package var key: String
        package var name: String

        package init(id: Int64, key: String, name: String) {
            self.id = id
            self.key = key
            self.name = name
        }
    }

    /// `/status`, in the order of the list.
    package struct Status: Sendable, Equatable {
        package var id: Int64
        package var name: String
        package var description: String?
        package var categoryID: Int64?

        package init(id: Int64, name: String, description: String? = nil, categoryID: Int64? = nil) {
            self.id = id
            self.name = name
            self.description = description
            self.categoryID = categoryID
        }
    }

    /// `/priority`, `/resolution`, `/securitylevel/{id}`: the position is the place in the list.
    package struct NamedItem: Sendable, Equatable {
        package var id: Int64
        package var name: String
        package var description: String?

        package init(id: Int64, name: String, description: String? = nil) {
            self.id = id
            self.name = name
            self.description = description
        }
    }

    /// `/issueLinkType`.
    package struct LinkType: Sendable, Equatable {
        package var id: Int64
        package var name: String
        package var inward: String
        package var outward: String

        package init(id: Int64, name: String, inward: String, outward: String) {
            self.id = id
            self.name = name
            self.inward = inward
            self.outward = outward
        }
    }

    /// `/field`; the id is text (`summary`, `customfield_10001`).
    package struct Field: Sendable, Equatable {
        package var id: String
        package var name: String
        package var custom: Bool
        package var schemaType: String?
        package var schemaItems: String?
        package var schemaCustom: String?

        package init(
            id: String, name: String, custom: Bool, schemaType: String? = nil, schemaItems: String? = nil,
            schemaCustom: String? = nil
        ) {
            self.id = id
            self.name = name
            self.custom = custom
            self.schemaType = schemaType
            self.schemaItems = schemaItems
            self.schemaCustom = schemaCustom
        }
    }

    /// `/user/search`, `/user/list`, `/myself`.
    package struct User: Sendable, Equatable {
        package var key: String
        package var username: String?
        package var displayName: String?
        package var email: String?
        package var active: Bool
        package var timeZone: String?
        package var deleted: Bool

        package init(
            key: String, username: String? = nil, displayName: String? = nil, email: String? = nil,
            active: Bool = true, timeZone: String? = nil, deleted: Bool = false
        ) {
            self.key = key
            self.username = username
            self.displayName = displayName
            self.email = email
            self.active = active
            self.timeZone = timeZone
            self.deleted = deleted
        }
    }
}
