import Testing

@testable import JiraMirrorCLI

@Suite("Exit statuses") struct ExitStatusTests {
    @Test func theNumbersAreAContract() {
        #expect(ExitStatus.allCases.map(\.rawValue) == [0, 64, 65, 69, 70, 73, 74, 75, 76, 77, 78])
    }

    @Test func ofSeveralCausesTheGravestWins() {
        let documented: [JiraMirrorCLI.ExitStatus] = [
            .software, .configuration, .notAuthorized, .protocolError, .inputOutput, .cannotCreate,
            .unavailable, .dataError, .tryLater,
        ]
        for (index, status) in documented.enumerated() {
            #expect(ExitStatus.worst(documented[index...].reversed()) == status)
        }
        #expect(ExitStatus.worst([]) == .done)
        #expect(ExitStatus.worst([.done, .tryLater]) == .tryLater)
        #expect(Set(ExitStatus.precedence) == Set(ExitStatus.allCases))
    }

    @Test func theTableNamesEveryStatus() {
        for status in ExitStatus.allCases { #expect(ExitStatus.table.contains("\(status.rawValue)  ")) }
    }
}
