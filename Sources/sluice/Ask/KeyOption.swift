import ArgumentParser
import SluiceCore
import SluiceServer

/// The key of who does something on a directory.
struct KeyOption: ParsableArguments {
    @Option(
        name: .customLong("key"),
        help: """
            An API key of a person, or - to read it from standard input; SLUICE_KEY keeps it out of \
            the list of processes.
            """)
    var text: String?

    func validate() throws {
        guard text != nil || AskedEngine.key(nil) != nil else {
            throw ValidationError("put a key into SLUICE_KEY, or say --key -")
        }
    }

    /// - Throws: a message if the key is unknown or has not the right.
    func principal(in keys: KeyStore, may right: KeyPath<Principal, Bool>) throws -> Principal {
        guard let principal = keys.principal(ofKey: AskedEngine.key(text) ?? "") else {
            Terminal.error("the key is unknown or revoked")
            throw ExitCode(1)
        }
        guard principal[keyPath: right] else {
            Terminal.error("a key of role \(principal.role.code) may not do this")
            throw ExitCode(1)
        }
        return principal
    }
}
