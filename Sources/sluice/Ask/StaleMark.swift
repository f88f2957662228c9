import SluiceAPI
import Synchronization

/// Says on standard error that what a command shows is older than it ought to be: once, of the first answer
/// that is marked so.
final class StaleMark: Sendable {
    private let isTold = Mutex(false)

    /// - Parameter sequence: of the newest event the answer can know of.
    func tell(asOf sequence: String, in language: Language) {
        let wasTold = isTold.withLock { told in
            defer { told = true }
            return told
        }
        if wasTold { return }
        Terminal.error(StaleAnswer.text(asOf: sequence, in: language))
    }
}
