import HTTPCore
import Testing

@testable import CurlTransport

struct NodeCookieTests {
    private let origin = "https://jira.example.com"

    private func kept(_ field: String) -> String? {
        let cookies = NodeCookies(names: ["AWSALB*", "ROUTEID"])
        cookies.take(["Set-Cookie": field], from: origin)
        return cookies.field(for: origin)
    }

    @Test("a name that a pattern lets through, or a value, that could end the request's field is dropped")
    func controlCharacters() {
        #expect(kept("AWSALBTG=abc; Path=/") == "AWSALBTG=abc")
        #expect(kept("AWSALB\rX-Injected: yes\rB=abc") == nil)
        #expect(kept("AWSALB X=abc") == nil)
        #expect(kept("AWSALB\u{7F}=abc") == nil)
        #expect(kept("ROUTEID=a\rb") == nil)
        #expect(kept("ROUTEID=ä") == nil)
    }

    @Test("name and value together have 4096 bytes at most")
    func length() {
        let longest = "AWSALB=" + String(repeating: "v", count: 4090)
        #expect(kept(longest) == longest)
        #expect(kept(longest + "v") == nil)
        #expect(kept("AWSALB" + String(repeating: "n", count: 4091) + "=") == nil)
    }
}
