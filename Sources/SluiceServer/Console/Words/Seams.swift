/// Puts a text together from pieces as Chinese is set: a space parts Chinese from Latin, and stands between
/// no two characters of Chinese. Within a piece nothing changes, for it may be a name.
struct Seams {
    private var text = ""

    static func joined(_ pieces: [String]) -> String {
        var seams = Seams()
        for piece in pieces { seams.add(piece) }
        return seams.text
    }

    private mutating func add(_ piece: String) {
        var piece = piece[...]
        if text.last == " ", text.dropLast().last?.isChinese == true,
            piece.first?.isChinese == true
        {
            text.removeLast()
        } else if piece.first == " ", text.last?.isChinese == true,
            piece.dropFirst().first?.isChinese == true
        {
            piece.removeFirst()
        }
        text += piece
    }
}

extension Character {
    /// Whether it is an ideograph, or a mark as wide as one.
    fileprivate var isChinese: Bool {
        switch unicodeScalars.first?.value ?? 0 {
        case 0x3001...0x303F, 0x3400...0x9FFF, 0xFF01...0xFF60: true
        default: false
        }
    }
}
