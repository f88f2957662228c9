extension String {
    /// The text as a part of a sentence: what turns the direction of writing ends with it.
    ///
    /// A name in Arabic or Hebrew, or with marks of direction, stands between the isolates of Unicode
    /// (UAX #9, FSI and PDI), without marks of its own; any other is left as it is.
    var isolated: String {
        guard unicodeScalars.contains(where: { $0.isMark || $0.isRightToLeft }) else { return self }
        var kept = UnicodeScalarView()
        kept.append("\u{2068}")
        kept.append(contentsOf: unicodeScalars.lazy.filter { !$0.isMark })
        kept.append("\u{2069}")
        return String(kept)
    }
}

extension Unicode.Scalar {
    /// Whether it directs the writing and is not seen itself.
    fileprivate var isMark: Bool {
        switch value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Whether it is of a block whose letters are written from the right.
    fileprivate var isRightToLeft: Bool {
        switch value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x1_0800...0x1_0FFF,
            0x1_E800...0x1_EFFF:
            true
        default: false
        }
    }
}
