import SluiceCore

extension Connector {
    /// What is expected to be asked for, and of the endpoint: from it follows how long an order waits
    /// at most.
    public struct Expected: Hashable, Sendable {
        /// What one class may bring.
        public struct Load: Hashable, Sendable {
            /// Orders that may come at once.
            public var burst: Int
            /// Orders that may come beside them, an hour.
            public var sustainedPerHour: Int

            public init(burst: Int, sustainedPerHour: Int) {
                self.burst = burst
                self.sustainedPerHour = sustainedPerHour
            }
        }

        /// The most of a burst: with what else may wait then, all classes have room in memory.
        public static let burstMax = 2_000

        /// What an answer takes at most, until it is recorded; no more than the timeout.
        public var answerNs: Int64
        /// In the order of `PullClass.allCases`.
        public var loads: [Load]

        public init(answerNs: Int64, loads: [Load]) {
            precondition(loads.count == PullClass.allCases.count, "a load for each class")
            self.answerNs = answerNs
            self.loads = loads
        }

        public func load(of urgency: PullClass) -> Load { loads[urgency.rawValue] }
    }
}
