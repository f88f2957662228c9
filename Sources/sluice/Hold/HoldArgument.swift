import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore

/// Which hold is meant.
struct HoldArgument: ParsableArguments {
    @Argument(help: "The hold.")
    var hold: String

    @Option(help: "The merchant of the hold; a key that is bound to one may leave it out.")
    var merchant: String?

    func validate() throws {
        try IdentifierOption.check([("the hold", hold), ("--merchant", merchant)])
    }

    /// The path of the hold or of something below it.
    func path(_ below: String = "", _ query: [String] = []) -> String {
        let own = merchant.map { ["merchant=\(EngineDoor.part($0))"] } ?? []
        let query = own + query
        return "/v1/holds/\(EngineDoor.part(hold))\(below)"
            + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    /// Asks something of the hold, and says of one that is not there which may be meant.
    func asked<Answer>(
        _ door: EngineDoor, _ body: () async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await body()
        } catch let refusal as DoorRefusal
            where ["HOLD_NOT_FOUND", "merchant_required"].contains(refusal.code)
        {
            throw refusal.saying(await Nearest(door: door).hold(hold, of: merchant))
        }
    }
}

/// Names as options give them.
enum IdentifierOption {
    /// - Throws: a message naming the first that is no identifier.
    static func check(_ options: [(name: String, value: String?)]) throws {
        for (name, value) in options {
            if let value, let fault = FieldRules.identifierFault(value) {
                throw ValidationError("\(name): \(fault)")
            }
        }
    }
}

/// The id of a command, which makes it one however often it is sent.
struct IDOption: ParsableArguments {
    @Option(
        help: """
            The id of the command: sent again under the same id it does nothing twice. \
            (default: a random one)
            """)
    var id: String?

    func validate() throws { try IdentifierOption.check([("--id", id)]) }

    /// A random id says where it comes from.
    func value() -> String {
        id ?? "cli-" + UUID().uuidString.lowercased().filter { $0 != "-" }.prefix(20)
    }
}

/// An amount as a person writes it.
enum AmountOption {
    /// - Throws: a message if the text is no amount of the currency above zero.
    static func minor(_ text: String, of code: String, option: String = "--amount") throws -> Int64
    {
        guard let currency = Currency(code), let exponent = ISO4217.exponent(of: currency.code)
        else { throw ValidationError("\(code) is no currency") }
        do {
            return try DecimalText.minor(text, exponent: exponent)
        } catch {
            throw ValidationError("\(option) \(text) is no amount of \(code), such as 300.00")
        }
    }
}
