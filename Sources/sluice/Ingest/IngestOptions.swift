import ArgumentParser
import AsyncHTTPClient
import SluiceAPI
import SluiceClient

/// What every way of telling a running engine the events of a merchant is given.
struct IngestOptions: ParsableArguments {
    @Option(help: "The mapping of the merchant's events: a file, or a shipped name.")
    var mapping: String

    @Option(
        help: ArgumentHelp(
            "The address of the engine. (default: SLUICE_URL, or \(AskedEngine.defaultURL))",
            valueName: "url"))
    var url: String?

    @Option(
        help: """
            An API key that may record order events, or - to read it from standard input; SLUICE_KEY \
            keeps it out of the list of processes.
            """)
    var key: String?

    /// Hands over the mapping and a client, which ends with `body`.
    /// - Parameter what: what an event comes in, for a mapping that names no id of its own.
    /// - Throws: `MappingError`, `IngestError`, or what `body` throws.
    func run(
        for what: String, _ body: (EventMapping, OrderEventClient) async throws -> Void
    ) async throws {
        let mapping = try EventMappingFile.load(mapping)
        guard mapping.id != nil else {
            throw IngestError(
                description: "the mapping names no `fields.id`: a \(what) has no webhook-id")
        }
        guard let given = AskedEngine.key(key) else {
            throw ValidationError("put a key into SLUICE_KEY, or say --key -")
        }
        let url = try AskedEngine.url(url) ?? AskedEngine.defaultURL
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            try await body(mapping, OrderEventClient(http: http, address: url, key: given))
            try await http.shutdown()
        } catch {
            try? await http.shutdown()
            throw error
        }
    }
}
