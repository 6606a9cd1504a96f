import ArgumentParser
import Glibc
import SQLiteSupport

/// The program, from its arguments to its exit status.
package enum Program {
    /// The whole life of the process; does not return.
    package static func main() async -> Never {
        let umask = ProcessHygiene.apply()
        AllocatorSettings.apply()
        SQLiteProcess.configure()
        let arguments = Array(CommandLine.arguments.dropFirst())
        let status = await run(arguments, in: .current(umask: umask))
        exit(status.rawValue)
    }

    /// Runs one command line; all that it has to say is said in `context`.
    package static func run(_ arguments: [String], in context: ProcessContext) async -> ExitStatus {
        let command: any MirrorCommand
        do {
            var parsed = try JiraMirrorCommand.parseAsRoot(
                LeadingOptions.moved(arguments, root: JiraMirrorCommand.self))
            guard let ours = parsed as? any MirrorCommand else {
                // The parser's own commands (help), and groups without a subcommand: they throw what to show.
                try parsed.run()
                return .done
            }
            command = ours
        } catch {
            return answer(parsing: error, in: context)
        }
        do {
            try await SignalWatch.run { [command] in
                try await command.perform(in: context)
                try context.output.flush()
            }
            return .done
        } catch let exit as QuietExit {
            return exit.status
        } catch FileError.brokenPipe {
            // `| head` has what it wanted.
            return .done
        } catch {
            // What was printed before the failure is still data that somebody asked for.
            try? context.output.flush()
            let report = FailureReport(error, program: command.global.program)
            context.talk.say(report.text)
            return report.status
        }
    }

    /// Help and version go to standard output, mistakes to standard error with our name before them.
    private static func answer(parsing error: any Error, in context: ProcessContext) -> ExitStatus {
        let text = JiraMirrorCommand.fullMessage(for: error)
        if JiraMirrorCommand.exitCode(for: error).isSuccess {
            do {
                try context.output.write(text + "\n")
                try context.output.flush()
                return .done
            } catch {
                return error == .brokenPipe ? .done : .inputOutput
            }
        }
        context.talk.say(
            text.hasPrefix("Error: ") ? "jira-mirror: " + text.dropFirst("Error: ".count) : text)
        return .usage
    }
}
