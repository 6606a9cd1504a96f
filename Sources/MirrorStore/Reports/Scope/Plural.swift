import Reporting

extension Figure {
    /// "1 issue is", "1 234 issues are".
    static func counted(_ number: Int, _ one: String, _ many: String) -> String {
        "\(grouped(number)) \(number == 1 ? one : many)"
    }

    /// "+12", "0", "-3".
    static func signed(_ number: Int) -> String { (number > 0 ? "+" : "") + grouped(number) }
}
