import Testing

@testable import JiraMirrorCLI

@Suite("The redirect URL of OAuth 2.0") struct CallbackURLTests {
    @Test func aCallbackOnThisMachineIsServedWithTLS() throws {
        #expect(CallbackURL.onThisMachine.text == "https://127.0.0.1:8765/callback")
        #expect(try CallbackURL("https://127.0.0.1:8765/callback") == .onThisMachine)
        #expect(try CallbackURL("https://localhost:9000/x").loopbackPort == 9000)
        let six = try CallbackURL("https://[::1]:9000/x")
        #expect(six.loopbackPort == 9000 && six.loopbackHost == "[::1]" && six.path == "/x")
        #expect(try CallbackURL("https://[2001:db8::1]:9000/x").loopbackPort == nil)
        #expect(try CallbackURL("https://localhost.example.com/x").loopbackPort == nil)
    }

    @Test func oneOfTheCompanyIsServedByTheirProxy() throws {
        let url = try CallbackURL("https://Tools.example.com/jira/callback")
        #expect(
            url.loopbackPort == nil && url.authority == "tools.example.com" && url.path == "/jira/callback")
        #expect(url.text == "https://Tools.example.com/jira/callback", "compared by Jira letter by letter")
        #expect(try CallbackURL("https://tools.example.com:8443/").authority == "tools.example.com:8443")
    }

    @Test(
        arguments: [
            "http://127.0.0.1:8765/callback", "https://127.0.0.1/callback", "https://127.0.0.1:0/callback",
            "https://[::1]/callback", "https://localhost:x/callback",
            "https://tools.example.com", "https://tools.example.com/?a=b", "https://u@tools.example.com/",
            "tools.example.com/callback", "https://tools.example.com/a b",
        ])
    func whatCannotBeOneIsRefused(_ text: String) {
        #expect(throws: Refusal.self) { try CallbackURL(text) }
    }
}
