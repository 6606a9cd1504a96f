import Foundation
import OpenSSLCrypto

/// The fixed pages that the browser shows at the end; nothing of the request is repeated in them.
enum CallbackPage: CaseIterable {
    case granted, denied, badRequest, notFound, methodNotAllowed, tooLarge

    /// The whole answer: status line, fields that keep the page to itself, page.
    var response: [UInt8] {
        let body = Array(html.utf8)
        var lines = [
            "HTTP/1.1 \(status)", "Content-Type: text/html; charset=utf-8", "Content-Length: \(body.count)",
            "Connection: close", "Cache-Control: no-store", "Referrer-Policy: no-referrer",
            "Content-Security-Policy: \(Self.policy)", "X-Frame-Options: DENY",
            "X-Content-Type-Options: nosniff", "Cross-Origin-Opener-Policy: same-origin",
            "Cross-Origin-Resource-Policy: same-origin",
        ]
        if self == .methodNotAllowed { lines.append("Allow: GET") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }

    /// The answer that sends the browser to another page.
    ///
    /// - Parameter location: an absolute URL of our own making.
    static func redirect(to location: String) -> [UInt8] {
        let lines = [
            "HTTP/1.1 302 Found", "Location: \(location)", "Content-Length: 0", "Connection: close",
            "Cache-Control: no-store", "Referrer-Policy: no-referrer",
        ]
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    private var status: String {
        switch self {
        // The denial came through as it should.
        case .granted, .denied: "200 OK"
        case .badRequest: "400 Bad Request"
        case .notFound: "404 Not Found"
        case .methodNotAllowed: "405 Method Not Allowed"
        case .tooLarge: "431 Request Header Fields Too Large"
        }
    }

    private var title: String {
        switch self {
        case .granted: "Jira has granted access"
        case .denied: "Access was denied"
        case .badRequest, .methodNotAllowed, .tooLarge: "This reply was not used"
        case .notFound: "Nothing here"
        }
    }

    private var text: String {
        switch self {
        case .granted: "You can close this window. jira-mirror finishes in the terminal."
        case .denied:
            "You pressed Deny in Jira, so nothing was stored. You can close this window; "
                + "to change your mind, run <code>jira-mirror authorize</code> again."
        case .badRequest, .methodNotAllowed, .tooLarge:
            "It does not belong to the authorization that is waiting here. "
                + "Go back to Jira's page and press Allow there, or start again in the terminal."
        case .notFound: "This address only waits for Jira’s reply to jira-mirror."
        }
    }

    /// A tick, a bar, or an exclamation mark, drawn; colours are the style's.
    private var mark: (kind: String, drawing: String) {
        switch self {
        case .granted: ("good", "<path d=\"M15 25l6.5 6.5L34 18\"/>")
        case .denied: ("calm", "<path d=\"M15 24h18\"/>")
        default: ("bad", "<path d=\"M24 14v12M24 33v.5\"/>")
        }
    }

    private var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>\(title) – jira-mirror</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <main>
        <svg class="\(mark.kind)" viewBox="0 0 48 48" width="56" height="56" aria-hidden="true">\
        <circle cx="24" cy="24" r="22"/>\(mark.drawing)</svg>
        <h1>\(title)</h1>
        <p>\(text)</p>
        <footer>jira-mirror</footer>
        </main>
        </body>
        </html>

        """
    }

    /// Nothing may be loaded, run, framed or sent; the one style is allowed by its digest.
    private static let policy: String = {
        let digest = (try? SHA256.hash(Array(style.utf8))).map { Data($0).base64EncodedString() }
        // Without a digest the page shows plain, never laxer.
        let styles = digest.map { "style-src 'sha256-\($0)'; " } ?? ""
        return "default-src 'none'; \(styles)base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    }()

    private static let style = """

        :root { color-scheme: light dark; --ink: #1c2733; --soft: #5b6876; --paper: #f3f5f7; --card: #fff;
          --line: #dfe4e9; --good: #1f845a; --calm: #6b778c; --bad: #c9372c; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e8ec; --soft: #9aa7b4; --paper: #15191e; --card: #1e242b; --line: #323b45;
            --good: #4bce97; --calm: #9fadbc; --bad: #f87168; } }
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
          background: var(--paper); color: var(--ink);
          font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
        main { width: 100%; max-width: 27rem; padding: 2.75rem 2.25rem 1.75rem; text-align: center;
          background: var(--card); border: 1px solid var(--line); border-radius: 14px;
          box-shadow: 0 1px 2px rgb(0 0 0 / .05), 0 10px 30px rgb(0 0 0 / .07); }
        svg { fill: none; stroke-width: 2.75; stroke-linecap: round; stroke-linejoin: round; }
        svg circle { stroke-opacity: .28; }
        .good { stroke: var(--good); } .calm { stroke: var(--calm); } .bad { stroke: var(--bad); }
        h1 { margin: 1.1rem 0 .5rem; font-size: 1.4rem; line-height: 1.25; font-weight: 650;
          letter-spacing: -.01em; text-wrap: balance; }
        p { margin: 0; color: var(--soft); text-wrap: pretty; }
        code { font: .92em ui-monospace, "SF Mono", Menlo, Consolas, monospace; color: var(--ink);
          white-space: nowrap; }
        footer { margin-top: 2rem; padding-top: 1.1rem; border-top: 1px solid var(--line);
          font-size: .8125rem; color: var(--soft); letter-spacing: .02em; }

        """
}
