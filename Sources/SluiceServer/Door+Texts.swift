import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine

/// Texts that persons write with a command: sealed beside the journal before it is given.
extension Door {
    struct Text: Sendable {
        var text: String
        /// The field of the request it is in.
        var field: String

        init?(_ text: String?, field: String) {
            guard let text else { return nil }
            self.text = text
            self.field = field
        }
    }

    /// Gives a command about a hold to the ledger, with the text that belongs to it.
    ///
    /// The text is about the account's owner. It is given up if the command leaves no trace; where
    /// nobody knows, it stays until a start finds that no command carries it.
    func submit(
        _ body: Command.Body, names: Names, text: Text?, about hold: HoldKey, for call: Call
    ) async throws -> Answer {
        guard let text else { return try await submit(body, names: names, for: call) }
        let note = try await seal(text, about: hold)
        let answer: Answer
        do {
            answer = try await submit(body, names: names, note: note.retagged(), for: call)
        } catch EngineRefusal.overloaded(let overload) {
            await discard(note)
            throw EngineRefusal.overloaded(overload)
        }
        let isKept = answer.outcome.code.isRecorded && !answer.outcome.isReplay
        if !isKept { await discard(note) }
        return answer
    }

    private func seal(_ text: Text, about hold: HoldKey) async throws -> AnyKey {
        let person = try await owner(of: hold)
        do {
            return try await people { try $0.seal(text.text, person, NamedKey(.hold, hold)) }
        } catch let error as PeopleError {
            guard error != .tooManyNotes else {
                throw Problem(.textsFull, detail: error.description)
            }
            throw Query.fault(.invalidField, text.field, error.description)
        }
    }

    /// The person whose credit line a hold is on.
    private func owner(of hold: HoldKey) async throws -> SubjectKey {
        guard let key = try await engine.read(.hold(hold)).hold?.account,
            let account = try await engine.read(.account(key)).account
        else { throw OutcomeCode.holdNotFound.refusal() }
        // An account that was opened without an owner is its own pseudonym.
        return account.owner.isNone
            ? KeyDerivation.subject(naming.account(account.key)) : account.owner
    }

    /// What was answered stands whether or not the text could be given up now.
    private func discard(_ note: AnyKey) async {
        do {
            try await people { try $0.discard(note) }
        } catch {
            logger.error(
                "a text is left over until the next start", metadata: ["error": "\(error)"])
        }
    }
}
