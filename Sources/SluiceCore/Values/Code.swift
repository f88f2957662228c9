/// A free code chosen by the lender: a purpose of a hold or a scenario of policy.
///
/// Limits: 1…32 bytes of `a-z 0-9 _ . -`.
public struct Code: Hashable, Comparable, Sendable, CustomStringConvertible {
    public static let bytesMax = 32

    /// The bytes in their order, the rest zero: a value without a reference, copied as it is.
    private var words = InlineArray<4, UInt64>(repeating: 0)

    public init?(_ text: some StringProtocol) { self.init(utf8: text.utf8) }

    @inline(__always)
    init?(utf8 bytes: some Collection<UInt8>) {
        guard (1...Code.bytesMax).contains(bytes.count) else { return nil }
        var index = 0
        for byte in bytes {
            switch byte {
            case 0x61...0x7A, 0x30...0x39, 0x5F, 0x2E, 0x2D:
                words[index >> 3] |= UInt64(byte) << UInt64(56 - 8 * (index & 7))
            default: return nil
            }
            index += 1
        }
    }

    public static let order = Code("order")!
    public static let physical = Code("physical")!
    public static let virtual = Code("virtual")!
    public static let preorder = Code("preorder")!
    public static let service = Code("service")!

    public var text: String {
        String(unsafeUninitializedCapacity: Code.bytesMax) { buffer in
            var count = 0
            while count < Code.bytesMax, byte(count) != 0 {
                buffer[count] = byte(count)
                count += 1
            }
            return count
        }
    }

    public var description: String { text }

    private func byte(_ index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: words[index >> 3] >> UInt64(56 - 8 * (index & 7)))
    }

    @inline(__always)
    public static func == (left: Code, right: Code) -> Bool {
        left.words[0] == right.words[0] && left.words[1] == right.words[1]
            && left.words[2] == right.words[2] && left.words[3] == right.words[3]
    }

    public static func < (left: Code, right: Code) -> Bool {
        for index in left.words.indices where left.words[index] != right.words[index] {
            return left.words[index] < right.words[index]
        }
        return false
    }

    public func hash(into hasher: inout Hasher) {
        for index in words.indices { hasher.combine(words[index]) }
    }
}
