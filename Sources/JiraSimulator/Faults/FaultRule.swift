/// Which requests a fault meets.
///
/// All conditions must hold; a rule without any meets every request.
package struct FaultRule: Sendable, Equatable {
    package var action: FaultAction
    /// Part of the decoded path without the context path, such as `/rest/api/2/search`.
    package var path: String?
    package var method: String?
    /// Part of the query as sent.
    package var query: String?
    /// The first request *among those that match* that is hit, from 1.
    package var from: Int
    /// Every how many of them.
    package var every: Int
    /// At most so many hits; nil has no end.
    package var count: Int?
    /// Ordinals of the log (from 1) that may be hit.
    package var requests: ClosedRange<Int>?
    /// Chance of a hit, drawn from a generator with ``seed``; nil is certain.
    package var probability: Double?
    package var seed: UInt64

    package init(
        _ action: FaultAction, path: String? = nil, method: String? = nil, query: String? = nil,
        from: Int = 1, every: Int = 1, count: Int? = nil, requests: ClosedRange<Int>? = nil,
        probability: Double? = nil, seed: UInt64 = 1
    ) {
        self.action = action
        self.path = path
        self.method = method
        self.query = query
        self.from = from
        self.every = max(1, every)
        self.count = count
        self.requests = requests
        self.probability = probability
        self.seed = seed
    }

    func concerns(_ record: RequestRecord) -> Bool {
        if let path, !record.path.contains(path) { return false }
        if let method, record.method != method { return false }
        if let query, !(record.query ?? "").contains(query) { return false }
        if let requests, !requests.contains(record.number) { return false }
        return true
    }
}

extension FaultRule: Decodable {
    private enum Key: String, CodingKey {
        case action, path, method, query, from, every, count, requests, probability, seed
        case status, body, contentType, headers, location, user, problem, seconds, bytesPerSecond
        case afterBytes, framing, bytes, keep, find, with, all
    }

    /// The action's name and its parameters beside the conditions:
    /// `{"action":"status","status":503,"path":"/search","from":3,"count":2}`.
    ///
    /// `requests` is `[first, last]`.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let range = try values.decodeIfPresent([Int].self, forKey: .requests)
        if let range, range.count != 2 || range[0] > range[1] {
            throw DecodingError.dataCorruptedError(
                forKey: .requests, in: values, debugDescription: "requests is [first, last]")
        }
        self.init(
            try Self.action(values),
            path: try values.decodeIfPresent(String.self, forKey: .path),
            method: try values.decodeIfPresent(String.self, forKey: .method),
            query: try values.decodeIfPresent(String.self, forKey: .query),
            from: try values.decodeIfPresent(Int.self, forKey: .from) ?? 1,
            every: try values.decodeIfPresent(Int.self, forKey: .every) ?? 1,
            count: try values.decodeIfPresent(Int.self, forKey: .count),
            requests: range.map { $0[0]...$0[1] },
            probability: try values.decodeIfPresent(Double.self, forKey: .probability),
            seed: try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? 1)
    }

    private static func action(_ values: KeyedDecodingContainer<Key>) throws -> FaultAction {
        func text(_ key: Key) throws -> String { try values.decode(String.self, forKey: key) }
        func number(_ key: Key) throws -> Int { try values.decode(Int.self, forKey: key) }
        switch try text(.action) {
        case "status":
            return .status(
                try number(.status), body: try values.decodeIfPresent(String.self, forKey: .body) ?? "",
                contentType: try values.decodeIfPresent(String.self, forKey: .contentType) ?? "text/html",
                headers: try values.decodeIfPresent([String: String].self, forKey: .headers) ?? [:])
        case "html200": return .html200
        case "redirect":
            return .redirect(
                try values.decodeIfPresent(Int.self, forKey: .status) ?? 302, to: try text(.location))
        case "anonymous": return .anonymous
        case "impersonate": return .impersonate(try text(.user))
        case "oauthProblem": return .oauthProblem(try text(.problem))
        case "captcha": return .captcha
        case "delay": return .delay(try values.decode(Double.self, forKey: .seconds))
        case "slowDrip": return .slowDrip(bytesPerSecond: try number(.bytesPerSecond))
        case "cutBody":
            return .cutBody(
                afterBytes: try number(.afterBytes),
                framing: try values.decodeIfPresent(BodyFraming.self, forKey: .framing) ?? .contentLength)
        case "reset": return .reset(afterBytes: try number(.afterBytes))
        case "duplicate": return .duplicate
        case "replayPrevious": return .replayPrevious
        case "contentType": return .contentType(try text(.contentType))
        case "gzipBomb": return .gzipBomb(decompressedBytes: try number(.bytes))
        case "hugeBody": return .hugeBody(bytes: try number(.bytes))
        case "truncatedJSON":
            return .truncatedJSON(keep: try values.decodeIfPresent(Double.self, forKey: .keep) ?? 0.5)
        case "replaceBytes":
            return .replaceText(
                try text(.find), with: try text(.with),
                all: try values.decodeIfPresent(Bool.self, forKey: .all) ?? false)
        case "stripIdentityHeader": return .stripIdentityHeader
        case "clockSkew": return .clockSkew(seconds: try number(.seconds))
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .action, in: values, debugDescription: "unknown action \"\(other)\"")
        }
    }
}
