package import HTTPCore
package import SyncCore

/// Decodes answers that hold issues or worklogs into rows.
///
/// Stateless: one value serves any number of pages, on any thread.
package struct IssuePageDecoder: Sendable {
    /// What the answer was asked to hold, and so what must be there.
    package enum Reading: Sendable, Equatable {
        /// `fields=*all&expand=changelog`.
        case full
        /// `fields=updated,project`: rows have id, key, number, project and `updated`; the rest are placeholders.
        case census
        /// `fields=updated,project` with `worklog` or `comment`: the same with those children.
        case children
        /// `fields=id`, answers without `fields`: rows have id, key and number; the rest are placeholders.
        case identifiers

        package init(_ content: IssueContent) {
            switch content {
            case .full: self = .full
            case .census: self = .census
            case .worklogs, .comments, .children: self = .children
            }
        }
    }

    private let reading: Reading
    private let ignoredCustomFields: [Int64]

    /// - Parameter ignoredCustomFields: Numbers of custom fields that do not count for the content hash: those of
    ///   the Development field, where the field list names them. (Its known forms are recognised anyhow.)
    package init(_ reading: Reading, ignoredCustomFields: Set<Int64> = []) {
        self.reading = reading
        self.ignoredCustomFields = ignoredCustomFields.sorted()
    }

    /// A page of `/search`: every issue of it is in the batch or among the rejected.
    ///
    /// - Throws: Where the body is not JSON in UTF-8, or not a page: it has no `issues` or no `total`. The
    ///   client's own times are put into the page as they are.
    package func page(
        from body: ResponseBody, requestedAt: Instant, receivedAt: Instant, serverDate: Instant? = nil
    ) throws(DecodingError) -> IssuePage {
        do throws(ScanError) {
            var reader = try IssueReader(body, reading: reading, ignoring: ignoredCustomFields)
            let envelope = try reader.readEnvelope()
            return page(
                reader, envelope, body, requestedAt: requestedAt, receivedAt: receivedAt,
                serverDate: serverDate)
        } catch {
            throw DecodingError(error, subject: "a page of issues", in: body.bytes)
        }
    }

    /// The answer of `/issue/{id}`, as a page of one.
    ///
    /// - Throws: Where the body is not JSON in UTF-8, or not an object. An object that is no issue is rejected
    ///   inside the page.
    package func issue(
        from body: ResponseBody, requestedAt: Instant, receivedAt: Instant, serverDate: Instant? = nil
    ) throws(DecodingError) -> IssuePage {
        do throws(ScanError) {
            var reader = try IssueReader(body, reading: reading, ignoring: ignoredCustomFields)
            guard reader.scanner.peek() == Byte.openBrace else { throw reader.scanner.fault(.expectedObject) }
            try reader.readIssueOrReject(position: 0)
            try reader.scanner.expectEnd()
            return page(
                reader, SearchEnvelope(startAt: 0, maxResults: 1, total: 1), body, requestedAt: requestedAt,
                receivedAt: receivedAt, serverDate: serverDate)
        } catch {
            throw DecodingError(error, subject: "an issue", in: body.bytes)
        }
    }

    private func page(
        _ reader: consuming IssueReader, _ envelope: SearchEnvelope, _ body: ResponseBody,
        requestedAt: Instant, receivedAt: Instant, serverDate: Instant?
    ) -> IssuePage {
        let rejected = reader.rejected
        var page = IssuePage(
            batch: reader.finished(), startAt: envelope.startAt, maxResults: envelope.maxResults,
            total: envelope.total, requestedAt: requestedAt, receivedAt: receivedAt, serverDate: serverDate,
            bodyBytes: body.count)
        page.rejected = rejected
        return page
    }

    /// The worklogs of `/issue/{id}/worklog` (give the issue: old versions do not name it) or of
    /// `POST /worklog/list`, in a batch without issues.
    ///
    /// - Throws: Where any of them cannot be decoded: a list of worklogs is whole or it is none.
    package static func worklogs(from body: ResponseBody, issue: Int64? = nil) throws(DecodingError)
        -> IssueBatch
    {
        do throws(ScanError) {
            var reader = try IssueReader(body, reading: .identifiers, ignoring: [])
            try reader.readWorklogAnswer(issue: issue)
            return reader.finished()
        } catch {
            throw DecodingError(error, subject: "a list of worklogs", in: body.bytes)
        }
    }

    /// A page of `/issue/{id}/comment`.
    ///
    /// - Throws: Where any of them cannot be decoded.
    package static func comments(from body: ResponseBody) throws(DecodingError) -> CommentList {
        do throws(ScanError) {
            var reader = try IssueReader(body, reading: .identifiers, ignoring: [])
            let total = try reader.readCommentAnswer()
            return CommentList(batch: reader.finished(), total: total)
        } catch {
            throw DecodingError(error, subject: "a list of comments", in: body.bytes)
        }
    }
}
