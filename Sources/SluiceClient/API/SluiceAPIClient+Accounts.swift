/// Accounts: a line of credit each.
extension SluiceAPIClient {
    /// Opens an account. Amounts are in minor units.
    /// - Throws: `SluiceError`; 409 `ID_CONFLICT` where the id has another limit or currency.
    public func openAccount(
        _ id: String, currency: String, limit: Int64
    ) async throws -> Answer<Account> {
        try await send(.openAccount, body: OpenAccount(id: id, currency: currency, limit: limit))
    }

    /// As of now, never behind.
    public func account(_ id: String) async throws -> Answer<Account> {
        try await get(.getAccount, [id])
    }

    /// In the order of opening.
    public func accounts(
        _ filter: AccountsFilter = AccountsFilter(), minSequence: String? = nil,
        pageSize: Int = 100
    ) -> Pages<Account> {
        Pages(
            client: self, operation: .listAccounts, query: filter.query,
            minSequence: minSequence, size: pageSize)
    }

    /// Sets the fixed limit, or with `until` a temporary one.
    /// - Parameter reason: `LIMIT_GRANTED`, `LIMIT_REVIEW` or `LIMIT_REQUESTED`.
    public func setLimit(
        of account: String, id: String, limit: Int64, until: Timestamp? = nil,
        scenario: String? = nil, reason: String
    ) async throws -> Answer<AccountOperated> {
        try await send(
            .setLimit, [account],
            body: SetLimit(id: id, limit: limit, until: until, scenario: scenario, reason: reason))
    }

    public func recordRepayment(
        on account: String, id: String, principal: Int64
    ) async throws -> Answer<AccountOperated> {
        try await send(
            .recordRepayment, [account], body: Repayment(id: id, principal: principal))
    }
}

/// Which accounts a list shows; all that is named must hold.
public struct AccountsFilter: Sendable {
    public var currency: String?
    public var isRestricted: Bool?
    public var isOverlimit: Bool?

    public init(
        currency: String? = nil, isRestricted: Bool? = nil, isOverlimit: Bool? = nil
    ) {
        self.currency = currency
        self.isRestricted = isRestricted
        self.isOverlimit = isOverlimit
    }

    var query: [(String, String?)] {
        [
            ("currency", currency), ("restricted", isRestricted.map { "\($0)" }),
            ("overlimit", isOverlimit.map { "\($0)" }),
        ]
    }
}
