import SluiceAPI
import SluiceCore

@testable import sluice

extension FuzzTarget {
    /// The mapping of events that comes inside the binary.
    static let shop: EventMapping = {
        guard let shop = try? EventMappingFile.load("shop") else {
            preconditionFailure("the shipped mapping is sound")
        }
        return shop
    }()

    /// A policy is the same after it is printed, as YAML and as JSON.
    func checkPolicy(_ bytes: [UInt8]) throws(FuzzFinding) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        let policy: Policy
        do throws(PolicyError) {
            policy = try PolicyFile.parse(text, of: "policy.yaml")
        } catch {
            try Self.check(error.line, of: bytes)
            return false
        }
        try FuzzFinding.unless(policy.isValid, "what is taken is a policy the ledger takes")
        let printed = PolicyFile.text(of: policy)
        try FuzzFinding.unless(
            (try? PolicyFile.parse(printed, of: "printed.yaml")) == policy,
            "a policy is read as it is printed")
        guard var reader = try? ObjectReader(body: Self.bytes { policy.write(to: &$0) }) else {
            throw FuzzFinding(promise: "a policy is written as an object of JSON")
        }
        try FuzzFinding.unless(
            (try? Policy(&reader)) == policy, "a policy is the same as YAML and as JSON")
        return true
    }

    /// A mapping has a policy that the ledger takes, and rules for facts.
    func checkMapping(_ bytes: [UInt8]) throws(FuzzFinding) -> Bool {
        let mapping = try Self.read(bytes) { text throws(MappingError) in
            try MappingFile.parse(text, of: "mapping.yaml")
        }
        guard let mapping else { return false }
        try FuzzFinding.unless(mapping.policy.isValid, "its policy is one the ledger takes")
        try FuzzFinding.unless(!mapping.facts.isEmpty, "a mapping has a rule for facts")
        return true
    }

    /// A mapping of events has a fact, and its events a source that is an identifier.
    func checkEventMapping(_ bytes: [UInt8]) throws(FuzzFinding) -> Bool {
        let mapping = try Self.read(bytes) { text throws(MappingError) in
            try EventMappingFile.parse(text, of: "events.yaml")
        }
        guard let mapping else { return false }
        try FuzzFinding.unless(
            mapping.facts.values.contains { $0 != .ignore }, "a mapping of events has a fact")
        try FuzzFinding.unless(
            FieldRules.identifierFault(mapping.source) == nil, "its source is an identifier")
        return true
    }

    /// A connector has limits that are allowed, headers that may be sent, and a URL no order gets out of.
    func checkConnector(_ bytes: [UInt8]) throws(FuzzFinding) -> Bool {
        let connector = try Self.read(bytes) { text throws(MappingError) in
            try ConnectorFile.parse(text, of: "connector.yaml") { _ in "secret" }
        }
        guard let connector else { return false }
        try FuzzFinding.unless(
            Connector.fault(in: connector.limits) == nil, "its limits are such as are allowed")
        let url = connector.url.url(of: "a/b?c")
        try FuzzFinding.unless(url.contains("a%2Fb%3Fc"), "the number of an order is encoded")
        try FuzzFinding.unless(
            ([connector.secret].compactMap { $0 } + connector.headers).allSatisfy { header in
                (header.name + header.value).utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
            }, "a header is a line of plain text")
        return true
    }

    /// What a text is read to; nil where it is refused, at a line it has.
    private static func read<Value>(
        _ bytes: [UInt8], _ parse: (String) throws(MappingError) -> Value
    ) throws(FuzzFinding) -> Value? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        do throws(MappingError) {
            return try parse(text)
        } catch {
            try check(error.line, of: bytes)
            return nil
        }
    }

    /// A fault stands on a line of the document, or on the one after it.
    private static func check(_ line: Int, of bytes: [UInt8]) throws(FuzzFinding) {
        let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 2
        try FuzzFinding.unless((0...lines).contains(line), "a fault is on a line of the document")
    }
}
