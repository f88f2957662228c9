import SluiceAPI
import SluiceCore
import Synchronization

/// What `sluice demo` puts beside the pages: a way in without a key, and switches that make trouble.
/// Nothing else has one.
public struct DemoStage: Sendable {
    /// What can be made to go wrong.
    public enum Trouble: String, CaseIterable, Sendable {
        /// Twenty times as many purchases.
        case peak
        /// Nothing a merchant says arrives, and its endpoint does not answer.
        case outage
        /// A merchant neither ships nor cancels, and says so to nobody.
        case silence
    }

    /// How the market stands.
    public struct Standing: Sendable {
        public var troubles: Set<Trouble> = []
        public var placed = 0
        public var declined = 0
        /// Words of merchants that the engine took, and those that wait for a dead feed.
        public var told = 0
        public var heldBack = 0
        /// The newest order of a lock, as support looks for it; nil before the first.
        public var newest: String?

        public init() {}
    }

    public let pass: EntryPass
    /// The merchants that an outage and a silence are of.
    public let outageOf: String
    public let silenceOf: String
    /// The path of a consumer's page.
    public let consumer: String
    public let standing: @Sendable () -> Standing
    public let turn: @Sendable (Trouble, Bool) -> Void

    public init(
        pass: EntryPass, outageOf: String, silenceOf: String, consumer: String,
        standing: @escaping @Sendable () -> Standing,
        turn: @escaping @Sendable (Trouble, Bool) -> Void
    ) {
        self.pass = pass
        self.outageOf = outageOf
        self.silenceOf = silenceOf
        self.consumer = consumer
        self.standing = standing
        self.turn = turn
    }
}

/// A way in that is good once, and for ten minutes.
///
/// In memory alone; safe to use from any thread.
public final class EntryPass: Sendable {
    static let spanSeconds: Int64 = 600

    /// 64 hexadecimal digits, known to whom they were told.
    public let text: String
    private let credential: Mutex<String?>
    private let endsAt: ContinuousClock.Instant

    /// - Parameter credential: the key of whom it lets in.
    public init(to credential: String, from now: ContinuousClock.Instant = .now) {
        text = SessionTable.random()
        self.credential = Mutex(credential)
        endsAt = now + .seconds(Self.spanSeconds)
    }

    /// Where it is spent.
    public var path: String { "/console/enter?pass=" + text }

    /// The key, the first time it is asked for with the right text; nil ever after.
    func spend(_ given: String, at now: ContinuousClock.Instant = .now) -> String? {
        guard Secret.isSame(given, text), now < endsAt else { return nil }
        return credential.withLock { credential in
            defer { credential = nil }
            return credential
        }
    }
}
