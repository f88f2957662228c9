import Dispatch
import SluiceEngine
import Tracing

extension Door {
    /// Asks the views on a thread that may wait for the disk.
    func view<Value: Sendable>(
        _ body: @escaping @Sendable (any Views) throws -> Value
    ) async throws -> Value {
        let views = views
        guard let tracer = options.tracer, InstrumentationContext.current?.place != nil else {
            return try await offThread { try body(views) }
        }
        return try await tracer.withSpan("sluice.view") { _ in
            try await offThread { try body(views) }
        }
    }

    /// Asks the views for a list, which is the first thing refused under load.
    func browse<Value: Sendable>(
        _ body: @escaping @Sendable (any Views) throws -> Value
    ) async throws -> Value {
        try engine.admit(.background)
        return try await view(body)
    }

    /// Does something that waits for the disk where no event loop is held up.
    func offThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Door.readers.async { continuation.resume(with: Result { try body() }) }
        }
    }

    static let readers = DispatchQueue(
        label: "sluice.views", attributes: .concurrent)
}
