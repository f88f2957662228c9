/// The mappings of an audit that come inside the binary; `sluice audit --print-mapping` prints one
/// to copy.
enum ShippedAuditMappings {
    static let names = ["generic", "generic-facts"]

    /// The YAML of a shipped mapping, nil if there is none of the name.
    static func text(of name: String) -> String? {
        switch name {
        case "generic": head(name) + holds + orders
        case "generic-facts": head(name) + holds + facts
        default: nil
        }
    }

    private static func head(_ name: String) -> String {
        """
        # Two CSV files whose first rows name the columns, in any order; other columns are ignored.
        # Copy it, change it, and audit with it:
        #     sluice audit --print-mapping \(name) > mine.yaml
        #     sluice audit --mapping mine.yaml --holds holds.csv --orders orders.csv
        # Each key names a column. Only for merchant, scenario and currency a plain text is the value
        # itself, `currency: CNY`, and {column: NAME, otherwise: TEXT} a column; `otherwise` stands
        # in for an empty cell, or for a column that is missing.
        # Times are 2026-11-22T16:40:47+08:00, or local to `zone`: 2026-11-22 16:40:47, 2026-11-22.
        mapping: \(name)
        zone: UTC                       # an IANA name, e.g. Asia/Shanghai
        csv:
          delimiter: ","                # or ";", "|", "\\t"
          decimal_mark: "."             # or ","


        """
    }

    private static let holds = """
        # One row a lock, ended ones too.
        holds:
          id: hold_id                   # unique
          account: account              # compared, never shown
          merchant: {column: merchant, otherwise: shop}
          order: order_id               # empty: the lock names no order
          purpose: purpose              # an order may have one live lock for each purpose
          scenario: {column: scenario, otherwise: physical}  # virtual, preorder, service
          currency: {column: currency}  # ISO 4217
          amount: amount                # as 188.73, or several columns to add up: [price, freight]
          placed_at: placed_at
          expires_at: expires_at        # empty: placed_at plus the time to live of the scenario
          captured: captured            # amounts turned into a bill,
          captured_at: captured_at      # and when the newest was; later than --at: not yet
          released: released            # amounts given back, expired ones too
          released_at: released_at
          refunded: refunded            # of what was captured
          status:                       # what became of the rest; without it the rest is locked
            column: status
            words: {active: open, held: open, locked: open, authorised: open, authorized: open,
                    pending: open, part_captured: open, billed: captured, settled: captured,
                    void: released, voided: released, cancelled: released, canceled: released,
                    closed: released, lapsed: expired}
          optional_columns:
            - purpose
            - expires_at
            - captured
            - captured_at
            - released
            - released_at
            - refunded
            - status


        """

    private static let orders = """
        # One row an order with the times of its facts; or, with `line`, one row a line of it.
        orders:
          merchant: {column: merchant, otherwise: shop}
          id: order_id
          line: line                    # empty or absent: the row is the whole order
          facts:                        # a rule may have when_status and if_empty, as in an import
            - {fact: created, time: created_at}
            - {fact: paid, time: paid_at}
            - {fact: shipped, time: shipped_at}
            - {fact: delivered, time: delivered_at}
            - {fact: completed, time: completed_at}
            - {fact: cancelled, time: cancelled_at}
          optional_columns:
            - line
            - created_at
            - paid_at
            - shipped_at
            - delivered_at
            - completed_at
            - cancelled_at

        """

    private static let facts = """
        # One row a fact.
        orders:
          merchant: {column: merchant, otherwise: shop}
          id: order_id
          line: line                    # empty or absent: the fact is of the whole order
          fact:                         # created, paid, shipped, delivered, completed, cancelled
            column: event
            words: {canceled: cancelled, dispatched: shipped, received: delivered}
            otherwise: ignore           # without it other words are refused
          time: occurred_at
          optional_columns: [line]

        """
}
