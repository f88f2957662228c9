// The records that are kept in tables of their own.

extension AccountRecord: KeyedRecord {}
extension AccountOperation: KeyedRecord {}
extension HoldAlias: KeyedRecord {}
extension OrderRecord: KeyedRecord {
    typealias Aside = OrderAside
}
extension MerchantRecord: KeyedRecord {}
extension SourceRecord: KeyedRecord {}
extension ProposalRecord: KeyedRecord {}
extension SubjectRecord: KeyedRecord {}
