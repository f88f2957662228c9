import Logging
import SluiceCore
import SluiceEngine

/// What every line logged while a request is answered says of it.
public struct RequestScope: Sendable {
    @TaskLocal static var current: RequestScope?

    /// As the header X-Request-Id tells the caller.
    let id: String
    /// The caller's trace, or that of a request which is recorded here.
    let trace: TraceID

    init(id: String, _ place: TraceParent?) {
        self.id = id
        trace = place?.trace ?? .none
    }

    /// Adds `request_id` and `trace_id` to what is logged within a request.
    public static let metadata = Logger.MetadataProvider {
        guard let scope = current else { return [:] }
        var metadata: Logger.Metadata = ["request_id": .string(scope.id)]
        if !scope.trace.isNone { metadata["trace_id"] = .string(scope.trace.hexadecimal) }
        return metadata
    }
}
