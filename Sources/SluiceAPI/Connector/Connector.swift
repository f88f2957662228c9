import SluiceCore

/// How one merchant is asked for its orders: where, as whom, how fast, and what its answer means.
public struct Connector: Sendable {
    public struct Header: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What the merchant's endpoint takes.
    public struct Limits: Hashable, Sendable {
        public var perSecond: Int
        public var atOnce: Int
        public var timeoutNs: Int64

        public init(
            perSecond: Int = 10, atOnce: Int = 4, timeoutNs: Int64 = 5 * Span.secondNs
        ) {
            self.perSecond = perSecond
            self.atOnce = atOnce
            self.timeoutNs = timeoutNs
        }
    }

    /// 1…32 of the characters a-z 0-9 _ . -
    public var name: String
    /// Raised with each change, at least 1.
    public var version: Int64
    /// Whose orders they are.
    public var merchant: String
    public var url: OrderURL
    public var headers: [Header]
    /// The header that says who asks; never shown.
    public var secret: Header?
    public var limits: Limits
    /// nil: nobody can say how long an order waits at most.
    public var expected: Expected?
    public var view: OrderViewMapping
    /// The status by which it says that it does not know the order.
    public var unknownStatus: Int

    public init(
        name: String, version: Int64, merchant: String, url: OrderURL, headers: [Header] = [],
        secret: Header? = nil, limits: Limits = Limits(), expected: Expected? = nil,
        view: OrderViewMapping, unknownStatus: Int = 404
    ) {
        self.name = name
        self.version = version
        self.merchant = merchant
        self.url = url
        self.headers = headers
        self.secret = secret
        self.limits = limits
        self.expected = expected
        self.view = view
        self.unknownStatus = unknownStatus
    }

    /// What is wrong with limits; nil if they are as they may be.
    public static func fault(in limits: Limits) -> (key: String, message: String)? {
        if !(1...1_000).contains(limits.perSecond) {
            return ("per_second", "is a whole number from 1 to 1000")
        }
        if !(1...64).contains(limits.atOnce) {
            return ("at_once", "is a whole number from 1 to 64")
        }
        if !(Span.millisecondNs...Span.minuteNs).contains(limits.timeoutNs) {
            return ("timeout", "is a span of at most 1m")
        }
        return nil
    }
}

extension Connector: Equatable {
    /// Whether all but the secret is the same: secrets are changed without a new version.
    public static func == (left: Connector, right: Connector) -> Bool {
        left.name == right.name && left.version == right.version
            && left.merchant == right.merchant && left.url == right.url
            && left.headers == right.headers && left.secret?.name == right.secret?.name
            && left.limits == right.limits && left.expected == right.expected
            && left.view == right.view && left.unknownStatus == right.unknownStatus
    }
}
