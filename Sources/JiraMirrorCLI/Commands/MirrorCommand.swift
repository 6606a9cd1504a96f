import ArgumentParser

/// A command of this program: it works in a given context, so that tests can give it another one.
protocol MirrorCommand: AsyncParsableCommand, Sendable {
    var global: GlobalOptions { get }

    /// Does the work.
    ///
    /// - Throws: anything; `FailureReport` finds the words and the exit status.
    func perform(in context: ProcessContext) async throws
}
