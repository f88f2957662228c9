import HTTPTypes
import Hummingbird
import SluiceCore
import SluiceEngine
import Tracing

extension SpanTracer {
    /// Answers a request within a span of its own, by OpenTelemetry's conventions for HTTP. Paths and
    /// queries are left out: they have ids in them.
    func serving(
        _ request: Request, in context: InstrumentationContext,
        _ answer: (RecordedSpan) async -> Response
    ) async -> Response {
        await withSpan(request.method.rawValue, context: context, ofKind: .server) { span in
            span.attributes["http.request.method"] = request.method.rawValue
            span.attributes["url.scheme"] = request.head.scheme ?? "http"
            let response = await Engine.$watcher.withValue(stages(under: span.context)) {
                await answer(span)
            }
            span.finish(status: response.status.code, isError: response.status.code >= 500)
            return response
        }
    }

    /// Sends a request to somebody else within a span of its own, with the headers that say so.
    /// - Parameter send: is handed the headers, and the id of the trace.
    func asking<Answer: Sendable>(
        _ method: String, _ host: String, status: (Answer) -> Int?, isFailure: (Answer) -> Bool,
        send: (_ headers: [(name: String, value: String)], _ trace: TraceID) async -> Answer
    ) async -> Answer {
        guard let context = context(under: nil) else { return await send([], .none) }
        return await withSpan(method, context: context, ofKind: .client) { span in
            span.attributes["http.request.method"] = method
            span.attributes["server.address"] = host
            var headers: [(name: String, value: String)] = []
            inject(span.context, into: &headers, using: HeaderInjector())
            let answer = await send(headers, span.place.trace)
            span.finish(status: status(answer), isError: isFailure(answer))
            return answer
        }
    }
}

extension RecordedSpan {
    /// The route that answers: it names the span.
    func found(_ route: Route) {
        operationName = "\(route.method.rawValue) \(route.path)"
        attributes["http.route"] = route.path
    }

    fileprivate func finish(status: Int?, isError: Bool) {
        if let status { attributes["http.response.status_code"] = status }
        guard isError else { return }
        attributes["error.type"] = status.map(String.init) ?? "_OTHER"
        setStatus(SpanStatus(code: .error))
    }
}
