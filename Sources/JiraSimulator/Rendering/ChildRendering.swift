/// Comments, worklogs, attachments and the changelog.
extension IssueRenderer {
    /// The embedded page: whole, as Server and Data Center give it, unless the site's options cut it.
    mutating func comments(_ slot: Int32, _ detail: IssueDetail) {
        let visible = detail.comments.filter { viewer.sees($0.visibility) }
        out.raw("{\"comments\":")
        let shown = visible.prefix(state.options.embeddedComments ?? visible.count)
        list(Array(shown)) { $0.comment($1, slot) }
        out.raw(",\"maxResults\":")
        out.integer(shown.count)
        out.raw(",\"total\":")
        out.integer(visible.count)
        out.raw(",\"startAt\":0}")
    }

    mutating func comment(_ comment: Comment, _ slot: Int32) {
        child("comment", comment.id, slot)
        out.raw(",\"id\":\"")
        out.integer(comment.id)
        out.byte(34)
        if comment.author >= 0 {
            out.raw(",\"author\":")
            person(comment.author)
        }
        out.raw(",\"body\":")
        text(comment.body)
        if comment.updateAuthor >= 0 {
            out.raw(",\"updateAuthor\":")
            person(comment.updateAuthor)
        }
        out.raw(",\"created\":")
        date(comment.created)
        out.raw(",\"updated\":")
        date(comment.updated)
        visibility(comment.visibility)
        out.byte(125)
    }

    /// `{"self":"<base>/rest/api/2/issue/<id>/<kind>/<child>"`, left open.
    private mutating func child(_ kind: StaticString, _ id: Int64, _ slot: Int32) {
        out.raw("{\"self\":\"")
        out.raw(blocks.base)
        out.raw("/rest/api/2/issue/")
        out.integer(state.id(slot))
        out.byte(47)
        out.raw(kind)
        out.byte(47)
        out.integer(id)
        out.byte(34)
    }

    private mutating func visibility(_ visibility: Visibility?) {
        guard let visibility else { return }
        out.raw(",\"visibility\":{\"type\":")
        out.string(visibility.type)
        out.raw(",\"value\":")
        out.string(visibility.value)
        out.byte(125)
    }

    /// At most `limit` of the first worklogs, with the true total.
    mutating func worklogs(_ slot: Int32, _ detail: IssueDetail, limit: Int) {
        let visible = detail.worklogs.filter { viewer.sees($0.visibility) }
        out.raw("{\"startAt\":0,\"maxResults\":")
        out.integer(limit)
        out.raw(",\"total\":")
        out.integer(visible.count)
        out.raw(",\"worklogs\":")
        list(Array(visible.prefix(limit))) { $0.worklog($1, slot) }
        out.byte(125)
    }

    mutating func worklog(_ worklog: Worklog, _ slot: Int32) {
        child("worklog", worklog.id, slot)
        if worklog.author >= 0 {
            out.raw(",\"author\":")
            person(worklog.author)
        }
        if worklog.updateAuthor >= 0 {
            out.raw(",\"updateAuthor\":")
            person(worklog.updateAuthor)
        }
        // A worklog without a comment shows an empty one.
        out.raw(",\"comment\":")
        if worklog.comment == nil { out.raw("\"\"") } else { text(worklog.comment) }
        out.raw(",\"created\":")
        date(worklog.created)
        out.raw(",\"updated\":")
        date(worklog.updated)
        visibility(worklog.visibility)
        out.raw(",\"started\":")
        date(worklog.started)
        out.raw(",\"timeSpent\":\"")
        duration(worklog.seconds)
        out.raw("\",\"timeSpentSeconds\":")
        out.integer(worklog.seconds)
        out.raw(",\"id\":\"")
        out.integer(worklog.id)
        out.raw("\",\"issueId\":\"")
        out.integer(state.id(slot))
        out.raw("\"}")
    }

    mutating func attachment(_ attachment: Attachment) {
        out.raw("{\"self\":\"")
        out.raw(blocks.base)
        out.raw("/rest/api/2/attachment/")
        out.integer(attachment.id)
        out.raw("\",\"id\":\"")
        out.integer(attachment.id)
        out.raw("\",\"filename\":")
        out.string(attachment.filename)
        if attachment.author >= 0 {
            out.raw(",\"author\":")
            person(attachment.author)
        }
        out.raw(",\"created\":")
        date(attachment.created)
        out.raw(",\"size\":")
        out.integer(attachment.size)
        out.raw(",\"mimeType\":")
        out.string(attachment.mimeType)
        out.raw(",\"content\":\"")
        out.raw(blocks.base)
        out.raw("/secure/attachment/")
        out.integer(attachment.id)
        out.byte(47)
        out.plain(PercentEncoding.encode(attachment.filename))
        out.raw("\"}")
    }

    /// Whole, oldest first: `maxResults` and `total` are the number of entries.
    mutating func changelog(_ history: [HistoryEntry]) {
        out.raw(",\"changelog\":{\"startAt\":0,\"maxResults\":")
        out.integer(history.count)
        out.raw(",\"total\":")
        out.integer(history.count)
        out.raw(",\"histories\":")
        list(history) { renderer, entry in
            renderer.out.raw("{\"id\":\"")
            renderer.out.integer(entry.id)
            renderer.out.byte(34)
            if entry.author >= 0 {
                renderer.out.raw(",\"author\":")
                renderer.person(entry.author)
            }
            renderer.out.raw(",\"created\":")
            renderer.date(entry.created)
            renderer.out.raw(",\"items\":")
            renderer.list(entry.items) { $0.item($1) }
            renderer.out.byte(125)
        }
        out.byte(125)
    }

    private mutating func item(_ item: ChangeItem) {
        out.raw("{\"field\":")
        out.string(item.field)
        if item.isCustom {
            out.raw(",\"fieldtype\":\"custom\",\"from\":")
        } else {
            out.raw(",\"fieldtype\":\"jira\",\"from\":")
        }
        out.stringOrNull(item.from)
        out.raw(",\"fromString\":")
        text(item.fromText)
        out.raw(",\"to\":")
        out.stringOrNull(item.to)
        out.raw(",\"toString\":")
        text(item.toText)
        out.byte(125)
    }
}
