import Foundation
import SluiceAPI
import Testing

@testable import SluiceServer

@Suite("A file of records")
struct RecordFileTests {
    private static let form = RecordFile<String>.Form(
        list: "names", id: \.self,
        read: { reader throws(FieldError) in
            var reader = reader
            return try reader.string("name", maxBytes: 2_000)
        },
        write: { name, writer in writer.object { $0.member("name", name) } })

    @Test(
        "more than can be read again is refused, and nothing is changed",
        arguments: [
            Array(repeating: "x", count: APILimits.arrayElementsMax + 1),
            Array(repeating: String(repeating: "x", count: 2_000), count: 600),
        ])
    func full(names: [String]) throws {
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "records-\(UInt64.random(in: .min ... .max))")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = SecretFile(directory: directory.path, name: "names")
        let records = try RecordFile(file, Self.form)
        try records.change { $0 = ["first"] }
        #expect(throws: KeyStoreError.self) { try records.change { $0 += names } }
        #expect(records.records == ["first"])
        #expect(try RecordFile(file, Self.form).records == ["first"])
        try records.change { $0 += ["second"] }
        #expect(try RecordFile(file, Self.form).records == ["first", "second"])
    }
}
