import Glibc

/// What the script does to one request.
///
/// Each method applies its kind of fault once and counts it as fired.
struct FaultPlan {
    var faults: [Fault]

    /// Seconds to wait before the request is looked at.
    func delay() -> Double {
        faults.reduce(0) { sum, fault in
            guard case .delay(let seconds) = fault.rule.action else { return sum }
            fault.markFired()
            return sum + seconds
        }
    }

    /// Milliseconds by which the server's clock is off.
    func clockSkew() -> Int64 {
        faults.reduce(0) { sum, fault in
            guard case .clockSkew(let seconds) = fault.rule.action else { return sum }
            fault.markFired()
            return sum + Int64(seconds) * 1000
        }
    }

    /// The identity to use instead of the authenticated one: `.some(nil)` is anonymous.
    func identity() -> String?? {
        for fault in faults {
            switch fault.rule.action {
            case .anonymous:
                fault.markFired()
                return .some(nil)
            case .impersonate(let user):
                fault.markFired()
                return .some(user)
            default: continue
            }
        }
        return nil
    }

    func stripsIdentityHeader() -> Bool {
        faults.contains { fault in
            guard fault.rule.action == .stripIdentityHeader else { return false }
            fault.markFired()
            return true
        }
    }

    /// The answer of an edge in front of Jira, or nil.
    func edgeAnswer(loginPage: () -> OutgoingResponse) -> OutgoingResponse? {
        for fault in faults {
            switch fault.rule.action {
            case .status(let status, let body, let contentType, let headers):
                fault.markFired()
                var response = OutgoingResponse(
                    status, headers: ["Content-Type": contentType], body: Array(body.utf8))
                for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
                    response.headers.set(name, value)
                }
                return response
            case .html200:
                fault.markFired()
                return loginPage()
            case .redirect(let status, let location):
                fault.markFired()
                return .redirect(status, to: location)
            default: continue
            }
        }
        return nil
    }

    /// The answer of Jira's own filters, or nil.
    func filterAnswer(realm: String, loginURL: String) -> OutgoingResponse? {
        for fault in faults {
            switch fault.rule.action {
            case .oauthProblem(let name):
                fault.markFired()
                return OAuthProblem(name).response(realm: realm)
            case .captcha:
                fault.markFired()
                return Authenticator.captcha(loginURL: loginURL)
            default: continue
            }
        }
        return nil
    }

    /// Changes what Jira answered.
    func alter(_ response: inout OutgoingResponse, gzip: GzipEncoder?) {
        for fault in faults {
            switch fault.rule.action {
            case .contentType(let type): response.headers.set("Content-Type", type)
            case .truncatedJSON(let keep):
                response.body.removeLast(
                    response.body.count - Int(Double(response.body.count) * min(max(keep, 0), 1)))
            case .replaceBytes(let find, let with, let all):
                guard Self.replace(find, with, all: all, in: &response.body) else {
                    fault.unselect()
                    continue
                }
            case .gzipBomb(let count):
                guard let bomb = gzip?.encode(Self.opening + [UInt8](repeating: 0x20, count: max(0, count)))
                else { continue }
                response.status = 200
                response.headers.set("Content-Type", "application/json;charset=UTF-8")
                response.headers.set("Content-Encoding", "gzip")
                response.body = bomb
            case .hugeBody:
                response.status = 200
                response.headers.set("Content-Type", "application/json;charset=UTF-8")
                response.body = Self.opening
            default: continue
            }
            fault.markFired()
        }
    }

    /// Whether the body must stay as it is (a bomb is compressed already, a huge one is never held).
    var forbidsCompression: Bool {
        faults.contains {
            switch $0.rule.action {
            case .gzipBomb, .hugeBody: true
            default: false
            }
        }
    }

    var replaysPrevious: Fault? { faults.first { $0.rule.action == .replayPrevious } }

    /// How the answer travels.
    func delivery() -> Delivery {
        var delivery = Delivery()
        for fault in faults {
            switch fault.rule.action {
            case .slowDrip(let rate): delivery.bytesPerSecond = max(1, rate)
            case .cutBody(let count, let framing):
                delivery.cutAfter = max(0, count)
                delivery.framing = framing
            case .reset(let count): delivery.resetAfter = max(0, count)
            case .duplicate: delivery.copies = 2
            case .hugeBody(let count):
                delivery.padding = max(0, count - Self.opening.count)
                continue
            default: continue
            }
            fault.markFired()
        }
        return delivery
    }

    /// How a search answer begins: a parser that reads as it receives goes on reading.
    private static let opening = Array("{\"startAt\":0,\"maxResults\":50,\"total\":1,\"issues\":[".utf8)

    private static func replace(_ find: [UInt8], _ with: [UInt8], all: Bool, in body: inout [UInt8]) -> Bool {
        guard !find.isEmpty, body.count >= find.count else { return false }
        var out: [UInt8] = []
        var from = 0
        var found = false
        body.withUnsafeBufferPointer { bytes in
            var at = 0
            while let base = bytes.baseAddress, at + find.count <= bytes.count,
                let hit = memchr(base + at, Int32(find[0]), bytes.count - find.count - at + 1)
            {
                at = base.distance(to: hit.assumingMemoryBound(to: UInt8.self))
                guard memcmp(base + at, find, find.count) == 0 else {
                    at += 1
                    continue
                }
                out += bytes[from..<at]
                out += with
                at += find.count
                from = at
                found = true
                if !all { break }
            }
            out += bytes[from...]
        }
        if found { body = out }
        return found
    }
}
