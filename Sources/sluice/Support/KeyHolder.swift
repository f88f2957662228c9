import ArgumentParser
import SluiceCore
import SluiceEngine
import SluiceServer

/// Who acts on a directory by an API key, as over HTTP.
struct KeyHolder {
    let principal: Principal

    /// - Throws: `KeyStoreError`; exit code 1 with a message for a key that does not hold.
    init(key: String, directory: String) throws {
        guard let principal = try KeyStore(directory: directory).principal(ofKey: key) else {
            Terminal.error("--key: the key is unknown in \(directory), or revoked")
            throw ExitCode(1)
        }
        self.principal = principal
    }

    /// A command in the name of the holder.
    func submission(_ body: Command.Body, names: [Name] = [], to engine: Engine) -> Submission {
        let subject = KeyDerivation.subject(principal.subject)
        let isLive = engine.status.snapshot.mode == .live
        let time = isLive ? WallClock.system.now() : engine.status.snapshot.time
        return Submission(
            command: Command(
                actor: Actor(
                    role: principal.role, subject: subject, credential: principal.credential),
                businessDate: engine.calendar.date(of: time), body: body),
            names: names + [Name(NamedKey(.subject, subject), principal.subject)])
    }
}
