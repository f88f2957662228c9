import SluiceAPI
import SluiceCore
import SluiceEngine

/// What the door can be told at start.
public struct ServerOptions: Sendable {
    public var host = "127.0.0.1"
    /// 0 takes any free port.
    public var port = 8080
    /// Whether `/bench/echo` is there, the yardstick of `sluice bench http`.
    public var servesEcho = false
    /// Tells the business date of a command.
    public var clock = WallClock.system
    /// How long the board rests between two counts, at least.
    public var boardPauseMs = 5_000
    /// Tells how old the signature of a webhook is.
    public var webhookClock = WallClock.system
    /// How many times as long as a count took it rests, where that is longer.
    public var boardRestFactor = 19
    /// What reconciliations found.
    public var breaks = Breaks.none

    /// How consumers confirm in the lender's app; nil where they are not asked.
    public var stepUp: StepUp?

    public init() {}
}

/// Limits of the server, each with its reason. Those of bodies and fields are `APILimits`.
enum ServerLimits {
    /// Streams of events open at once: each holds a connection and a page of events.
    static let streamsMax = 1_000
    /// A stream that has nothing to tell says so, so that a connection cut in between is noticed.
    static let streamHeartbeatSeconds = 15
    /// How often streams look at their deadlines and whether the server is stopping.
    static let streamTickSeconds = 1
    /// The longest a stream that ends by itself waits for more.
    static let streamWaitSecondsMax: Int64 = 60
    /// Events of one request for a bounded stream.
    static let streamEventsMax: Int64 = 10_000
    /// Bytes written to a stream at once.
    static let streamChunkBytes = 64 << 10
    /// Items of a page of a list.
    static let pageItemsMax: Int64 = 1_000
    static let pageItemsDefault: Int64 = 100
    /// Bytes of a request target: paths have two ids of 64 bytes, percent-encoded at worst.
    static let targetBytesMax = 4_096
    /// Bytes of a caller's request id that is repeated to it.
    static let requestIDBytesMax = 64
    /// When to come back after a refusal for load.
    static let retryAfterSeconds = 1
    /// When to come back after parking was full: facts wait for orders, which takes a while.
    static let parkingRetryAfterSeconds = 30
    /// When to come back after a refusal for capacity: it takes holds that end, or an operator.
    static let capacityRetryAfterSeconds = 60
    /// How old the knowledge of the key file may be.
    static let keysCheckSeconds = 1
    /// How far the time of a webhook may be off, by Standard Webhooks: what is sent again later is
    /// signed again.
    static let webhookToleranceSeconds: Int64 = 300
    /// Secrets of a merchant in force at once: the old and the new one of a rotation.
    static let webhookSecretsMax = 2
    /// Signatures of a webhook that are looked at: a sender has one a secret.
    static let webhookSignaturesMax = 8
    /// Webhooks of a merchant at once, with their bodies in memory: more come when these are
    /// answered.
    static let webhooksInFlightMax = 8
    /// How often it is looked for what is to be told because its time has come.
    static let messageTickSeconds = 1
    /// How long after its time it is told: what was being made durable then is in the journal by now.
    static let messageDelayNs: Int64 = 10 * Span.secondNs
}
