import Foundation

/// What libFuzzer calls with each input; 0 says that it may be kept.
///
/// `JIRA_MIRROR_FUZZ` names the parser. A promise that does not hold ends the process, and libFuzzer keeps the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private let targets: [String: @Sendable ([UInt8]) -> Void] = [
    "json": fuzzJSON,
    "page": fuzzPage,
    "reference": fuzzReference,
    "sprint": fuzzSprint,
    "form": fuzzForm,
    "headers": fuzzHeaders,
    "vault": fuzzVault,
]

private let target: @Sendable ([UInt8]) -> Void = {
    let name = ProcessInfo.processInfo.environment["JIRA_MIRROR_FUZZ"] ?? ""
    guard let target = targets[name] else {
        preconditionFailure(
            "JIRA_MIRROR_FUZZ must be one of \(targets.keys.sorted().joined(separator: ", "))")
    }
    return target
}()
