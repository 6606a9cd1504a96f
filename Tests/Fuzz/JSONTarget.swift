import HTTPCore

@testable import JiraAPI

/// The scanner and its skipper accept exactly what the grammar does.
func fuzzJSON(_ bytes: [UInt8]) {
    let body = ResponseBody(bytes)
    let expected = ReferenceGrammar.accepts(bytes)
    precondition(((try? JSONValue(body)) != nil) == expected, "the scanner and the grammar differ")
    precondition(((try? skip(body)) != nil) == expected, "the skipper and the grammar differ")
    _ = ErrorBody(body).summary
    withExtendedLifetime(body) {}
}

private func skip(_ body: ResponseBody) throws(ScanError) {
    var scanner = try JSONScanner(body)
    try scanner.skipValue()
    try scanner.expectEnd()
}
