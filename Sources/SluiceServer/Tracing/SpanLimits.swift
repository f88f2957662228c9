/// Limits of tracing, each with its reason.
public enum SpanLimits {
    /// Spans that wait to be sent: some seconds of a busy server, two or three MiB. What is beyond is
    /// dropped and counted, for a request never waits for its trace.
    public static let waitingMax = 8_192
    /// Spans of one request to the collector: about half a MiB of JSON.
    public static let batchMax = 512
    /// How long a span waits for company.
    public static let pauseMs: Int64 = 1_000
    /// Bytes of a `tracestate` that is handed on, as W3C Trace Context asks for.
    public static let stateBytesMax = 512
    /// The longest one request to the collector takes; what it had is dropped then.
    public static let timeoutSeconds: Int64 = 10
}
