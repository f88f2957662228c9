import Crypto
import SluiceCore

/// Derives keys from names: the first 128 bits of SHA-256(kind, scope, exact name bytes).
///
/// Equal names in equal scopes give equal keys on every machine and for ever
/// (docs/decisions/03-keys-and-scopes.md; a golden test holds the values).
public enum KeyDerivation {
    /// Names of accounts are the lender's.
    public static func account(lender: String, name: String) -> AccountKey {
        account(scope: accounts(of: lender), name: name)
    }

    /// The scope of all accounts of a lender, for who derives many.
    public static func accounts(of lender: String) -> AnyKey {
        digest(0, scope: AnyKey.none, name: lender)
    }

    public static func account(scope: AnyKey, name: String) -> AccountKey {
        derive(.account, scope: scope, name: name)
    }

    public static func merchant(_ name: String) -> MerchantKey {
        derive(.merchant, scope: AnyKey.none, name: name)
    }

    public static func order(merchant: MerchantKey, name: String) -> OrderKey {
        derive(.order, scope: merchant, name: name)
    }

    public static func hold(merchant: MerchantKey, name: String) -> HoldKey {
        derive(.hold, scope: merchant, name: name)
    }

    public static func line(order: OrderKey, name: String) -> LineKey {
        derive(.line, scope: order, name: name)
    }

    public static func operation(hold: HoldKey, name: String) -> OperationKey {
        derive(.operation, scope: hold, name: name)
    }

    public static func accountOperation(account: AccountKey, name: String) -> OperationKey {
        derive(.operation, scope: account, name: name)
    }

    public static func source(_ name: String) -> SourceKey {
        derive(.source, scope: AnyKey.none, name: name)
    }

    public static func fact(source: SourceKey, name: String) -> FactKey {
        derive(.fact, scope: source, name: name)
    }

    public static func subject(_ name: String) -> SubjectKey {
        derive(.subject, scope: AnyKey.none, name: name)
    }

    /// Proposals are the lender's; a journal has one lender.
    public static func proposal(_ name: String) -> ProposalKey {
        derive(.proposal, scope: AnyKey.none, name: name)
    }

    private static func derive<Scope, Result>(
        _ kind: KeyKind, scope: Key<Scope>, name: String
    ) -> Key<Result> {
        digest(kind.rawValue, scope: scope, name: name).retagged()
    }

    private static func digest<Scope>(
        _ kind: UInt8, scope: Key<Scope>, name: String
    ) -> AnyKey {
        // Kind and scope lie before the name in memory of the stack, for one update and no array.
        var name = name
        return name.withUTF8 { utf8 in
            withUnsafeTemporaryAllocation(
                byteCount: headBytes + utf8.count, alignment: 1
            ) { bytes in
                bytes[0] = kind
                bytes.storeBytes(of: scope.high.bigEndian, toByteOffset: 1, as: UInt64.self)
                bytes.storeBytes(of: scope.low.bigEndian, toByteOffset: 9, as: UInt64.self)
                UnsafeMutableRawBufferPointer(rebasing: bytes[headBytes...])
                    .copyMemory(from: UnsafeRawBufferPointer(utf8))
                var hasher = SHA256()
                hasher.update(bufferPointer: UnsafeRawBufferPointer(bytes))
                return hasher.finalize().withUnsafeBytes { digest in
                    AnyKey(
                        high: UInt64(bigEndian: digest.loadUnaligned(as: UInt64.self)),
                        low: UInt64(
                            bigEndian: digest.loadUnaligned(
                                fromByteOffset: 8, as: UInt64.self)))
                }
            }
        }
    }

    /// The kind and the scope of a key.
    private static let headBytes = 17
}
