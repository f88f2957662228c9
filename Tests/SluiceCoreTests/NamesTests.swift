import SluiceTestKit
import Testing

@testable import SluiceCore

@Suite("Names in one block of bytes")
struct NamesTests {
    private static func some(_ random: inout RandomSource) -> [Name] {
        (0..<random.below(12)).map { index in
            let text = ["", "a", "0123456789abcdef", "名字-H", String(repeating: "长", count: 400)]
            return Name(
                NamedKey(random.pick(KeyKind.allCases), AccountKey.named("\(index)")),
                random.pick(text) + "\(index)")
        }
    }

    @Test("they are told as they were given, whole or in part", arguments: UInt64(1)...50)
    func model(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let model = Self.some(&random)
        var names = Names(model)
        #expect(Array(names) == model && names.count == model.count)
        #expect(names.isEmpty == model.isEmpty)
        #expect(names.textBytes == model.reduce(0) { $0 + $1.text.utf8.count })
        var shown: [Name] = []
        names.each { shown.append(Name($0, String(decoding: $1, as: UTF8.self))) }
        #expect(shown == model)

        let kinds = Set(model.map(\.key.kind).filter { _ in random.below(2) == 0 })
        let part = names.those { kind, _ in kinds.contains(kind) }
        #expect(Array(part) == model.filter { kinds.contains($0.key.kind) })
        #expect(part == Names(model.filter { kinds.contains($0.key.kind) }))

        let more = Self.some(&random)
        #expect(Array(names + Names(more)) == model + more)
        names += Names(more)
        #expect(names == Names(model + more) && names.count == model.count + more.count)
    }

    @Test("a text that is empty, and one with a zero byte, are texts")
    func texts() {
        let key = NamedKey(.hold, HoldKey.named("H"))
        let names: Names = [Name(key, ""), Name(key, "a\0b")]
        #expect(names.map(\.text) == ["", "a\0b"])
        #expect(names != [Name(key, "a\0b"), Name(key, "")])
        #expect(names != [Name(key, ""), Name(NamedKey(.order, HoldKey.named("H")), "a\0b")])
    }
}
