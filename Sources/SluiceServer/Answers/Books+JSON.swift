import SluiceAPI
import SluiceCore
import SluiceEngine

extension ClosedDay {
    /// The frozen totals as answers and `sluice close` show them.
    /// - Parameter isRepeated: whether it was closed before; nil where a header tells that.
    public func write(to writer: inout JSONWriter, isRepeated: Bool? = nil) {
        writer.object { writer in
            writer.member("date", date.text)
            writer.member("closed_at", closedAt)
            if let isRepeated { writer.member("already_closed", isRepeated) }
            writer.member("sequence", OpaqueSequence.encode(sequence))
            writer.name("totals")
            writer.array { writer in
                for totals in totals { totals.write(to: &writer) }
            }
        }
    }
}

extension DayTotals {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("currency", currency.code)
            writer.member("opening", opening)
            writer.member("placed", placed)
            writer.member("incremented", incremented)
            writer.member("captured", captured)
            writer.member("released", released)
            writer.member("expired", expired)
            writer.member("closing", closing)
            writer.member("refunded", refunded)
        }
    }
}

extension MerchantStatement {
    /// `orders` and `totals`, as members of the object at hand.
    func writeMembers(to writer: inout JSONWriter) {
        writer.name("orders")
        writer.array { writer in
            for line in lines {
                writer.object { writer in
                    writer.member("order", Naming.text(line.order))
                    writer.member("currency", line.currency.code)
                    for (name, minor) in line.amounts.columns { writer.member(name, minor) }
                }
            }
        }
        writer.name("totals")
        writer.array { writer in
            for total in totals {
                writer.object { writer in
                    writer.member("currency", total.currency.code)
                    for (name, minor) in total.amounts.columns { writer.member(name, minor) }
                }
            }
        }
    }
}
