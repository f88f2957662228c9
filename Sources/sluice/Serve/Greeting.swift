import SluiceCore
import SluiceEngine

/// What a start tells on standard output.
enum Greeting {
    /// What the start had to do; nothing where the journal was empty.
    static func tell(_ figures: RecoveryFigures) {
        guard figures.row > 0 else { return }
        let from = figures.snapshotRow > 0 ? "snapshot row \(figures.snapshotRow)" : "no snapshot"
        let tenths = (figures.spentNs + 50 * Span.millisecondNs) / (100 * Span.millisecondNs)
        Terminal.out(
            "recovered: \(from), \(figures.events) events replayed in \(tenths / 10).\(tenths % 10) s"
        )
    }

    static func tell(address: String, key: String?) {
        Terminal.out("address: \(address)")
        guard let key else {
            Terminal.out("api key: made on the first start; `sluice keys create` makes another")
            return
        }
        Terminal.out("The key is shown this once. Try:")
        Terminal.out(
            """
            curl -s \(address)/v1/accounts -H 'Authorization: Bearer \(key)' \
            -H 'Content-Type: application/json' \
            -d '{"id":"A-1","currency":"CNY","limit":100000}'
            """)
    }
}
