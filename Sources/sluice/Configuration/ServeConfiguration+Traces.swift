import AsyncHTTPClient
import Logging
import SluiceClient
import SluiceServer

extension ServeConfiguration {
    /// Records requests where a collector is named.
    func tracer() -> SpanTracer? {
        given(.otlpEndpoint).map { _ in SpanTracer(share: decimal(.traceSample)) }
    }

    func exporter(of tracer: SpanTracer, http: HTTPClient, logger: Logger) -> SpanExporter {
        let client = SpanClient(
            http: http, url: given(.otlpEndpoint) ?? "", headers: otlpHeaders ?? [],
            timeoutSeconds: SpanLimits.timeoutSeconds)
        let resource = OTLPResource(
            version: sluiceVersion,
            instance: String(UInt64.random(in: .min ... .max), radix: 16))
        return SpanExporter(tracer, resource: resource, logger: logger) {
            await client.send($0)
        }
    }

    /// `name=value,name=value`, as OpenTelemetry writes them; nil if it is not that.
    var otlpHeaders: [(name: String, value: String)]? {
        var headers: [(name: String, value: String)] = []
        for pair in (given(.otlpHeaders) ?? "").split(separator: ",") {
            let parts = pair.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].filter { $0 != " " }
            guard parts.count == 2, !name.isEmpty,
                pair.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), !name.contains(":")
            else { return nil }
            headers.append((name, String(parts[1])))
        }
        return headers
    }
}
