import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/days/{date}` and the statements of merchants: the books of closed and open days.
struct DaysController {
    let door: Door

    var routes: [Route] {
        [
            Route(.get, "/v1/days/{date}", .readDays, reads: .views, handle: show),
            Route(.post, "/v1/days/{date}/close", .closeDays, handle: close),
            Route(
                .get, "/v1/merchants/{id}/statement", .readStatements, reads: .views,
                query: ["date", "limit", "cursor"], handle: statement),
        ]
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        let date = try Self.date(call.part("date"), "date")
        let viewed = try await closedDay(date)
        guard let closed = viewed.value else {
            throw Problem(.notFound, detail: "The business date is not closed.")
        }
        return .json(sequence: viewed.sequence) { closed.write(to: &$0) }
    }

    /// A closed day; that there is none is told by views that know of all that is durable.
    private func closedDay(_ date: BusinessDate) async throws -> Viewed<ClosedDay?> {
        let viewed = try await door.view { try $0.closedDay(date) }
        guard viewed.value == nil else { return viewed }
        try await door.reach(door.engine.status.sequence, in: .views)
        return try await door.view { try $0.closedDay(date) }
    }

    @Sendable private func close(_ call: Call) async throws -> Response {
        let date = try Self.date(call.part("date"), "date")
        let answer = try await door.submit(.closeDay(date), names: [], for: call)
        let outcome = answer.outcome
        if let day = answer.day {
            let closed = ClosedDay(
                date: day.date, closedAt: answer.time, sequence: outcome.sequence,
                totals: day.totals)
            return .json(.created, sequence: outcome.sequence) {
                closed.write(to: &$0)
            }
        }
        let refusal = outcome.code.refusal(field: outcome.field())
        guard outcome.code == .dayClosed else { throw refusal }
        let known = try await closedDay(date)
        // What was closed with a later day has no totals of its own.
        guard let closed = known.value, closed.date == date else { throw refusal }
        return .json(sequence: known.sequence, isReplay: true) {
            closed.write(to: &$0)
        }
    }

    @Sendable private func statement(_ call: Call) async throws -> Response {
        let name = call.part("id")
        // What is another merchant's does not exist for this one.
        try call.ownMerchant(
            name, else: Problem(.notFound, detail: "There is no statement of this merchant."))
        guard let text = call.query["date"] else {
            throw Query.fault(.invalidField, "date", "A business date is needed, YYYY-MM-DD.")
        }
        let date = try Self.date(text, "date")
        let merchant = door.merchant(name).key
        let (cursor, limit) = (try call.cursor(), try call.limit())
        let after = try cursor.number()
        if let cursor {
            try await door.reach(cursor.asOf, in: .views, namedBy: "cursor")
        }
        let (isClosed, page) = try await door.browse {
            try $0.stated(of: merchant, on: date, after: after, limit: limit)
        }
        let next = page.value.next.map {
            PageCursor(place: [$0], asOf: cursor?.asOf ?? page.sequence)
        }
        return .json(
            sequence: page.sequence, isStale: door.isBehind(.views)
        ) { writer in
            writer.object { writer in
                writer.member("merchant", name)
                writer.member("date", date.text)
                writer.member("closed", isClosed)
                page.value.writeMembers(to: &writer)
                if let next { writer.member("next", next.text(of: call.list)) }
            }
        }
    }

    private static func date(_ text: String, _ name: String) throws(Problem) -> BusinessDate {
        guard let date = BusinessDate(text: text) else {
            throw Query.fault(.invalidField, name, "A business date is needed, YYYY-MM-DD.")
        }
        return date
    }
}

extension StatementViews {
    /// A page of a statement, and whether its day is closed.
    func stated(
        of merchant: MerchantKey, on date: BusinessDate, after cursor: UInt64, limit: Int
    ) throws -> (isClosed: Bool, page: Viewed<MerchantStatement>) {
        // In this order: what is closed when the sums are read changes no more.
        let isClosed = try closedDay(date).value != nil
        return (isClosed, try statement(of: merchant, on: date, after: cursor, limit: limit))
    }
}

extension Principal {
    /// Whether the key may close a day, at any door.
    public var mayCloseDays: Bool { has(.closeDays) }
}
