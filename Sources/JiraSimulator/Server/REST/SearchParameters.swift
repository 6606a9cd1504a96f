import Foundation

/// Reads the parameters of `/search` as Jira binds them.
enum SearchParameters {
    /// From a GET's query.
    ///
    /// A number that is none is a 404: the framework finds no matching resource.
    static func parse(query request: IncomingRequest) -> Result<SearchRequest, APIFailure> {
        guard let startAt = number(request.queryValue("startAt"), default: 0),
            let maxResults = number(request.queryValue("maxResults"), default: nil)
        else {
            return .failure(
                APIFailure(status: 404, contentType: "text/html;charset=UTF-8", body: Array("Not Found".utf8))
            )
        }
        let fields = request.queryValues("fields")
        return .success(
            SearchRequest(
                jql: request.queryValue("jql") ?? "", startAt: startAt ?? 0, maxResults: maxResults,
                fields: fields.isEmpty ? nil : RESTRouter.list(fields),
                expand: RESTRouter.list(request.queryValues("expand")),
                validateQuery: request.queryValue("validateQuery")?.lowercased() != "false"))
    }

    /// From a POST's JSON; an unknown property is a 400.
    static func parse(body request: IncomingRequest) -> Result<SearchRequest, APIFailure> {
        switch JSONObject.parse(
            request, bean: "com.atlassian.jira.rest.v2.search.SearchRequestBean",
            known: ["jql", "startAt", "maxResults", "fields", "expand", "validateQuery"])
        {
        case .failure(let failure): return .failure(failure)
        case .success(let object):
            guard let jql = object.text("jql", default: ""), let startAt = object.integer("startAt"),
                let maxResults = object.integer("maxResults"), let fields = object.texts("fields"),
                let expand = object.texts("expand"), let validate = object.flag("validateQuery")
            else { return .failure(object.mismatch) }
            return .success(
                SearchRequest(
                    jql: jql, startAt: startAt ?? 0, maxResults: maxResults,
                    fields: fields.map { RESTRouter.list($0) }, expand: RESTRouter.list(expand ?? []),
                    validateQuery: validate ?? true))
        }
    }

    /// `.some(nil)` is absent, nil is no number.
    private static func number(_ text: String?, default value: Int?) -> Int?? {
        guard let text else { return .some(value) }
        return Int(text).map { .some($0) }
    }
}

/// Reads the ids of `POST /worklog/list`.
enum WorklogIDs {
    static func parse(_ request: IncomingRequest) -> Result<[Int64], APIFailure> {
        switch JSONObject.parse(
            request, bean: "com.atlassian.jira.rest.v2.issue.worklog.WorklogIdsRequestBean", known: ["ids"])
        {
        case .failure(let failure): return .failure(failure)
        case .success(let object):
            guard let ids = object.members["ids"] as? [NSNumber] else { return .failure(object.mismatch) }
            return .success(ids.map(\.int64Value))
        }
    }
}

/// A small JSON object of a request body, checked as Jackson does it for a bean.
struct JSONObject {
    let members: [String: Any]
    let mismatch = APIFailure.messages(
        400, ["Can not deserialize the request: a property has the wrong type."])

    static func parse(
        _ request: IncomingRequest, bean: String, known: [String]
    ) -> Result<JSONObject, APIFailure> {
        guard request.mediaType == "application/json" else {
            return .failure(
                APIFailure(
                    status: 415, contentType: "text/html;charset=UTF-8",
                    body: Array("Unsupported Media Type".utf8)))
        }
        let source =
            "at [Source: org.apache.catalina.connector.CoyoteInputStream@4264a42e; line: 1, column: 2]"
        guard let value = try? JSONSerialization.jsonObject(with: Data(request.body)),
            let members = value as? [String: Any]
        else { return .failure(.messages(400, ["Unexpected character or end of input\n \(source)"])) }
        if let unknown = members.keys.filter({ !known.contains($0) }).min() {
            return .failure(
                .messages(
                    400,
                    [
                        "Unrecognized field \"\(unknown)\" (Class \(bean)), not marked as ignorable\n \(source)"
                    ]))
        }
        return .success(JSONObject(members: members))
    }

    /// nil is a wrong type; absent and null are the default.
    func text(_ name: String, default value: String) -> String? {
        switch members[name] {
        case nil, is NSNull: value
        case let text as String: text
        default: nil
        }
    }

    /// `.some(nil)` is absent, nil is a wrong type; a text of digits is coerced.
    func integer(_ name: String) -> Int?? {
        switch members[name] {
        case nil, is NSNull: .some(nil)
        case let number as NSNumber: .some(number.intValue)
        case let text as String: Int(text).map { .some($0) }
        default: nil
        }
    }

    func texts(_ name: String) -> [String]?? {
        switch members[name] {
        case nil, is NSNull: .some(nil)
        case let texts as [String]: .some(texts)
        default: nil
        }
    }

    func flag(_ name: String) -> Bool?? {
        switch members[name] {
        case nil, is NSNull: .some(nil)
        case let flag as Bool: .some(flag)
        case let text as String: .some(text.lowercased() != "false")
        default: nil
        }
    }
}
