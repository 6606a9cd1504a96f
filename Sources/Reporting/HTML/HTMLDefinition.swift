/// How a report counts, and why Jira may show another number.
struct HTMLDefinition {
    let document: ReportDocument
    let output: OutputBuffer

    func render(isOpen: Bool) throws {
        try output.write(
            "<details\(isOpen ? " open=\"\"" : "")><summary>How counted</summary>\n<div class=\"body\">\n<ul>\n"
        )
        for rule in document.definition { try output.write("<li>\(HTMLText.escaped(rule))</li>\n") }
        if let exclusions = ReportNotes(document).exclusions {
            try output.write("<li><strong>\(HTMLText.escaped(exclusions)).</strong></li>\n")
        }
        if !document.parameters.isEmpty {
            try output.write("<li>Parameters: \(HTMLText.escaped(ReportNotes(document).parameters)).</li>\n")
        }
        try output.write("</ul>\n")
        if document.jiraDifference != nil || !document.searches.isEmpty {
            try output.write("<h3>Why is this not Jira’s number?</h3>\n")
        }
        if let difference = document.jiraDifference {
            try output.write("<p>\(HTMLText.escaped(difference))</p>\n")
        }
        if !document.searches.isEmpty {
            try output.write("<p>These searches count the same in Jira:</p>\n<ul>\n")
            for search in document.searches { try render(search) }
            try output.write("</ul>\n")
        }
        try output.write("</div></details>\n")
    }

    private func render(_ search: JiraSearch) throws {
        let expected = search.expected.map { " (\(Figure.grouped($0)))" } ?? ""
        let jql = "<code>\(HTMLText.escaped(search.jql))</code>"
        let link =
            document.site.map { "<a href=\"\(HTMLText.escaped($0.search(search.jql)))\">\(jql)</a>" } ?? jql
        try output.write("<li>\(HTMLText.escaped(search.label + expected)): \(link)</li>\n")
    }
}
