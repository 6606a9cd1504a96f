/// A page that needs nothing but itself: no request, no font, and no script but the one that sorts its tables.
///
/// Works in light, dark and print.
struct HTMLPage {
    private let options: RenderOptions
    private let output: OutputBuffer
    private let title: String?

    init(options: RenderOptions, output: OutputBuffer, title: String? = nil) {
        self.options = options
        self.output = output
        self.title = title
    }

    /// One or more reports, one below the other.
    func render(_ documents: [ReportDocument]) throws {
        let isBoard = documents.contains { !$0.parts.isEmpty }
        try begin(title ?? documents.first?.title ?? "Report", isBoard: isBoard)
        var budget = TableBudget(options)
        for (index, document) in documents.enumerated() {
            var options = options
            options.timeZone = document.timeZone
            options.site = document.site ?? options.site
            try HTMLArticle(
                document: document, options: options, output: output, number: index + 1
            ).render(&budget)
        }
        try end()
    }

    /// A bare table: the result of a query.
    func render(_ table: ReportTable) throws {
        try begin(table.title, isBoard: false)
        try output.write("<h1>\(HTMLText.escaped(table.title))</h1>\n<section class=\"card\">\n")
        var budget = TableBudget(options)
        try HTMLTable(options: options, output: output, completeExport: nil).render(table, &budget)
        try output.write("</section>\n")
        try end()
    }

    /// Rising bars: without an icon of its own a page that lies on a server would make the browser ask for one.
    private static let icon =
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
        + "%3Cpath fill='%232864cc' d='M1 10h4v5H1zM6 6h4v9H6zM11 1h4v14h-4z'/%3E%3C/svg%3E"

    /// Nothing may be loaded, and only our own style and script count: their hashes are in the page.
    static let policy =
        "default-src 'none'; style-src 'sha256-\(SHA256.base64(of: HTMLStyle.sheet))'; "
        + "script-src 'sha256-\(SHA256.base64(of: HTMLScript.code))'; img-src data:; base-uri 'none'; form-action 'none'"

    private func begin(_ title: String, isBoard: Bool) throws {
        try output.write(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="jira-mirror">
            <link rel="icon" href="\(Self.icon)">
            <title>\(HTMLText.escaped(title))</title>
            <style>\(HTMLStyle.sheet)</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the report</a>
            <main id="main"\(isBoard ? " class=\"board\"" : "")>

            """)
    }

    private func end() throws {
        try output.write("</main>\n<script>\(HTMLScript.code)</script>\n</body>\n</html>\n")
    }
}

/// What is left for the tables of a page, so that it stays under 5 MB with all its pictures.
struct TableBudget {
    private(set) var bytes: Int

    init(_ options: RenderOptions) { bytes = options.largestTable }

    mutating func spend(_ count: Int) { bytes -= count }
}
