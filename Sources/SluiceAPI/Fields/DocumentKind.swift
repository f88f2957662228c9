/// Documents whose members are not for everybody.
///
/// docs/reference/fields.md shows the tables; a test holds the two to each other. A member that has
/// no row is for staff alone, so that one added in haste leaks to nobody.
public enum DocumentKind: String, Sendable, CaseIterable {
    case account
    case hold
    case order
    case fact
    case event
    case entry
    case overlay
    case returnCase = "return"
    case operation
    case anomaly
    case explanation
    case statement
    case quote
    case problem
    case message

    /// Who is shown a member.
    public func audiences(of member: String) -> Set<Audience> {
        DocumentKind.tables[self]?[member] ?? [.staff]
    }

    /// The members of the table, in its order.
    public var rows: [FieldRow] {
        switch self {
        case .account: FieldTable.account
        case .hold: FieldTable.hold
        case .order: FieldTable.order
        case .fact: FieldTable.fact
        case .event: FieldTable.event
        case .entry: FieldTable.entry
        case .overlay: FieldTable.overlay
        case .returnCase: FieldTable.returnCase
        case .operation: FieldTable.operation
        case .anomaly: FieldTable.anomaly
        case .explanation: FieldTable.explanation
        case .statement: FieldTable.statement
        case .quote: FieldTable.quote
        case .problem: FieldTable.problem
        case .message: FieldTable.message
        }
    }

    func shows(_ member: String, to audience: Audience) -> Bool {
        audience == .staff || audiences(of: member).contains(audience)
    }

    private static let tables = Dictionary(
        uniqueKeysWithValues: allCases.map { kind in
            (
                kind,
                Dictionary(uniqueKeysWithValues: kind.rows.map { ($0.member, $0.audiences) })
            )
        })
}

/// A member of a document and whom it is for.
public struct FieldRow: Sendable {
    public let member: String
    public let audiences: Set<Audience>
}
