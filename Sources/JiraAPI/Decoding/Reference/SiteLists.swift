package import HTTPCore
package import SyncCore

/// The site-wide lists, one function each.
extension ReferenceDecoder {
    /// `/issuetype`.
    static func issueTypes(_ body: ResponseBody) throws(DecodingError) -> [ReferenceData.IssueType] {
        try list(body, "the list of issue types") { value, _ throws(ScanError) in
            ReferenceData.IssueType(
                id: try value.id(), name: try value.text(.name) ?? "",
                description: try value.text(.description), isSubtask: try value.boolean(.subtask) ?? false)
        }
    }

    /// `/statuscategory`.
    static func statusCategories(
        _ body: ResponseBody
    ) throws(DecodingError) -> [ReferenceData.StatusCategory] {
        try list(body, "the list of status categories") { value, _ throws(ScanError) in
            ReferenceData.StatusCategory(
                id: try value.id(), key: try value.required(.key).text(), name: try value.text(.name) ?? "")
        }
    }

    /// `/status`.
    static func statuses(_ body: ResponseBody) throws(DecodingError) -> [ReferenceData.Status] {
        try list(body, "the list of statuses") { value, _ throws(ScanError) in
            ReferenceData.Status(
                id: try value.id(), name: try value.text(.name) ?? "",
                description: try value.text(.description),
                categoryID: try value[.statusCategory]?.integer(.id))
        }
    }

    /// `/priority`, `/resolution`.
    static func namedItems(
        _ body: ResponseBody, _ subject: String
    ) throws(DecodingError) -> [ReferenceData.NamedItem] {
        try list(body, subject) { value, _ throws(ScanError) in try namedItem(value) }
    }

    /// `/securitylevel/{id}`.
    package static func securityLevel(_ body: ResponseBody) throws(DecodingError) -> ReferenceData.NamedItem {
        try decode(body, "a security level") { value throws(ScanError) in try namedItem(value) }
    }

    private static func namedItem(_ value: JSONValue) throws(ScanError) -> ReferenceData.NamedItem {
        ReferenceData.NamedItem(
            id: try value.id(), name: try value.text(.name) ?? "", description: try value.text(.description))
    }

    /// `/issueLinkType`: an envelope, unlike the other lists (the bare array is read too).
    static func linkTypes(_ body: ResponseBody) throws(DecodingError) -> [ReferenceData.LinkType] {
        try decode(body, "the list of link types") { value throws(ScanError) in
            var types: [ReferenceData.LinkType] = []
            var elements = value
            if case .object = value.content { elements = try value.required(.issueLinkTypes) }
            for type in try elements.elements() {
                types.append(
                    ReferenceData.LinkType(
                        id: try type.id(), name: try type.text(.name) ?? "",
                        inward: try type.text(.inward) ?? "", outward: try type.text(.outward) ?? ""))
            }
            return types
        }
    }

    /// `/field`.
    static func fields(_ body: ResponseBody) throws(DecodingError) -> [ReferenceData.Field] {
        try list(body, "the field list") { value, _ throws(ScanError) in
            let schema = try value[.schema]
            return ReferenceData.Field(
                id: try value.required(.id).text(), name: try value.text(.name) ?? "",
                custom: try value.boolean(.custom) ?? false, schemaType: try schema?.text(.type),
                schemaItems: try schema?.text(.items), schemaCustom: try schema?.text(.custom))
        }
    }

    /// `/issue/{id}/remotelink`.
    package static func remoteLinks(_ body: ResponseBody) throws(DecodingError) -> [RemoteLink] {
        try list(body, "the list of remote links") { value, _ throws(ScanError) in
            let object = try value[.object]
            let application = try value[.application]
            return RemoteLink(
                id: try value.id(), url: try object?.text(.url), title: try object?.text(.title),
                summary: try object?.text(.summary), relationship: try value.text(.relationship),
                applicationType: try application?.text(.type), applicationName: try application?.text(.name),
                globalID: try value.text(.globalId))
        }
    }
}
