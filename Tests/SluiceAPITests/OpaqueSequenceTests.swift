import SluiceAPI
import Testing

@Suite struct OpaqueSequenceTests {
    static let seeds = SeededGenerator.seeds("OpaqueSequenceTests")
    private let symbols = Array("0123456789abcdefghjkmnpqrstvwxyz")

    /// The texts come from another program, which multiplies polynomials.
    @Test func goldenTexts() {
        let cases: [(UInt64, String)] = [
            (0, "s00"), (1, "s12"), (31, "szv"), (32, "s104"), (1_000_000, "sygj00"),
            (1 << 53, "s80000000000x"), (.max, "sfzzzzzzzzzzzzx"),
        ]
        for (sequence, text) in cases {
            #expect(OpaqueSequence.encode(sequence) == text)
            #expect(OpaqueSequence.decode(text) == sequence)
        }
    }

    @Test(arguments: seeds) func whatIsEncodedIsDecodedAndDamageIsSeen(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let shift = UInt64.random(in: 0..<64, using: &generator)
            let sequence = UInt64.random(in: .min ... .max, using: &generator) >> shift
            let text = OpaqueSequence.encode(sequence)
            #expect(text.utf8.count <= 15, "seed \(seed) \(text)")
            #expect(OpaqueSequence.decode(text) == sequence, "seed \(seed) \(text)")
            let letters = Array(text)
            for index in 1..<letters.count {
                var wrong = letters
                for symbol in symbols where symbol != letters[index] {
                    wrong[index] = symbol
                    #expect(OpaqueSequence.decode(String(wrong)) == nil, "seed \(seed) \(text)")
                }
                guard index > 1, letters[index] != letters[index - 1] else { continue }
                var swapped = letters
                swapped.swapAt(index, index - 1)
                #expect(OpaqueSequence.decode(String(swapped)) == nil, "seed \(seed) \(text)")
            }
        }
    }

    @Test func refusesOtherTexts() {
        let good = OpaqueSequence.encode(1_234_567)
        for text in [
            "", "s", "s0", "0", "12345", good.uppercased(), "S" + good.dropFirst(),
            "t" + good.dropFirst(), " " + good, good + " ", good + "1", String(good.dropLast()),
            "s0" + good.dropFirst(), "s000", "s012", "s-1", "sé0", "s١0", "sil", "suu",
            String(repeating: "s", count: 1_000),
        ] {
            #expect(OpaqueSequence.decode(text) == nil, "\(text)")
        }
    }

    /// Thirteen digits can spell a number of 65 bits; its check is right and it is refused still.
    @Test func refusesNumbersBeyond64Bits() {
        let tooLarge = symbols.map { "sg000000000000\($0)" }
        #expect(tooLarge.allSatisfy { OpaqueSequence.decode($0) == nil })
        let largest = symbols.map { "sfzzzzzzzzzzzz\($0)" }.compactMap(OpaqueSequence.decode)
        #expect(largest == [.max])
    }
}
