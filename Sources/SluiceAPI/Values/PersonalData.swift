/// Tells names that are personal data by their shape.
///
/// Account ids and the subjects of keys are kept for ever in a chain nobody can edit; a phone
/// number, an identity number or a mail address must not be among them (docs/decisions/04). Ids of
/// orders, holds, merchants and facts are not asked: there such shapes come about by chance.
public enum PersonalData {
    public enum Shape: Equatable, Sendable, CaseIterable {
        case mobileNumber
        case identityNumber
        case mailAddress

        /// In words, with the article.
        public var text: String {
            switch self {
            case .mobileNumber: "a mobile number"
            case .identityNumber: "an identity number"
            case .mailAddress: "a mail address"
            }
        }
    }

    /// What the text has the shape of, nil if it is none of these.
    public static func shape(of text: String) -> Shape? {
        let bytes = Array(text.utf8)
        if isMobileNumber(bytes) { return .mobileNumber }
        if isIdentityNumber(bytes) { return .identityNumber }
        return isMailAddress(bytes) ? .mailAddress : nil
    }

    /// A mobile number of mainland China: 11 digits from 13 to 19, perhaps with +86 before it and
    /// spaces or hyphens between.
    private static func isMobileNumber(_ bytes: [UInt8]) -> Bool {
        var digits = bytes.filter { $0 != ASCII.space && $0 != ASCII.minus }
        for prefix in ["+86", "0086", "86"] where digits.count == prefix.utf8.count + 11 {
            if digits.starts(with: prefix.utf8) { digits.removeFirst(prefix.utf8.count) }
        }
        return digits.count == 11 && digits.allSatisfy(ASCII.isDigit)
            && digits[0] == UInt8(ascii: "1") && digits[1] >= UInt8(ascii: "3")
    }

    /// A resident identity number (GB 11643): six digits of place, the date of birth, three digits
    /// and a check by ISO 7064 MOD 11-2.
    private static func isIdentityNumber(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 18, bytes.dropLast().allSatisfy(ASCII.isDigit) else { return false }
        func number(_ range: Range<Int>) -> Int {
            bytes[range].reduce(0) { $0 * 10 + Int($1 - ASCII.zero) }
        }
        let year = number(6..<10)
        guard (1800...2199).contains(year),
            CivilDate(year: year, month: number(10..<12), day: number(12..<14)) != nil
        else { return false }
        var rest = 0
        for byte in bytes.dropLast() { rest = (rest + Int(byte - ASCII.zero)) * 2 % 11 }
        let check = (12 - rest) % 11
        let last = bytes[17]
        if check == 10 { return last == UInt8(ascii: "X") || last == UInt8(ascii: "x") }
        return ASCII.isDigit(last) && Int(last - ASCII.zero) == check
    }

    /// Something, an at sign, a domain with a dot inside; no white space.
    private static func isMailAddress(_ bytes: [UInt8]) -> Bool {
        let at = UInt8(ascii: "@")
        let parts = bytes.split(separator: at, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !bytes.contains(where: { $0 <= ASCII.space })
        else { return false }
        let labels = parts[1].split(separator: ASCII.period, omittingEmptySubsequences: false)
        return labels.count > 1 && labels.allSatisfy { !$0.isEmpty }
    }
}
