/// The parameters of `/rest/api/2/search`, from a GET's query or a POST's body.
package struct SearchRequest: Sendable, Equatable {
    package var jql: String
    package var startAt: Int
    /// nil is Jira's default of 50; 0 counts only; more than the page cap is cut without a word.
    package var maxResults: Int?
    /// nil is `*navigable`.
    package var fields: [String]?
    package var expand: [String]
    /// false turns unknown fields and values into `warningMessages`.
    package var validateQuery: Bool

    package init(
        jql: String, startAt: Int = 0, maxResults: Int? = nil, fields: [String]? = nil, expand: [String] = [],
        validateQuery: Bool = true
    ) {
        self.jql = jql
        self.startAt = startAt
        self.maxResults = maxResults
        self.fields = fields
        self.expand = expand
        self.validateQuery = validateQuery
    }
}
