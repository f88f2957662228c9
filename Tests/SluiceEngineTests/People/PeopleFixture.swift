import Foundation
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceSQLite

/// A side store of people in a directory of its own, with a clock the test sets.
struct PeopleFixture {
    let root: StoreDirectory
    let clock = TestClock()
    /// The data directory; the list of erasures stands beside it.
    var data: String { root.file("data") }
    var list: String { root.file("data.erasures") }

    init() throws {
        root = try StoreDirectory()
        try FileManager.default.createDirectory(
            atPath: data, withIntermediateDirectories: true)
    }

    func open() throws -> SQLitePeople {
        let clock = clock
        return try SQLitePeople(directory: data, clock: WallClock { clock.now })
    }

    /// Copies the data directory as it lies on the disk now.
    func backUp() throws { try replace(root.file("backup"), by: data) }

    /// Puts the copy in the place of the data directory; nobody may have it open.
    func restore() throws { try replace(data, by: root.file("backup")) }

    private func replace(_ target: String, by source: String) throws {
        if FileManager.default.fileExists(atPath: target) {
            try FileManager.default.removeItem(atPath: target)
        }
        try FileManager.default.copyItem(atPath: source, toPath: target)
    }

    /// Every byte of every file below the root but those of the backup.
    func bytes() throws -> Data {
        var all = Data()
        let files = try #require(FileManager.default.enumerator(atPath: root.path))
        for case let name as String in files where !name.hasPrefix("backup") {
            all += FileManager.default.contents(atPath: root.file(name)) ?? Data()
        }
        return all
    }
}

extension SQLitePeople {
    static let hold = NamedKey(.hold, HoldKey.named("H-1"))

    @discardableResult
    func seal(_ text: String, of name: String) throws -> AnyKey {
        try seal(text, of: KeyDerivation.subject(name), about: SQLitePeople.hold)
    }

    func texts(of name: String) throws -> [String] {
        try holdings(of: KeyDerivation.subject(name)).notes.map(\.text)
    }
}
