import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization

/// Why a set of mappings cannot be used.
public struct EventMappingsError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}

/// The mappings of a running server, one a merchant; replaced all together or not at all.
///
/// Safe to use from any thread.
public final class EventMappings: Sendable {
    private struct State {
        var mappings: [EventMapping] = []
        var places: [MerchantKey: Int] = [:]
        var failures = 0
    }

    private let read: @Sendable () throws -> [EventMapping]
    private let state = Mutex(State())

    /// - Parameter read: reads all mappings from where they are kept.
    /// - Throws: what `read` throws, and `EventMappingsError`.
    public init(_ read: @escaping @Sendable () throws -> [EventMapping] = { [] }) throws {
        self.read = read
        try reload()
    }

    /// All mappings, by name.
    public var all: [EventMapping] { state.withLock { $0.mappings } }

    /// How often reading them again has failed.
    var failures: Int { state.withLock { $0.failures } }

    /// The mapping of a merchant's events; nil if there is none.
    func mapping(of merchant: MerchantKey) -> EventMapping? {
        state.withLock { state in state.places[merchant].map { state.mappings[$0] } }
    }

    /// Reads the mappings again; if one is wrong, all stay as they were.
    /// - Throws: what reading throws, and `EventMappingsError`.
    public func reload() throws {
        do {
            let mappings = try read().sorted { $0.name < $1.name }
            var places: [MerchantKey: Int] = [:]
            for (index, mapping) in mappings.enumerated() {
                let key = KeyDerivation.merchant(mapping.merchant)
                if let other = places.updateValue(index, forKey: key) {
                    throw EventMappingsError(
                        "mappings `\(mappings[other].name)` and `\(mapping.name)` "
                            + "are of one merchant")
                }
            }
            try state.withLock { state in
                try Self.check(mappings, against: state.mappings)
                state.mappings = mappings
                state.places = places
            }
        } catch {
            state.withLock { $0.failures += 1 }
            throw error
        }
    }

    /// A change that has no number of its own cannot be told from the one before in any report.
    private static func check(
        _ mappings: [EventMapping], against old: [EventMapping]
    ) throws(EventMappingsError) {
        for mapping in mappings {
            guard let before = old.first(where: { $0.name == mapping.name }), before != mapping,
                mapping.version <= before.version
            else { continue }
            throw EventMappingsError(
                "mapping `\(mapping.name)` has changed: its version must be above "
                    + "\(before.version)")
        }
    }
}
