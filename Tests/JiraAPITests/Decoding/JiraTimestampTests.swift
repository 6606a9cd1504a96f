import SyncCore
import Testing

@testable import JiraAPI

struct JiraTimestampTests {
    private func slice<Result>(_ text: String, _ body: (TextSlice) -> Result) -> Result {
        let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 32)
        return bytes.withUnsafeBufferPointer { buffer in
            body(TextSlice(start: buffer.baseAddress ?? TextSlice("").start, count: text.utf8.count))
        }
    }

    @Test(
        "every form of date and time that Jira gives",
        arguments: [
            ("2024-06-17T08:35:40.762+0000", "2024-06-17T08:35:40.762Z"),
            ("2012-01-17T13:16:39.846+0100", "2012-01-17T12:16:39.846Z"),
            ("2011-12-15T15:35:06.000+1300", "2011-12-15T02:35:06.000Z"),
            ("2015-12-07T14:19:13.000-0800", "2015-12-07T22:19:13.000Z"),
            ("2014-04-07T13:55:52.263+02:00", "2014-04-07T11:55:52.263Z"),
            ("2020-01-06T11:38:31.937Z", "2020-01-06T11:38:31.937Z"),
            ("2020-01-06T11:38:31Z", "2020-01-06T11:38:31.000Z"),
            ("2020-01-06T11:38:31.5+01", "2020-01-06T10:38:31.500Z"),
            ("2020-01-06T11:38:31.123456789-0330", "2020-01-06T15:08:31.123Z"),
            ("2000-02-29T23:59:59.999+0000", "2000-02-29T23:59:59.999Z"),
            ("1969-12-31T23:59:59.999+0000", "1969-12-31T23:59:59.999Z"),
            ("2024-01-01T00:30:00.000+0545", "2023-12-31T18:45:00.000Z"),
            ("0001-01-01T00:00:00.000+0000", "0001-01-01T00:00:00.000Z"),
        ])
    func instants(text: String, expected: String) {
        #expect(slice(text) { JiraTimestamp.instant($0)?.text } == expected)
    }

    @Test(
        "what is no date and time",
        arguments: [
            "", "2024-06-17", "2024-06-17T08:35:40.762", "2024-06-17 08:35:40.762+0000",
            "2024-13-01T00:00:00.000+0000",
            "2023-02-29T00:00:00.000+0000", "1900-02-29T00:00:00.000+0000", "2024-00-10T00:00:00.000+0000",
            "2024-06-31T00:00:00.000+0000", "2024-06-00T00:00:00.000+0000", "2024-06-17T24:00:00.000+0000",
            "2024-06-17T23:60:00.000+0000", "2024-06-17T23:00:60.000+0000", "2024-06-17T23:00:00.+0000",
            "2024-06-17T23:00:00.000+00000", "2024-06-17T23:00:00.000+000", "2024-06-17T23:00:00.000+2400",
            "2024-06-17T23:00:00.000+0060", "2024-06-17T23:00:00.000Zx", "2024-06-17T23:00:00.000 +0000",
            "12024-06-17T23:00:00.000+0000", "2024-06-17T23:00:00.1234567890Z", "Just now",
            "2024-0a-17T08:35:40.762+0000",
        ])
    func refused(text: String) {
        #expect(slice(text) { JiraTimestamp.instant($0) } == nil)
    }

    @Test("days, alone or at the head of a date and time")
    func days() {
        #expect(slice("2012-04-12") { JiraTimestamp.dayText($0)?.string } == "2012-04-12")
        #expect(slice("2010-08-25T00:00:00.000+0200") { JiraTimestamp.dayText($0)?.string } == "2010-08-25")
        for text in ["2012-04-31", "2012-4-12", "12/Apr/12", "2012-04-12 00:00:00.0", "2012-04-1", ""] {
            #expect(slice(text) { JiraTimestamp.dayText($0)?.string } == nil, "\(text)")
        }
    }
}
