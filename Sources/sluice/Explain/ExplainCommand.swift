import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceServer

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Tell why a hold is as it is, whose step is next, and what its time was spent on.",
        discussion: """
            With --key it asks a running engine over HTTP; without, it opens a stopped data directory. \
            Exit codes: 0 told, 1 there is no such hold or nobody answers, 75 the directory is in use.
            """)

    @Argument(help: "The hold.")
    var hold: String

    @Option(help: "The merchant of the hold; a key that is bound to one may leave it out.")
    var merchant: String?

    @Option(help: "An API key, or - to read it from standard input: ask over HTTP.")
    var key: String?

    @Option(help: "The address of the engine.")
    var address = "http://127.0.0.1:8080"

    @OptionGroup var data: DataOption

    @Option(
        help:
            "Whom it is told: consumer, merchant or staff. (default: whom the key is for, or staff)"
    )
    var audience: String?

    @Option(help: "The language of the sentences: en or zh.")
    var lang = "en"

    @Flag(help: "Print the document as JSON.")
    var json = false

    func validate() throws {
        guard Language(rawValue: lang) != nil else { throw ValidationError("--lang is en or zh") }
        if let audience, Audience(rawValue: audience) == nil {
            throw ValidationError("--audience is consumer, merchant or staff")
        }
        for (name, text) in [("the hold", hold), ("--merchant", merchant ?? hold)] {
            if let fault = FieldRules.identifierFault(text) {
                throw ValidationError("\(name): \(fault)")
            }
        }
        if key == nil, merchant == nil {
            throw ValidationError("name the merchant of the hold with --merchant")
        }
    }

    func run() async throws {
        if let key {
            try await EngineDoor.with(address, key: key, language: lang) { engine in
                tell(try await engine.get(path))
            }
        } else {
            try data.requireJournal()
            try await DataDirectory.reporting { tell(try await fromDirectory()) }
        }
    }

    private var path: String {
        var path = "/v1/holds/\(EngineDoor.part(hold))/explanation?lang=\(lang)"
        if let merchant { path += "&merchant=\(EngineDoor.part(merchant))" }
        if let audience { path += "&audience=\(audience)" }
        return path
    }

    private func fromDirectory() async throws -> JSONValue {
        let opened = try DataDirectory.open(
            data.path,
            birth: Birth(
                journal: CreateJournal(mode: .live, lender: Import.lender, zone: "UTC"),
                policy: .standard))
        let key = KeyDerivation.hold(
            merchant: KeyDerivation.merchant(merchant ?? ""), name: hold)
        let reader = ExplanationReader(
            engine: opened.engine, views: opened.views, clock: .system)
        let asked: ExplanationReader.Known?
        do {
            asked = try await reader.known(key)
        } catch {
            opened.engine.stop()
            throw error
        }
        // What was due is done now, and the views follow until the engine stops.
        opened.engine.stop()
        guard let known = asked,
            let found = try reader.find(key, known)
        else {
            Terminal.error("merchant \(merchant ?? "") has no hold \(hold)")
            throw ExitCode(1)
        }
        let audience = audience.flatMap(Audience.init(rawValue:)) ?? .staff
        var writer = JSONWriter(for: audience)
        Explanation(found.source, for: audience).write(
            to: &writer, in: Language(rawValue: lang) ?? .english, clock: opened.engine.localClock)
        return try JSONReader.read(writer.bytes)
    }

    private func tell(_ document: JSONValue) {
        Terminal.out(json ? document.bytes : Array(ExplanationText(document).text.utf8))
    }
}
