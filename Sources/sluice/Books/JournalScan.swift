import SluiceAPI
import SluiceCore
import SluiceEngine

/// An event as the books see it: with the day it is booked on and what it concerns.
struct BookedEvent {
    let sequence: UInt64
    let time: Instant
    /// The business date of its command, or the first open day after it if that was closed.
    let date: BusinessDate
    let event: Event
    /// `.none` for what concerns no hold.
    let merchant: MerchantKey
    /// Empty where there is no merchant.
    let merchantName: String
    let order: OrderKey
    /// nil for what concerns neither hold nor account.
    let currency: Currency?
}

/// Reads a journal event by event, from its first row, and keeps of it only whose each hold is.
///
/// Independent of the ledger: nothing is replayed. Memory: about 100 bytes a hold and 40 an account.
struct JournalScan {
    /// Where holds of a journal belong.
    private struct Place {
        var merchant: MerchantKey
        var order: OrderKey
        var currency: Currency
    }

    /// The zone of business dates; empty before the first row.
    private(set) var zone = ""
    /// The newest closed day.
    private(set) var closedThrough: BusinessDate?
    private(set) var merchants: [MerchantKey: String] = [:]
    /// The numbers of the orders of `merchantsOfOrders`.
    private(set) var orders: [OrderKey: String] = [:]

    private let merchantsOfOrders: Set<MerchantKey>
    private var holds: [HoldKey: Place] = [:]
    private var accounts: [AccountKey: Currency] = [:]
    private var row: UInt64 = 0
    private var hash = RowHash.zero
    private var sequence: UInt64 = 0

    private static let pageBytesMax = 4 << 20

    /// - Parameter merchants: whose orders are named.
    init(namingOrdersOf merchants: Set<MerchantKey> = []) { merchantsOfOrders = merchants }

    /// Reads all rows there are. `progress` is told the newest row now and then.
    /// - Throws: `JournalError` if a row cannot be read or does not follow the one before.
    mutating func run(
        _ journal: any Journal, progress: (UInt64) -> Void = { _ in },
        _ body: (BookedEvent) throws -> Void
    ) throws {
        while true {
            let rows = try journal.read(after: row, bytesMax: Self.pageBytesMax)
            if rows.isEmpty { return }
            for row in rows { try add(row, body) }
            progress(row)
        }
    }

    private mutating func add(
        _ next: JournalRow, _ body: (BookedEvent) throws -> Void
    ) throws {
        guard next.sequence == row + 1, next.chained(after: hash) == next.hash else {
            throw JournalError(
                .damaged, "row \(next.sequence) does not follow row \(row): run sluice verify")
        }
        for record in try Recovery.decode(next) {
            for name in record.names where name.key.kind == .merchant {
                merchants[name.key.key.retagged()] = name.text
            }
            for event in record.events {
                sequence += 1
                note(event, record)
                try body(booked(event, record))
                // The closing itself belongs to the days before it.
                if case .dayClosed(let closed) = event { closedThrough = closed.date }
            }
        }
        row = next.sequence
        hash = next.hash
    }

    /// Keeps what later events do not tell again.
    private mutating func note(_ event: Event, _ record: CommandRecord) {
        switch event {
        case .journalCreated(let body): zone = body.zone
        case .accountOpened(let body): accounts[body.account] = body.currency
        case .holdPlaced(let body):
            holds[body.hold] = Place(
                merchant: body.merchant, order: body.order, currency: body.currency)
            if body.opensOrder { note(body.order, of: body.merchant, record) }
        case .orderSeen(let body): note(body.order, of: body.merchant, record)
        default: break
        }
    }

    private mutating func note(
        _ order: OrderKey, of merchant: MerchantKey, _ record: CommandRecord
    ) {
        guard merchantsOfOrders.contains(merchant) else { return }
        let key = NamedKey(.order, order)
        orders[order] = record.names.first { $0.key == key }?.text
    }

    private func booked(_ event: Event, _ record: CommandRecord) -> BookedEvent {
        var place: Place?
        var currency: Currency?
        switch event {
        case .holdPlaced(let body): place = holds[body.hold]
        case .holdMoved(let body): place = holds[body.hold]
        case .declineCovered(let body): place = holds[body.hold]
        case .accountOpened(let body): currency = body.currency
        case .accountOperated(let body): currency = accounts[body.account]
        default: break
        }
        var date = record.command.businessDate
        if let closedThrough, date <= closedThrough { date = closedThrough.adding(days: 1) }
        return BookedEvent(
            sequence: sequence, time: record.time, date: date, event: event,
            merchant: place?.merchant ?? .none,
            merchantName: place.flatMap { merchants[$0.merchant] } ?? "",
            order: place?.order ?? .none,
            currency: place?.currency ?? currency)
    }
}
