/// An answer that is not 200: what the HTTP half sends as it is.
package struct APIFailure: Error, Sendable, Equatable {
    package var status: Int
    package var contentType: String
    package var body: [UInt8]

    package init(status: Int, contentType: String = "application/json;charset=UTF-8", body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// `{"errorMessages":[…],"errors":{}}`, the shape of most of Jira's errors.
    package static func messages(_ status: Int, _ messages: [String]) -> APIFailure {
        var out = JSONBuffer()
        out.raw("{\"errorMessages\":[")
        for (index, message) in messages.enumerated() {
            if index > 0 { out.raw(",") }
            out.string(message)
        }
        out.raw("],\"errors\":{}}")
        return APIFailure(status: status, body: out.bytes)
    }

    /// 400 of a search: JQL and parameter errors.
    static func badRequest(_ message: String) -> APIFailure { .messages(400, [message]) }

    /// 401 of a resource that needs a user.
    ///
    /// The shape is its own: no `errorMessages`.
    package static let loginNeeded = APIFailure(
        status: 401,
        body: Array(
            "{\"message\":\"Client must be authenticated to access this resource.\",\"status-code\":401}".utf8
        ))

    /// 404 of an issue that is missing or may not be seen: Jira says the same for both.
    static let noIssue = APIFailure.messages(404, ["Issue Does Not Exist"])

    /// 401 of a protected issue asked for anonymously.
    static let anonymousIssue = APIFailure.messages(
        401, ["You do not have the permission to see the specified issue.", "Login Required"])

    /// 500 of a search beyond the result window (10.x, 11).
    static func beyondWindow(asked: Int, window: Int) -> APIFailure {
        let text =
            "<status><status-code>500</status-code><message>Search limit exceeded. We couldn't complete your search because "
            + "it requests \(grouped(asked)) results which exceeded the search platform limit of "
            + "\(grouped(window)). Try refining your query or contact your Jira administrator. Repeating the "
            + "same search may not work.</message><stack-trace>Please contact your admin passing attached "
            + "Log's referral number: 00000000-0000-4000-8000-000000000000</stack-trace></status>"
        return APIFailure(status: 500, contentType: "application/xml;charset=UTF-8", body: Array(text.utf8))
    }

    private static func grouped(_ value: Int) -> String {
        var out = ""
        let digits = String(value)
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return out
    }
}
