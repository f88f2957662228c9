import Foundation
import Testing

@Suite("People whose account the views do not have yet, on the command line", .blocking)
struct PersonBehindTests {
    @Test("it is not said that nothing is held; what is held beside the views is told and erased")
    func behind() throws {
        let live = try LiveDirectory()
        try live.holdViews(true)
        let server = try ServerProcess(live.data)
        let connection = try server.connect(key: live.key)
        for (method, path, body, status) in [
            ("POST", "/v1/accounts", #"{"id":"A-9","currency":"CNY","limit":1000}"#, 201),
            ("PUT", "/v1/people/S-9", #"{"name":"canary-staff"}"#, 200),
        ] {
            #expect(try connection.send(method, path, body).status == status, "\(path)")
        }
        try server.stop()

        func run(_ words: String...) throws -> SluiceProcess.Ending {
            try SluiceProcess.run(["person"] + words + ["--data", live.data.path])
        }
        for ending in [try run("export", "A-9"), try run("erase", "A-9", "--yes")] {
            #expect(ending.status == 1)
            #expect(ending.error.contains("the views are behind the journal"), "\(ending.error)")
            #expect(!ending.error.contains("nothing is held"))
        }
        let part = try run("export", "S-9", "--json")
        #expect(part.status == 1 && part.output.contains("canary-staff"), "\(part.error)")
        #expect(part.output.contains(#""complete":false"#), "\(part.output)")
        let erased = try run("erase", "S-9", "--yes")
        #expect(erased.status == 0, "\(erased.error)")
        #expect(erased.output.contains("destroyed  contact data; texts: 0"))
        // An account of the same id may be there.
        #expect(erased.output.contains("kept       Limit, held and owed stay"))

        try live.holdViews(false)
        try ServerProcess(live.data).stop()
        let whole = try run("export", "A-9", "--json")
        #expect(whole.status == 0 && whole.output.contains(#""complete":true"#), "\(whole.error)")
        let nobody = try run("export", "nobody")
        #expect(nobody.status == 1 && nobody.error.contains("nothing is held under nobody"))
    }
}
