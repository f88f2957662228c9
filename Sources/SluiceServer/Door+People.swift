import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine

extension Door {
    /// Asks the side store of people on a thread that may wait for the disk.
    func people<Value: Sendable>(
        _ body: @escaping @Sendable (People) throws -> Value
    ) async throws -> Value {
        let people = people
        do {
            return try await offThread { try body(people) }
        } catch let error as JournalError where error.code == .unavailable {
            logger.error("people store failed", metadata: ["error": "\(error)"])
            throw Problem(
                .peopleUnavailable, detail: "What is held on people cannot be reached now.",
                retryAfterSeconds: ServerLimits.retryAfterSeconds)
        }
    }

    /// An account as of now; from the views, and stale, while the journal takes nothing.
    /// - Returns: nil if there is none of this name.
    /// - Throws: that the journal takes nothing, of an account the views do not have: it may be there.
    func accountDocument(
        _ name: String
    ) async throws -> (document: AccountDocument, isStale: Bool)? {
        let key = account(name).key
        do {
            return try await engine.read(.account(key)).account.map {
                (naming.document($0), false)
            }
        } catch EngineRefusal.journalStalled(let obstacle) {
            guard let viewed = try await view({ try $0.account(key) }).value else {
                throw EngineRefusal.journalStalled(obstacle)
            }
            return (AccountDocument(viewed), true)
        }
    }
}
