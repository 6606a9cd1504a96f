package import HTTPCore
package import SyncCore

/// `/myself` with the server's clock of its `Date` header.
package enum IdentityDecoder {
    package static func decode(_ response: HTTPResponse) throws(SourceError) -> Identity {
        do {
            return try ReferenceDecoder.identity(
                response.body, serverDate: response.headers["Date"].flatMap(HTTPDate.parse))
        } catch {
            throw .unexpectedAnswer("\(error)")
        }
    }
}
