import ArgumentParser
import SluiceCore
import SluiceServer

extension Keys {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key and print it; it is never shown again.")

        @OptionGroup var data: DataOption

        @Option(help: "lender, merchant, support, operator, treasury, auditor, …")
        var role: String

        @Option(help: "The merchant a key of role merchant is bound to.")
        var merchant: String?

        @Option(help: "The account a key of role consumer is bound to.")
        var account: String?

        @Option(help: "A pseudonym for the system that holds it, journalled with every command.")
        var name: String

        @Option(
            help: """
                A pseudonym for the person who holds it, journalled instead of the name: the same \
                one for all keys of a person. Only persons propose and approve.
                """)
        var person: String?

        @Option(help: "A right of the role it is narrowed to, such as place_holds; once for each.")
        var scope: [String] = []

        @Option(help: "After how long it ends by itself, such as 90d; without, never.")
        var expiresIn: String?

        @Flag(help: "Print a JSON object with the key and all that is kept of it.")
        var json = false

        func run() async throws {
            guard let role = Role(code: role) else {
                let known = Role.allCases.filter { $0 != .engine }.map(\.code)
                throw ValidationError("--role is one of \(known.joined(separator: ", "))")
            }
            let expiresAt = try Keys.end(after: expiresIn, option: "--expires-in")
            try Keys.reporting {
                let wish = KeyWish(
                    role: role, merchant: merchant, account: account, name: name, person: person,
                    scopes: scope.isEmpty ? nil : try Right.set(of: scope), expiresAt: expiresAt)
                Keys.tell(try KeyStore(directory: data.path).make(wish), json: json)
            }
        }
    }
}
