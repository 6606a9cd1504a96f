package import HTTPCore
package import SyncCore

/// `/myself` with the server's clock of its `Date` header.
package enum IdentityDecoder {
    package static func decode(_ response: HTTPResponse) throws(SourceError) -> Identity {
        do {
            var identity = try ReferenceDecoder.identity(response.body)
            identity.serverDate = response.headers["Date"].flatMap(HTTPDate.parse)
            return identity
        } catch {
            throw .unexpectedAnswer("\(error)")
        }
    }
}
