import CDocuments
import SluiceAPI

/// The types of events and webhooks with their schemas and examples, as `/v1/event-types` tells them.
enum EventCatalogue {
    /// By language, for each is the same for all and made once.
    private static let pages = Dictionary(
        uniqueKeysWithValues: Language.allCases.map { ($0, page(in: $0)) })

    static func page(_ language: Language) -> [UInt8] { pages[language] ?? [] }

    private static func page(in language: Language) -> [UInt8] {
        // Both are made with the program, and held to it by tests.
        guard let schemas = try? EventSchemas(json: event_schemas_json().array),
            case .object(let examples)? = try? JSONReader.read(event_examples_json().array)
        else { preconditionFailure("the resources of the catalogue are no JSON") }
        var writer = JSONWriter(capacity: 1 << 18)
        writer.object { writer in
            writer.name("types")
            writer.array { writer in
                for entry in EventEntry.all {
                    let example = examples.first { $0.name == entry.name }?.value
                    writer.entry(entry, schemas.schema(of: entry), example, in: language)
                }
            }
        }
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func entry(
        _ entry: EventEntry, _ schema: JSONValue, _ example: JSONValue?, in language: Language
    ) {
        object { writer in
            writer.member("name", entry.name)
            writer.member("form", entry.form.code)
            writer.name("audiences")
            writer.array { writer in
                for audience in entry.audiences { writer.string(audience.rawValue) }
            }
            writer.member("since", entry.since)
            writer.member("description", entry.meaning.text(in: language))
            writer.name("schema")
            writer.value(schema)
            if let example {
                writer.name("example")
                writer.value(example)
            }
        }
    }
}
