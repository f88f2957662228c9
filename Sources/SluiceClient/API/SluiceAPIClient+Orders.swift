/// Orders, and what waits for somebody.
extension SluiceAPIClient {
    /// Tells what happened to orders, as CloudEvents of type `sluice.order.<fact>`.
    ///
    /// Limits: 1 to 10,000 events and 1 MiB a call.
    /// - Returns: a result each, in their order: `applied`, `duplicate`, `parked` or `refused`.
    public func recordOrderEvents(
        _ events: [OrderEvent]
    ) async throws -> Answer<OrderEventResults> {
        try await send(
            .recordOrderEvents, type: "application/cloudevents-batch+json", body: events)
    }

    /// An order with its facts and holds, never behind.
    public func order(_ number: String, merchant: String) async throws -> Answer<Order> {
        try await get(.getOrder, [merchant, number])
    }

    /// Reviews that are open, the nearest deadline first as it was when the list was begun.
    public func reviews(
        kind: String? = nil, merchant: String? = nil, minSequence: String? = nil,
        pageSize: Int = 100
    ) -> Pages<Review> {
        Pages(
            client: self, operation: .listReviews,
            query: [("kind", kind), ("merchant", merchant)], minSequence: minSequence,
            size: pageSize)
    }

    /// Returns that are open, in the same order.
    public func returns(
        merchant: String? = nil, stage: String? = nil, minSequence: String? = nil,
        pageSize: Int = 100
    ) -> Pages<Return> {
        Pages(
            client: self, operation: .listReturns,
            query: [("merchant", merchant), ("stage", stage)], minSequence: minSequence,
            size: pageSize)
    }

    /// What the audience of the key is told, oldest first.
    public func messages(
        account: String? = nil, merchant: String? = nil, hasSuppressed: Bool? = nil,
        minSequence: String? = nil, pageSize: Int = 100
    ) -> Pages<Message> {
        Pages(
            client: self, operation: .listMessages,
            query: [
                ("account", account), ("merchant", merchant),
                ("suppressed", hasSuppressed.map { "\($0)" }),
            ], minSequence: minSequence, size: pageSize)
    }

    /// Notes that a message was read; the first time counts.
    public func readMessage(_ id: String) async throws -> Answer<Message> {
        try await send(.readMessage, [id])
    }
}
