import SluiceCore
import SluiceEngine
import Synchronization

/// Commands of a load whose keys are numbers: nothing is derived while it runs.
struct OverloadLoad: Sendable {
    private let accounts: Int
    private let places = Counter()
    private let releases = Counter()
    /// Holds placed for releases have the numbers below it.
    private var unlockable = 0

    private static let currency = Currency("CNY")!
    private static let merchants = 100

    init(accounts: Int) { self.accounts = accounts }

    func opening(chunk: Int) -> [[Submission]] {
        chunks(accounts, of: chunk) { index in
            .openAccount(
                OpenAccount(
                    account: Key(high: 1, low: UInt64(index)), currency: Self.currency,
                    limit: Money(minor: 1_000_000_000_000)))
        }
    }

    /// Places the holds that are released later.
    mutating func unlockable(_ count: Int, chunk: Int) -> [[Submission]] {
        unlockable = count
        return chunks(count, of: chunk) { place(UInt64($0), kind: 2) }
    }

    /// The next placement.
    var checkout: @Sendable () -> Submission {
        { [self] in submission(place(places.next(), kind: 3)) }
    }

    /// The next release.
    var unlock: @Sendable () -> Submission {
        { [self] in
            let number = releases.next()
            return submission(
                .release(
                    ReleaseHold(
                        hold: Key(high: 2, low: number), operation: Key(high: 4, low: number),
                        reason: .orderCancelled)))
        }
    }

    private func place(_ number: UInt64, kind: UInt64) -> Command.Body {
        .place(
            PlaceHold(
                hold: Key(high: kind, low: number),
                account: Key(high: 1, low: number % UInt64(accounts)),
                merchant: Key(high: 5, low: number % UInt64(Self.merchants)),
                order: Key(high: kind + 8, low: number), amount: Money(minor: 100),
                currency: Self.currency, scenario: .virtual))
    }

    private func chunks(
        _ count: Int, of size: Int, _ body: (Int) -> Command.Body
    ) -> [[Submission]] {
        stride(from: 0, to: count, by: size).map { start in
            (start..<min(count, start + size)).map { submission(body($0)) }
        }
    }

    private func submission(_ body: Command.Body) -> Submission {
        Submission(
            command: Command(
                actor: Actor(role: .merchant, credential: 1),
                businessDate: BusinessDate(day: 20_000), body: body))
    }
}

/// Numbers from 0 on, for many threads.
private final class Counter: Sendable {
    private let value = Atomic<UInt64>(0)
    func next() -> UInt64 { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}
