// swift-tools-version: 6.2
import PackageDescription

/// Applied to every Swift target: the Swift 6 language mode plus the import rules that keep the
/// layers apart (an import is internal unless it says `package import`).
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// What `--version` names besides the version; `make release` sets it. Letters, digits and `-` only: it goes to the
/// C compiler as a text.
let commit = (Context.environment["JIRA_MIRROR_COMMIT"] ?? "").filter {
    $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
}

let package = Package(
    name: "jira-mirror",
    products: [
        .executable(name: "jira-mirror", targets: ["jira-mirror"]),
        .executable(name: "jira-simulator", targets: ["jira-simulator"]),
        .library(name: "JiraSimulator", targets: ["JiraSimulator"]),
    ],
    traits: [
        .trait(
            name: "XLSX",
            description:
                "Spreadsheet files; needs libxlsxwriter-dev and zlib1g-dev."
        ),
        .default(enabledTraits: []),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // Pure core: no I/O, no C, builds and tests alone.
        .target(name: "HTTPCore", swiftSettings: settings),
        .target(name: "OAuth1", swiftSettings: settings),
        .target(name: "SyncCore", swiftSettings: settings),
        .target(name: "Reporting", dependencies: ["SyncCore"], swiftSettings: settings),

        // Data: the SQL of both databases, embedded in the binary.
        .target(
            name: "Migrations", path: "migrations",
            resources: [.embedInCode("mirror"), .embedInCode("vault")],
            swiftSettings: settings),

        // Dialect: Jira's REST, JQL, JSON and the OAuth dance; the transport is injected.
        .target(name: "JiraAPI", dependencies: ["HTTPCore", "OAuth1", "SyncCore"], swiftSettings: settings),

        // Adapters: each the only importer of its C library or of its file.
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CXLSXWriter", pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev", "zlib1g-dev"])]),
        // Beside GRDB's own import: settings that only C can make.
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(
            name: "CBuildCommit", cSettings: [.define("JIRA_MIRROR_COMMIT", to: "\"\(commit)\"")]),
        .target(name: "CurlTransport", dependencies: ["CCurl", "HTTPCore"], swiftSettings: settings),
        .target(name: "OpenSSLCrypto", dependencies: ["COpenSSL"], swiftSettings: settings),
        .target(
            name: "TokenVault",
            dependencies: [
                "OpenSSLCrypto", "Migrations", .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: settings),
        .target(
            name: "MirrorStore",
            dependencies: [
                "CSQLite", "SyncCore", "Reporting", "Migrations",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ], resources: [.embedInCode("Reports/BuiltIn")], swiftSettings: settings),

        // Without the trait it is empty.
        .target(
            name: "XLSXWriter",
            dependencies: [
                "Reporting", "SyncCore", .target(name: "CXLSXWriter", condition: .when(traits: ["XLSX"])),
            ], swiftSettings: settings),

        // Composition root and executable.
        .target(
            name: "JiraMirrorCLI",
            dependencies: [
                "HTTPCore", "OAuth1", "SyncCore", "Reporting", "Migrations", "JiraAPI", "CurlTransport",
                "OpenSSLCrypto", "TokenVault", "MirrorStore", "CBuildCommit",
                .target(name: "XLSXWriter", condition: .when(traits: ["XLSX"])),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ], swiftSettings: settings),
        .executableTarget(
            name: "jira-mirror",
            dependencies: ["JiraMirrorCLI"], swiftSettings: settings),

        // Test double: a Jira on loopback, never linked into jira-mirror.
        .target(
            name: "JiraSimulator",
            dependencies: ["OpenSSLCrypto"], swiftSettings: settings),
        .executableTarget(
            name: "jira-simulator",
            dependencies: [
                "JiraSimulator", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: settings),

        // Measures the parts of the hot path; `make bench`.
        .executableTarget(
            name: "bench-parts",
            dependencies: [
                "HTTPCore", "SyncCore", "JiraAPI", "MirrorStore", "JiraSimulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ], path: "Benchmarks/Parts", swiftSettings: settings),

        // Tests.
        .testTarget(name: "HTTPCoreTests", dependencies: ["HTTPCore"], swiftSettings: settings),
        .testTarget(
            name: "OAuth1Tests", dependencies: ["OAuth1", "OpenSSLCrypto"],
            resources: [.copy("Fixtures")], swiftSettings: settings),
        .testTarget(name: "SyncCoreTests", dependencies: ["SyncCore"], swiftSettings: settings),
        .testTarget(
            name: "ReportingTests", dependencies: ["Reporting", "SyncCore"], swiftSettings: settings),
        .testTarget(
            name: "JiraAPITests", dependencies: ["JiraAPI", "HTTPCore", "OAuth1", "SyncCore"],
            swiftSettings: settings),
        .testTarget(
            name: "OpenSSLCryptoTests", dependencies: ["OpenSSLCrypto"], swiftSettings: settings),
        .testTarget(
            name: "TokenVaultTests",
            dependencies: [
                "TokenVault", "OpenSSLCrypto", .product(name: "GRDB", package: "GRDB.swift"),
            ], resources: [.copy("Fixtures")], swiftSettings: settings),
        .testTarget(
            name: "CurlTransportTests", dependencies: ["CurlTransport", "HTTPCore", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "MirrorStoreTests",
            dependencies: [
                "MirrorStore", "SyncCore", "Reporting", "Migrations",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: settings),
        .testTarget(
            name: "XLSXWriterTests", dependencies: ["XLSXWriter", "Reporting", "SyncCore"],
            swiftSettings: settings),
        .testTarget(
            name: "JiraSimulatorTests", dependencies: ["JiraSimulator", "OpenSSLCrypto"],
            swiftSettings: settings),
        .testTarget(
            name: "JiraMirrorCLITests",
            dependencies: [
                "JiraMirrorCLI", "HTTPCore", "OAuth1", "SyncCore", "Reporting", "JiraAPI", "CurlTransport",
                "OpenSSLCrypto", "TokenVault", "MirrorStore", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: settings),
        .target(
            name: "TestSupport",
            dependencies: ["JiraSimulator", .product(name: "GRDB", package: "GRDB.swift")],
            path: "Tests/TestSupport", swiftSettings: settings),
        .testTarget(
            name: "SyncTests",
            dependencies: [
                "TestSupport", "JiraSimulator", "CurlTransport", "HTTPCore", "JiraAPI", "MirrorStore",
                "OAuth1", "OpenSSLCrypto", "Reporting", "SyncCore",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "jira-mirror", "jira-simulator", "JiraSimulator", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], exclude: ["Support/proxy.py"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

// Parsers under libFuzzer, built with its own flags by `make fuzz` and by nobody else.
if Context.environment["JIRA_MIRROR_FUZZ_BUILD"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "HTTPCore", "OAuth1", "SyncCore", "JiraAPI", "CurlTransport", "OpenSSLCrypto", "TokenVault",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], path: "Tests/Fuzz", exclude: ["seeds", "run"], swiftSettings: settings))
}
