/// What `--version` prints.
package enum Version {
    /// Semantic version of the program.
    package static let number = "0.1.0"
}
