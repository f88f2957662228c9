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
    /// Who stands in front of the door and tells where requests come from.
    public var proxies = Proxies([])
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

    /// The version of the binary, as metrics tell it.
    public var version = "unknown"

    /// Records what requests are made of; nil: nothing is.
    public var tracer: SpanTracer?

    /// Takes tokens of the lender's own sign-in; nil where none are.
    public var tokens: AccessTokens?

    /// Whether a proxy in front speaks TLS with browsers: cookies are for it alone then.
    public var hasSecureCookies = false

    /// The sites that may show the consumer's pages in a frame.
    public var embedOrigins: [EmbedOrigin] = []

    /// How consumers confirm in the lender's app; nil where they are not asked.
    public var stepUp: StepUp?

    /// Whether merchants' keys place and increment without a consent of the consumer.
    public var trustsMerchants = false
    /// How much may come.
    public var rates = RateLimits()
    /// Tells how time passes for them.
    public var rateClock = RateClock.system
    /// How many connections may be open.
    public var connections = ConnectionOptions()
    /// What TLS is spoken with; nil where it is not.
    public var certificate: ServerCertificate?
    /// What a demonstration has beside the pages; nil for every other server.
    public var demo: DemoStage?
    /// Set when the server is told to end, before it stops listening.
    public var stopping = StopFlag()

    public init() {}

    /// How consents of consumers are verified; nil where they cannot be.
    var consents: Consents? { tokens.map { Consents(keys: $0.keys, issuer: $0.issuer) } }
}

/// Limits of the server, each with its reason. Those of bodies and fields are `APILimits`.
enum ServerLimits {
    /// Streams of events open at once: each holds a connection and a page of events.
    static let streamsMax = 1_000
    /// A stream that has nothing to tell says so, so that a connection cut in between is noticed.
    static let streamHeartbeatSeconds = 15
    /// How often streams look at their deadlines and whether the server is stopping.
    static let streamTickSeconds = 1
    /// How long the next batches gather once some were handed to streams, which are woken together then.
    static let streamGatherMs = 5
    /// The longest a stream that ends by itself waits for more.
    static let streamWaitSecondsMax: Int64 = 60
    /// Events of one request for a bounded stream.
    static let streamEventsMax: Int64 = 10_000
    /// Batches handed to a stream of an account or hold that it has not shown yet; of a slow one no more
    /// is kept in memory, and it reads the journal.
    static let streamBatchesMax = 16
    /// Bytes written to a stream at once.
    static let streamChunkBytes = 64 << 10
    /// Items of a page of a list.
    static let pageItemsMax: Int64 = 1_000
    static let pageItemsDefault: Int64 = 100
    /// How long a read waits for what follows the journal to know of the event the caller names: such a
    /// follower is 25 ms behind under load, and a client's patience is longer than this.
    static let readWaitMs = 2_000
    /// How often it looks meanwhile.
    static let readLookMs = 5
    /// Items of an export that are in memory at once.
    static let exportPageItems = 200
    /// How often a page of an export is asked for again while the server sheds lists, once a second.
    static let exportTriesMax = 60
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
    /// How long a key that ended is remembered: lists show whose it was.
    static let keysKeepDays: Int64 = 400
    /// How long a key and the one that takes its place are both good, at most.
    static let keyOverlapDaysMax: Int64 = 30
    /// How often it is written down when keys were used last.
    static let keyUsesKeepSeconds = 60
    /// Wrong credentials of one address within a minute, after which it is not listened to until the
    /// minute is over: a person mistypes one, and nobody guesses one of 2^160 with them.
    static let guessesMax = 30
    /// Addresses whose failures are counted at once, some 300 KiB; one more makes the oldest forgotten.
    static let guessersMax = 4_096
    /// Lines of the log about guesses within a minute.
    static let guessLinesMax = 10
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
    /// Bytes of a file of keys that tokens are verified with, and keys in it: a sign-in has one in use
    /// and one or two on their way in and out.
    static let tokenFileBytesMax = 256 << 10
    static let tokenKeysMax = 32
    /// Bytes of a token: it travels with every request.
    static let tokenBytesMax = 8 << 10
    /// Bytes of a name within a token that is kept nowhere: issuers and audiences are addresses.
    static let tokenNameBytesMax = 512
    /// Audiences of one token.
    static let tokenAudiencesMax = 16
    /// Bytes of the scopes of a token: the names of all rights.
    static let tokenScopeBytesMax = 4 << 10
    /// How long a token may be good for: it cannot be taken back.
    static let accessTokenSecondsMax: Int64 = 3_600
    /// How far the clock of who signs may differ from ours.
    static let tokenSkewSeconds: Int64 = 60
    /// The last second a token may speak of: times are 64 bits of nanoseconds.
    static let tokenTimeSecondsMax: Int64 = 8 << 30
    /// How often it is looked for what is to be told because its time has come.
    static let messageTickSeconds = 1
    /// Records of the access trail that wait to be written: some 4 MiB; beyond it they are counted and
    /// lost.
    static let accessBufferMax = 10_000
    /// How long they wait; what a machine that stops may lose.
    static let accessPauseMs = 500
    /// Bytes after which the trail goes on in another file.
    static let accessFileBytesMax = 16 << 20
    /// Files of the trail: 1 GiB in all, the oldest go first.
    static let accessFilesMax = 64
    /// Days the trail is kept.
    static let accessKeepDays = 90
    /// Unauthenticated requests a minute that the trail keeps: nobody without a key fills the disk.
    static let accessStrangersPerMinute = 100
    /// The longest life of a consent: a checkout, not a standing order.
    static let consentSecondsMax: Int64 = 3_600
    /// How long after its time it is told: what was being made durable then is in the journal by now.
    static let messageDelayNs: Int64 = 10 * Span.secondNs
}
