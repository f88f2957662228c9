import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// Lists in the order of deadlines.
extension Door {
    /// Where a page of such a list begins, and how long it is.
    func duePage(_ call: Call) throws(Problem) -> (position: DuePosition?, limit: Int) {
        var position: DuePosition?
        if let text = call.query["cursor"] {
            position = DuePosition(text)
            guard position != nil else {
                throw Query.fault(
                    .invalidField, "cursor", "A cursor is the `next` of the page before.")
            }
        }
        let limit = try call.query.integer("limit", in: 1...ServerLimits.pageItemsMax)
        return (position, Int(limit ?? ServerLimits.pageItemsDefault))
    }

    func list<Item>(
        _ name: String, _ viewed: Viewed<DuePage<Item>>,
        _ write: (Item, inout JSONWriter) -> Void
    ) -> Response {
        .json(
            sequence: viewed.sequence, isStale: engine.status.snapshot.stalled != nil
        ) { writer in
            writer.object { writer in
                writer.name(name)
                writer.array { writer in
                    for item in viewed.value.items { write(item, &writer) }
                }
                if let next = viewed.value.next { writer.member("next", next.text) }
            }
        }
    }
}

extension DuePosition {
    /// The position of a text made by `text`, nil for any other.
    fileprivate init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let due = OpaqueSequence.decode(parts[0]),
            let sequence = OpaqueSequence.decode(parts[1]), due <= UInt64(Int64.max),
            sequence <= UInt64(Int64.max)
        else { return nil }
        self.init(dueAt: Instant(ns: Int64(due)), sequence: sequence)
    }

    fileprivate var text: String {
        OpaqueSequence.encode(UInt64(max(0, dueAt.ns))) + "." + OpaqueSequence.encode(sequence)
    }
}
