import Dispatch
import Synchronization
import Testing

@testable import SluiceServer

/// What many ask for at once is done in one go.
@Suite struct GatheringTests {
    private struct Failure: Error {}

    @Test(
        "alone it is done at once; what comes meanwhile is done together, each with its own answer")
    func together() async throws {
        let goes = Mutex<[[Int]]>([])
        let mayEnd = DispatchSemaphore(value: 0)
        let double = Gathering<Int, Int>(label: "test") { asked in
            let isFirst = goes.withLock { goes in
                goes.append(asked)
                return goes.count == 1
            }
            if isFirst { mayEnd.wait() }
            return asked.map { $0 * 2 }
        }
        let answers = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            group.addTask { (0, try await double(0)) }
            while goes.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(1)) }
            for ask in 1...100 { group.addTask { (ask, try await double(ask)) } }
            // However long that takes: what runs beside this may keep all threads busy.
            while double.waiting < 100 { try await Task.sleep(for: .milliseconds(1)) }
            mayEnd.signal()
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(answers.count == 101)
        #expect(answers.allSatisfy { $1 == $0 * 2 })
        #expect(goes.withLock { $0.map(\.count) } == [1, 100])
        // It has come to rest, and begins anew.
        #expect(try await double(7) == 14)
    }

    @Test("what goes wrong is told to all of one go, and to none of the next")
    func fails() async throws {
        let gathering = Gathering<Bool, Int>(label: "test") { asked in
            if asked.contains(true) { throw Failure() }
            return asked.map { _ in 1 }
        }
        await #expect(throws: Failure.self) { try await gathering(true) }
        #expect(try await gathering(false) == 1)
    }
}
