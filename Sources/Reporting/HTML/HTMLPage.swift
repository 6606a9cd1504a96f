/// A page that needs nothing but itself: no script, no request, no font.
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
        try begin(title ?? documents.first?.title ?? "Report")
        if let title, documents.count > 1 {
            try output.write("<h1 class=\"page\">\(HTMLText.escaped(title))</h1>\n")
        }
        for (index, document) in documents.enumerated() {
            var options = options
            options.timeZone = document.timeZone
            options.site = document.site ?? options.site
            try HTMLArticle(document: document, options: options, output: output, number: index + 1).render()
        }
        try end()
    }

    /// A bare table: the result of a query.
    func render(_ table: ReportTable) throws {
        try begin(table.title)
        try output.write("<article><section class=\"card\">\n")
        try HTMLTable(options: options, output: output, completeExport: nil).render(table)
        try output.write("</section></article>\n")
        try end()
    }

    private func begin(_ title: String) throws {
        try output.write(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
            base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="jira-mirror">
            <title>\(HTMLText.escaped(title))</title>
            <style>
            \(HTMLStyle.sheet)</style>
            </head>
            <body>
            <main>

            """)
    }

    private func end() throws { try output.write("</main>\n</body>\n</html>\n") }
}
