import OAuth1
import Testing

@Suite struct EncodingVectorTests {
    @Test("percent-encoding vectors")
    func percentEncoding() {
        for vector in Vectors.all.percentEncodingVectors {
            #expect(PercentEncoding.encode(vector.input) == vector.expected)
            #expect(PercentEncoding.decode(Array(vector.expected.utf8), plusIsSpace: false) == vector.input)
        }
    }

    @Test("parameter normalization vectors")
    func normalization() throws {
        for vector in Vectors.all.normalizationVectors {
            let parameters = try RequestParameters(
                query: "", formBody: Array(vector.formEncodedInput.utf8), protocolParameters: [])
            #expect(parameters.normalized() == vector.expectedNormalized, "\(vector.label)")
        }
    }

    @Test("base string URI vectors")
    func baseStringURI() throws {
        for vector in Vectors.all.urlVectors {
            #expect(try BaseStringURI(url: vector.url).text == vector.expectedBaseStringUri)
        }
    }

    @Test(
        "URLs without scheme, host or possible port are refused", arguments: Vectors.all.urlErrorsOauthlib)
    func badURL(_ url: String) {
        #expect { try BaseStringURI(url: url) } throws: { error in
            if case OAuth1Error.malformedURL = error { true } else { false }
        }
    }

    @Test(
        "URLs that two programs may read in two ways are refused",
        arguments: [
            "https://user:password@jira.example.com/", "https://jira.example.com/a b",
            "https://jira.example.com/\r\n",
            "https://jira.example.com/zażółć", "https://jira.exa%6dple.com/", "https://[::1/", "https://[]/",
            "https://[::1]x/", "https://[g::1]/", "https://a\\b/", "1http://jira.example.com/", "ht tp://a/",
            "https://jira.example.com:+443/", "//jira.example.com/", "https:/jira.example.com/",
        ])
    func ambiguousURL(_ url: String) {
        #expect { try BaseStringURI(url: url) } throws: { error in
            if case OAuth1Error.malformedURL = error { true } else { false }
        }
    }

    @Test("the query is what stands between ? and #")
    func query() throws {
        #expect(try BaseStringURI(url: "https://a/b?c=d?e#f?g").query == "c=d?e")
        #expect(try BaseStringURI(url: "https://a?c=d").text == "https://a/")
        #expect(try BaseStringURI(url: "https://a?c=d").query == "c=d")
        #expect(try BaseStringURI(url: "https://a#b?c").query == "")
    }
}

@Suite struct FormEncodingTests {
    private func form(_ text: String) throws -> FormEncoding { try FormEncoding(decoding: Array(text.utf8)) }

    @Test("plus, escapes, missing equals signs and empty pairs")
    func decoding() throws {
        #expect(
            try form("a=1+1&&b&%C3%A9=%2B&c==").pairs == [
                .init(name: "a", value: "1 1"), .init(name: "b", value: ""), .init(name: "é", value: "+"),
                .init(name: "c", value: "="),
            ])
    }

    @Test(
        "cut or foreign escapes and bytes that are no UTF-8 are refused",
        arguments: ["a=%", "a=%4", "a=%zz", "a=%ff"])
    func malformed(_ text: String) {
        #expect { try form(text) } throws: { error in
            if case OAuth1Error.malformedForm = error { true } else { false }
        }
    }

    @Test("a parameter given twice is not silently the first or the last")
    func duplicates() throws {
        let form = try form("oauth_token=a&oauth_token=b&empty=")
        #expect(throws: OAuth1Error.duplicateParameter("oauth_token")) { try form.value("oauth_token") }
        #expect(throws: OAuth1Error.duplicateParameter("oauth_token")) { try form.required("oauth_token") }
        #expect(throws: OAuth1Error.missingParameter("empty")) { try form.required("empty") }
        #expect(throws: OAuth1Error.missingParameter("absent")) { try form.required("absent") }
        #expect(try form.value("absent") == nil)
    }

    @Test("size and number of pairs are bounded")
    func bounds() throws {
        let longest = "a=" + String(repeating: "x", count: FormEncoding.maximumByteCount - 2)
        #expect(try form(longest).pairs.count == 1)
        #expect(throws: OAuth1Error.formTooLarge(limit: FormEncoding.maximumByteCount)) {
            try form(longest + "x")
        }
        let most = String(repeating: "a&", count: FormEncoding.maximumPairCount)
        #expect(try form(most).pairs.count == FormEncoding.maximumPairCount)
        #expect(throws: OAuth1Error.tooManyParameters(limit: FormEncoding.maximumPairCount)) {
            try form(most + "b")
        }
    }

    /// RFC 5849 section 3.4.1.2 takes the Host header's value, RFC 3986 section 3.2.2 the brackets into the host.
    @Test(
        "an IPv6 host keeps its brackets, and the port counts where it is not the scheme's own",
        arguments: [
            ("http://[::1]:8080/jira/rest/api/2/myself", "http://[::1]:8080/jira/rest/api/2/myself"),
            ("http://[::1]:80/", "http://[::1]/"), ("https://[::1]:443/jira", "https://[::1]/jira"),
            ("https://[2001:DB8::1]:80/a", "https://[2001:db8::1]:80/a"),
            ("HTTP://[::FFFF:192.0.2.1]", "http://[::ffff:192.0.2.1]/"),
        ])
    func bracketedHost(_ url: String, _ expected: String) throws {
        let uri = try BaseStringURI(url: url)
        #expect(uri.text == expected)
        let text = SignatureBaseString.make(
            method: "get", uri: uri,
            parameters: try RequestParameters(query: "", formBody: nil, protocolParameters: []))
        let encoded = expected.replacing("[", with: "%5B").replacing("]", with: "%5D")
            .replacing(":", with: "%3A").replacing("/", with: "%2F")
        #expect(text == "GET&\(encoded)&")
    }
}
