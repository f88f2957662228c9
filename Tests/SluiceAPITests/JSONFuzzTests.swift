import Foundation
import SluiceAPI
import Testing

@Suite struct JSONFuzzTests {
    static let seeds = SeededGenerator.seeds("JSONFuzzTests")

    @Test(arguments: seeds) func whatIsWrittenIsReadBack(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<2_000 {
            let value = JSONValue.random(levels: 5, using: &generator)
            let bytes = JSONWriter.bytes(of: value)
            #expect(try JSONReader.read(bytes) == value, "seed \(seed) round \(round)")
            #expect(JSONWriter.bytes(of: value) == bytes, "seed \(seed) round \(round)")
        }
    }

    /// Damaged documents never crash the reader; each that it takes has one spelling, which it
    /// takes again, and a second reader takes it too.
    @Test(arguments: seeds) func damagedDocumentsAreTakenOnlyIfTheyAreJSON(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var taken = 0
        var refused = 0
        for round in 0..<4_000 {
            var bytes = JSONWriter.bytes(of: .random(levels: 4, using: &generator))
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                damage(&bytes, using: &generator)
            }
            guard let value = try? JSONReader.read(bytes) else {
                refused += 1
                continue
            }
            taken += 1
            let again = try JSONReader.read(JSONWriter.bytes(of: value))
            #expect(again == value, "seed \(seed) round \(round)")
            #expect(throws: Never.self, "seed \(seed) round \(round)") {
                try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            }
        }
        // Both sides are reached, or the damage is of no use.
        #expect(taken > 100, "seed \(seed)")
        #expect(refused > 1_000, "seed \(seed)")
    }

    @Test(arguments: seeds) func noiseHarmsNothing(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array(#"{}[]":,\u0123456789abcdefDd-+.eE truefalsn"#.utf8) + [0x80, 0xC3, 0]
        for round in 0..<20_000 {
            let count = Int.random(in: 1...24, using: &generator)
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator)! }
            guard let value = try? JSONReader.read(bytes) else { continue }
            let spelt = JSONWriter.bytes(of: value)
            #expect((try? JSONReader.read(spelt)) == value, "seed \(seed) round \(round)")
        }
    }

    @Test func everyTrueBeginningOfADocumentIsRefused() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<50 {
            let inner = JSONValue.random(levels: 4, using: &generator)
            let bytes = JSONWriter.bytes(of: .array([inner]))
            for count in 0..<bytes.count {
                let beginning = Array(bytes.prefix(count))
                #expect(throws: JSONError.self) { try JSONReader.read(beginning) }
            }
        }
    }

    private func damage(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        let marks = Array(#"{}[]":,\ 01-.eu"#.utf8)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes.remove(at: index)
        case 3: bytes.insert(marks.randomElement(using: &generator)!, at: index)
        default:
            let other = Int.random(in: index..<bytes.count, using: &generator)
            bytes.insert(contentsOf: bytes[index...other], at: index)
        }
    }
}

extension JSONWriter {
    static func bytes(of value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(value)
        return writer.bytes
    }

    private mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .integer(let number): integer(number)
        case .string(let text): string(text)
        case .array(let elements):
            array { writer in for element in elements { writer.value(element) } }
        case .object(let members):
            object { writer in
                for member in members {
                    writer.name(member.name)
                    writer.value(member.value)
                }
            }
        }
    }
}

extension JSONValue {
    static func random(levels: Int, using generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(levels > 0 ? 8 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &generator))
        case 3: return .integer(Int64.random(in: -2...2, using: &generator))
        case 4: return .string(text(using: &generator))
        case 5:
            return .array(
                (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                    random(levels: levels - 1, using: &generator)
                })
        default:
            return .object(
                (0..<Int.random(in: 0...4, using: &generator)).map { index in
                    // The number makes the name the only one of its object.
                    Member(
                        name: "\(index)" + text(using: &generator),
                        value: random(levels: levels - 1, using: &generator))
                })
        }
    }

    private static func text(using generator: inout SeededGenerator) -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0...0x1F, 0x20...0x7F, 0x20...0x7F, 0x80...0x7FF, 0x800...0xD7FF,
            0xE000...0xFFFF, 0x10000...0x10FFFF,
        ]
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            let range = ranges.randomElement(using: &generator)!
            // The ranges leave out the surrogates, so each number is a scalar.
            scalars.append(Unicode.Scalar(UInt32.random(in: range, using: &generator))!)
        }
        return String(scalars)
    }
}
