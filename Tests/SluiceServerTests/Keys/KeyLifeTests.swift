import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// Keys that end, are narrowed, are rotated, and when they were used.
@Suite struct KeyLifeTests {
    @Test("a key is good until it expires")
    func expiry() throws {
        try withStore { store, clock in
            let end = clock.wall.now().adding(spanNs: Span.dayNs)
            let (record, text) = try store.make(
                KeyWish(role: .auditor, name: "audit", expiresAt: end))
            let principal = try #require(store.principal(ofKey: text))
            #expect(principal.expiresAt == end && store.isActive(principal))
            clock.advance(ns: Span.dayNs - 1)
            #expect(store.isActive(principal))
            clock.advance(ns: 1)
            #expect(!store.isActive(principal))
            #expect(throws: CredentialFault.expired(at: end)) { try store.check(text) }
            #expect(try store.list().map { $0.state(at: clock.wall.now()) } == [.expired])
            #expect(throws: KeyStoreError.ended(record.id)) {
                try store.rotate(id: record.id, overlapNs: 0)
            }
            #expect(throws: KeyStoreError.self) {
                try store.make(KeyWish(role: .auditor, name: "audit", expiresAt: end))
            }
        }
    }

    @Test("who has the secret of a key is told what became of it, and nobody else is")
    func faults() throws {
        try withStore { store, _ in
            let (record, text) = try store.make(KeyWish(role: .auditor, name: "audit"))
            try store.revoke(id: record.id)
            let guess = "sk_\(record.id)_" + String(repeating: "0", count: 32)
            let stranger = "sk_00000000_" + String(repeating: "0", count: 32)
            #expect(throws: CredentialFault.revoked) { try store.check(text) }
            #expect(throws: CredentialFault.unknown(key: record.id)) { try store.check(guess) }
            #expect(throws: CredentialFault.unknown(key: "00000000")) { try store.check(stranger) }
            for text in ["", "sk_", "sk_\(record.id)_", text + "0", text.uppercased(), "sk__"] {
                #expect(throws: CredentialFault.malformed) { try store.check(text) }
            }
            for letter in ["i", "l", "o", "u", "A", "-", "é"] {
                #expect(APIKey("sk_0000000\(letter)_" + String(repeating: "0", count: 32)) == nil)
            }
        }
    }

    @Test("scopes leave of a role what they name")
    func scopes() throws {
        try withStore { store, _ in
            let (record, text) = try store.make(
                KeyWish(
                    role: .merchant, merchant: "shop", name: "till",
                    scopes: try Right.set(of: ["place_holds", "read_holds"])))
            let principal = try #require(store.principal(ofKey: text))
            for right in Right.allCases {
                let isNamed = right == .placeHolds || right == .readHolds
                #expect(principal.has(right) == isNamed, "\(right)")
            }
            #expect(try store.list() == [record])
            #expect(throws: KeyStoreError.self) {
                try store.make(KeyWish(role: .lender, name: "x", scopes: []))
            }
            #expect(
                throws: KeyStoreError.invalid("the role support has not the right place_holds")
            ) {
                try store.make(KeyWish(role: .support, name: "x", scopes: [.placeHolds]))
            }
        }
    }

    @Test("the code of each right is one word of its own, and a near one is suggested")
    func codes() throws {
        let codes = Right.allCases.map(\.code)
        #expect(Set(codes).count == codes.count)
        for right in Right.allCases {
            #expect(FieldRules.codeFault(right.code) == nil)
            #expect(Right(code: right.code) == right)
        }
        #expect(Right.placeHolds.code == "place_holds")
        #expect(
            throws: KeyStoreError.invalid(
                "there is no right place_hold: did you mean place_holds?")
        ) { try Right.set(of: ["read_holds", "place_hold"]) }
        #expect(throws: KeyStoreError.invalid("there is no right everything")) {
            try Right.set(of: ["everything"])
        }
    }

    @Test("a rotation: both are good for the overlap, then the new one alone")
    func rotation() throws {
        try withStore { store, clock in
            let start = clock.wall.now()
            let (old, oldText) = try store.make(
                KeyWish(
                    role: .operator, name: "desk", person: "p-1", scopes: [.closeDays],
                    expiresAt: start.adding(spanNs: 90 * Span.dayNs)))
            clock.advance(ns: 80 * Span.dayNs)
            let (new, newText) = try store.rotate(id: old.id, overlapNs: Span.dayNs)
            #expect(new.role == .operator && new.person == "p-1" && new.scopes == [.closeDays])
            #expect(new.replaces == old.id && new.name == "desk")
            #expect(new.expiresAt == start.adding(spanNs: 170 * Span.dayNs), "as long a life")
            let kept = try store.list()
            #expect(kept[0].replacedBy == new.id)
            #expect(kept[0].expiresAt == start.adding(spanNs: 81 * Span.dayNs))
            #expect(throws: KeyStoreError.replaced(old.id, by: new.id)) {
                try store.rotate(id: old.id, overlapNs: 0)
            }
            clock.advance(ns: Span.dayNs - 1)
            #expect(store.principal(ofKey: oldText)?.subject == "p-1")
            #expect(store.principal(ofKey: newText)?.subject == "p-1")
            clock.advance(ns: 1)
            #expect(store.principal(ofKey: oldText) == nil)
            #expect(store.principal(ofKey: newText) != nil)
        }
    }

    @Test("an overlap never lengthens a life, and none ends it at once")
    func overlaps() throws {
        try withStore { store, clock in
            let end = clock.wall.now().adding(spanNs: Span.hourNs)
            let short = try store.make(KeyWish(role: .lender, name: "a", expiresAt: end)).record
            _ = try store.rotate(id: short.id, overlapNs: Span.dayNs)
            #expect(try store.list()[0].expiresAt == end)
            let (endless, text) = try store.make(KeyWish(role: .lender, name: "b"))
            let next = try store.rotate(id: endless.id, overlapNs: 0)
            #expect(next.record.expiresAt == nil)
            #expect(store.principal(ofKey: text) == nil)
            for overlapNs in [-1, 30 * Span.dayNs + 1] {
                #expect(throws: KeyStoreError.self) {
                    try store.rotate(id: next.record.id, overlapNs: overlapNs)
                }
            }
            #expect(throws: KeyStoreError.unknownKey("00000000")) {
                try store.rotate(id: "00000000", overlapNs: 0)
            }
        }
    }

    @Test("what ended long ago is forgotten when a key is made")
    func forgotten() throws {
        try withStore { store, clock in
            let gone = try store.make(KeyWish(role: .lender, name: "gone")).record
            _ = try store.make(KeyWish(role: .lender, name: "kept"))
            try store.revoke(id: gone.id)
            clock.advance(ns: 400 * Span.dayNs)
            _ = try store.make(KeyWish(role: .lender, name: "day 400"))
            #expect(try store.list().map(\.name) == ["gone", "kept", "day 400"])
            clock.advance(ns: 1)
            _ = try store.make(KeyWish(role: .lender, name: "later"))
            #expect(try store.list().map(\.name) == ["kept", "day 400", "later"])
        }
    }

    @Test("a file from before keys ended, were narrowed or rotated is read")
    func oldFile() throws {
        try withDirectory { directory in
            let key = try #require(APIKey("sk_7j2m0q9x_" + String(repeating: "k", count: 32)))
            let file = """
                {"keys":[{"id":"7j2m0q9x","prefix":"sk_7j2m0q9x","sha256":"\(key.digest.hex)",\
                "role":"merchant","merchant":"shop","name":"till",\
                "created_at":"2026-01-01T00:00:00Z"}]}
                """
            try file.write(
                toFile: directory + "/keys.json", atomically: true, encoding: .utf8)
            let old = try KeyStore(directory: directory)
            let principal = try #require(old.principal(ofKey: key.text))
            #expect(principal.merchant == "shop" && principal.scopes == nil)
            #expect(principal.expiresAt == nil)
            _ = try old.make(KeyWish(role: .lender, name: "new", scopes: [.keepKeys]))
            #expect(try KeyStore(directory: directory).list() == old.list())
        }
    }

    @Test("the hash of a secret in hexadecimal", arguments: ["", "a", "A secret of some length"])
    func digest(secret: String) {
        let digest = KeyDigest(of: secret)
        #expect(digest.hex.count == 64)
        #expect(KeyDigest(hex: digest.hex) == digest)
        #expect(KeyDigest(of: secret + "x") != digest)
        #expect(KeyDigest(hex: digest.hex.uppercased() + "0") == nil)
        #expect(KeyDigest(hex: "g" + digest.hex.dropFirst()) == nil)
    }

    @Test("the last use is told to the minute, and survives a restart")
    func uses() throws {
        try withDirectory { directory in
            let clock = TestClock()
            let store = try KeyStore(directory: directory, clock: clock.wall)
            let (first, text) = try store.make(KeyWish(role: .lender, name: "a"))
            let (second, other) = try store.make(KeyWish(role: .lender, name: "b"))
            #expect(store.uses.all().isEmpty)
            clock.advance(ns: 90 * Span.secondNs)
            _ = store.principal(ofKey: text)
            let path = directory + "/key-uses.json"
            #expect(!FileManager.default.fileExists(atPath: path), "no request writes")
            #expect(store.uses.all() == [first.id: Instant(ns: 1_767_225_660 * Span.secondNs)])
            try store.uses.keep(of: store.list())
            let stamp = SecretFile.Stamp(path: path)
            try store.uses.keep(of: store.list())
            #expect(SecretFile.Stamp(path: path) == stamp, "nothing new, nothing written")
            let again = try KeyStore(directory: directory, clock: clock.wall)
            #expect(again.uses.all() == store.uses.all())
            clock.advance(ns: Span.hourNs)
            _ = again.principal(ofKey: other)
            _ = again.principal(ofKey: "sk_\(first.id)_" + String(repeating: "0", count: 32))
            try again.uses.keep(of: again.list())
            let uses = try KeyStore(directory: directory).uses.all()
            #expect(uses[first.id] == Instant(ns: 1_767_225_660 * Span.secondNs))
            #expect(uses[second.id] == Instant(ns: 1_767_229_260 * Span.secondNs))
        }
    }

    private func withStore(_ body: (KeyStore, TestClock) throws -> Void) throws {
        try withDirectory { directory in
            let clock = TestClock()
            try body(try KeyStore(directory: directory, clock: clock.wall), clock)
        }
    }

    private func withDirectory(_ body: (String) throws -> Void) throws {
        let directory = NSTemporaryDirectory() + "sluice-keys-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory)
    }
}
