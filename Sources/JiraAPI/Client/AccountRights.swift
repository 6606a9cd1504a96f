import Foundation
package import HTTPCore

/// What an account may do anywhere, by `GET /rest/api/2/mypermissions`.
package struct AccountRights: Sendable, Equatable {
    /// Keys of the permissions that it has: `BROWSE_PROJECTS`, `USER_PICKER`, `ADMINISTER`.
    package let held: Set<String>

    package static func request(_ site: JiraSite) -> HTTPRequest {
        HTTPRequest(.get, site.url("/rest/api/2/mypermissions"))
    }

    private struct Answer: Decodable {
        struct Permission: Decodable { var havePermission: Bool }
        var permissions: [String: Permission]
    }

    /// Nil where the answer is not of that form.
    package init?(_ response: HTTPResponse) {
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body.bytes)) else {
            return nil
        }
        held = Set(answer.permissions.filter(\.value.havePermission).keys)
    }
}
