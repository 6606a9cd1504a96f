import JiraAPI

/// The base URL of a Jira as people give it.
enum SiteURL {
    /// The URL in its one spelling: `https://jira.example.com/jira`.
    ///
    /// - Throws: ``Refusal`` for what is no base URL, for plain http to another machine, and for the address of a
    ///   page, which is what people have at hand to copy.
    static func parse(_ text: String) throws(Refusal) -> String {
        let site: JiraSite
        do {
            site = try JiraSite(text)
        } catch {
            throw Refusal(error.description)
        }
        guard site.scheme == "https" || site.isLoopback else {
            throw Refusal("plain http would show the token to the network; use https")
        }
        let pages = ["/browse/", "/secure/", "/rest/api", "/rest/agile", "/login.jsp", "/plugins/servlet"]
        if let page = pages.first(where: { (site.baseURL + "/").contains($0) }) {
            throw Refusal("'\(page)' is a page of Jira, not its base URL; leave out what begins there")
        }
        return site.baseURL
    }
}
