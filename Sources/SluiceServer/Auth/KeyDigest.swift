import Crypto
import SluiceCore

/// SHA-256 of the secret of a key, within the record that has it.
struct KeyDigest: Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64)

    init(of secret: String) {
        words = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { bytes in
            bytes.copyBytes(from: Array(SHA256.hash(data: Array(secret.utf8))))
        }
    }

    /// nil unless the text is 64 hexadecimal digits in small letters.
    init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        words = (0, 0, 0, 0)
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.value(digits[place]), let low = Self.value(digits[place + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    var hex: String {
        withUnsafeBytes(of: words) { $0.hexadecimal }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// Stands for the digest of a key that is not there, so that a look at one takes as long.
    static let none = KeyDigest(of: "")
}

extension KeyDigest: Equatable {
    /// Compares without telling by its time where the difference lies.
    static func == (left: KeyDigest, right: KeyDigest) -> Bool {
        let (l, r) = (left.words, right.words)
        return (l.0 ^ r.0) | (l.1 ^ r.1) | (l.2 ^ r.2) | (l.3 ^ r.3) == 0
    }
}
