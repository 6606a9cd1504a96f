/// The frame that all pages of the site share: header bar, one card, no network.
struct HTMLPage {
    var title: String
    var siteTitle: String
    /// Path of the site's root, for links and forms.
    var contextPath: String
    var userName: String?
    /// Markup of the card; texts in it are already escaped.
    var content: String
    var status = 200
    /// For tables.
    var isWide = false

    var response: OutgoingResponse {
        var response = OutgoingResponse.html(status, text)
        response.headers.append("Cache-Control", "no-cache, no-store, no-transform")
        response.headers.append("X-Frame-Options", "SAMEORIGIN")
        response.headers.append("X-Content-Type-Options", "nosniff")
        return response
    }

    private var text: String {
        let account =
            userName.map {
                "<span class=\"who\">\($0.escapedForHTML)</span> <a href=\"\(contextPath)/logout\">Log out</a>"
            } ?? "<a href=\"\(contextPath)/login.jsp\">Log in</a>"
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title.escapedForHTML) - \(siteTitle.escapedForHTML)</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            <header><a class="logo" href="\(contextPath)/">\(siteTitle.escapedForHTML)</a><nav>\(account)</nav></header>
            <main><section class="card\(isWide ? " wide" : "")">
            \(content)
            </section></main>
            <footer>Simulated Jira Data Center for tests. No real project lives here.</footer>
            </body>
            </html>

            """
    }

    private static let style = """
        :root{color-scheme:light}
        *{box-sizing:border-box}
        body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:#f4f5f7;color:#172b4d;\
        font:14px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",sans-serif}
        header{display:flex;justify-content:space-between;align-items:center;background:#0747a6;color:#deebff;\
        padding:0 20px;height:48px}
        header a{color:#fff;text-decoration:none}
        header .logo{font-size:17px;font-weight:600;letter-spacing:.2px}
        header .who{margin-right:12px;font-weight:500}
        main{flex:1;display:flex;justify-content:center;align-items:flex-start;padding:56px 16px}
        .card{background:#fff;border-radius:4px;box-shadow:0 1px 1px rgba(9,30,66,.25),0 0 1px rgba(9,30,66,.31);\
        padding:32px 40px;width:100%;max-width:560px}
        .card.wide{max-width:860px}
        h1{font-size:22px;line-height:1.25;font-weight:500;margin:0 0 16px}
        p{margin:0 0 12px}
        ul.access{list-style:none;margin:16px 0;padding:0;border:1px solid #dfe1e6;border-radius:4px}
        ul.access li{padding:12px 16px 12px 44px;position:relative}
        ul.access li+li{border-top:1px solid #dfe1e6}
        ul.access li:before{content:"\\2713";position:absolute;left:18px;color:#00875a;font-weight:700}
        ul.access small{display:block;color:#5e6c84;font-size:13px}
        .note{background:#fffae6;border-left:4px solid #ffab00;padding:10px 14px;margin:16px 0;border-radius:2px;overflow-wrap:anywhere}
        .error{background:#ffebe6;border-left-color:#de350b}
        .buttons{display:flex;gap:8px;margin-top:24px}
        button{font:inherit;font-weight:500;border:0;border-radius:3px;padding:7px 16px;cursor:pointer;\
        background:#ebecf0;color:#172b4d}
        button:hover{background:#dfe1e6}
        button.primary{background:#0052cc;color:#fff}
        button.primary:hover{background:#0065ff}
        button:focus-visible,a:focus-visible,input:focus-visible{outline:2px solid #4c9aff;outline-offset:2px}
        label{display:block;font-size:12px;font-weight:600;color:#5e6c84;margin:12px 0 4px}
        input[type=text],input[type=password]{font:inherit;width:100%;padding:7px 8px;border:2px solid #dfe1e6;\
        border-radius:3px;background:#fafbfc}
        p.verifier{font-size:18px;font-weight:600;background:#f4f5f7;border-radius:4px;padding:14px 16px}
        table{width:100%;border-collapse:collapse}
        th{text-align:left;font-size:12px;color:#5e6c84;border-bottom:2px solid #dfe1e6;padding:6px 8px}
        td{border-bottom:1px solid #dfe1e6;padding:8px}
        a{color:#0052cc}
        footer{text-align:center;color:#7a869a;font-size:12px;padding:16px}
        """
}

extension String {
    /// Safe as text and inside a quoted attribute.
    var escapedForHTML: String {
        var out = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
