/// Every limit of a folder that is followed, each with its reason.
enum IngestLimits {
    /// 500 events a request: a small part of a batch, so that checkouts beside it do not wait.
    static let eventsPerRequestMax = 500
    /// 512 KiB a request, as estimated: half of what a body may have.
    static let requestBytesMax = 512 << 10
    /// 2 seconds a file must have been left alone: who writes for longer renames.
    static let quietSeconds = 2
    /// 10 times the same is sent before its file is left for the next round.
    static let triesMax = 10
    /// 10,000 events of a file that are refused for now, as many as a merchant's parking has by
    /// default: what follows would be refused too.
    static let laterEventsMax = 10_000
    /// 30 seconds until a full parking is tried again, as the server says of a lone event.
    static let parkedRetrySeconds = 30
    /// 30 seconds are the longest until a server that does not answer is tried again.
    static let silentRetrySecondsMax = 30
    /// 1 second between two looks at the folder.
    static let lookSeconds = 1
}
