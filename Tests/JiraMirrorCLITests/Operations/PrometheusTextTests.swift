import Testing

@testable import JiraMirrorCLI

@Suite("Metrics are text that Prometheus reads")
struct PrometheusTextTests {
    @Test("a family has one HELP, one TYPE and a line for each sample, with the common labels first")
    func family() {
        var text = PrometheusText(common: [("profile", "default")])
        text.gauge("a_total", "How many.", 3)
        text.gauge(
            "b", "By kind.",
            [
                .init(labels: [("kind", "x")], value: 0.5),
                .init(labels: [("kind", "y")], value: 1_795_000_000.25),
            ])
        #expect(
            text.text == """
                # HELP a_total How many.
                # TYPE a_total gauge
                a_total{profile="default"} 3
                # HELP b By kind.
                # TYPE b gauge
                b{profile="default",kind="x"} 0.5
                b{profile="default",kind="y"} 1795000000.25

                """)
    }

    @Test("an unknown value leaves its family out")
    func unknown() {
        var text = PrometheusText(common: [])
        text.gauge("a", "One.", nil)
        text.gauge("b", "Many.", [])
        #expect(text.text.isEmpty)
    }

    @Test("backslashes, quotes and line ends are escaped where the format asks for it")
    func escaping() {
        var text = PrometheusText(common: [("site", "a\\b\"c\nd")])
        text.gauge("a", "x\\y \"z\"\nw", 1)
        #expect(
            text.text == "# HELP a x\\\\y \"z\"\\nw\n# TYPE a gauge\na{site=\"a\\\\b\\\"c\\nd\"} 1\n")
    }

    @Test("large whole numbers are written in full")
    func numbers() {
        var text = PrometheusText(common: [])
        text.gauge("a", "h", 12_345_678_901)
        #expect(text.text.hasSuffix("a 12345678901\n"))
    }
}
