import SluiceAPI
import SluiceCore
import SluiceEngine

/// Puts names where records have keys, and what policy says where they have its version.
struct Naming: Sendable {
    let names: NameDirectory
    private let status: EngineStatus

    init(_ engine: Engine) {
        names = engine.names
        status = engine.status
    }

    var notices: NoticeTerms { NoticeTerms(status.snapshot.policies) }

    func account(_ key: AccountKey) -> String { text(.account, key) }
    func hold(_ key: HoldKey) -> String { text(.hold, key) }
    func merchant(_ key: MerchantKey) -> String { text(.merchant, key) }
    func order(_ key: OrderKey) -> String { text(.order, key) }
    func source(_ key: SourceKey) -> String { text(.source, key) }
    func proposal(_ key: ProposalKey) -> String { text(.proposal, key) }
    func fact(_ key: FactKey) -> String { text(.fact, key) }
    func subject(_ key: SubjectKey) -> String { text(.subject, key) }

    /// A line that an increment added has the increment's name.
    func line(_ key: LineKey) -> String {
        found(.line, key) ?? found(.operation, key) ?? key.hexadecimal
    }

    /// What a fact did to a hold has the fact's name.
    func operation(_ key: OperationKey) -> String {
        found(.operation, key) ?? found(.fact, key) ?? key.hexadecimal
    }

    /// A line and an operation have the ways above; any other kind its own name.
    func text(of named: NamedKey) -> String {
        switch named.kind {
        case .line: line(named.key.retagged())
        case .operation: operation(named.key.retagged())
        default: text(named.kind, named.key)
        }
    }

    /// The name a view kept, or the key itself.
    static func text<Tag>(_ named: Named<Tag>) -> String { named.name ?? named.key.hexadecimal }

    private func text<Tag>(_ kind: KeyKind, _ key: Key<Tag>) -> String {
        found(kind, key) ?? key.hexadecimal
    }

    private func found<Tag>(_ kind: KeyKind, _ key: Key<Tag>) -> String? {
        names.name(of: NamedKey(kind, key))
    }
}
