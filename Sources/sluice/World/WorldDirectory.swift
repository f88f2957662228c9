import Foundation
import SluiceAPI
import SluiceCore
import SluiceServer

/// What an engine needs to be part of a world, in a directory: its policy, the merchants' mappings,
/// connectors and secrets, and a place for its data.
struct WorldDirectory {
    let url: URL

    init(_ path: String) { url = URL(filePath: path) }

    var data: String { url.appending(path: "data").path }
    var policy: String { url.appending(path: "policy.yaml").path }
    var mappings: String { url.appending(path: "mappings").path }
    var connectors: String { url.appending(path: "connectors").path }
    var desk: String { url.appending(path: "desk.yaml").path }
    private var secrets: URL { url.appending(path: "secrets.json") }

    var isPrepared: Bool { FileManager.default.fileExists(atPath: secrets.path) }

    /// The settings of `sluice serve`, beside `--data`.
    var settings: [String] {
        ["--policy", policy, "--mappings", mappings, "--connectors", connectors]
    }

    /// Its options, beside `--data`.
    func options(rate: Int64) -> [String] {
        settings + ["--clock-rate", String(rate)]
            + (FileManager.default.fileExists(atPath: desk) ? ["--desk", desk, "--no-scorer"] : [])
    }

    /// Writes all of it, for a directory that has none of it yet.
    /// - Parameter port: where merchants' endpoints will be.
    /// - Throws: an error of the file system, `KeyStoreError`.
    func prepare(_ shape: WorldShape, port: Int) throws {
        umask(0o077)
        for path in [data, mappings, connectors] {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }
        try Data(PolicyFile.text(of: shape.policy).utf8).write(to: URL(filePath: policy))
        if let rush = shape.rush { try Data(rush.desk.utf8).write(to: URL(filePath: desk)) }
        try Data(WorldEndpoint.token.utf8)
            .write(to: URL(filePath: connectors + "/world.secret"))
        for index in 0..<shape.merchants where WorldShape.isAsked(index) {
            let file = connectors + "/shop-\(index + 1).yaml"
            try Data(WorldEndpoint.connector(of: index, port: port).utf8)
                .write(to: URL(filePath: file))
        }
        let store = try WebhookSecrets(directory: data)
        var writer = JSONWriter()
        try writer.object { writer in
            for index in 0..<shape.merchants {
                let name = WorldShape.merchant(index)
                writer.member(name, try store.create(merchant: name).secret ?? "")
                guard !WorldMerchant.speaksCloudEvents(index) else { continue }
                let file = mappings + "/shop-\(index + 1).yaml"
                try Data(WorldMerchant.mapping(of: index).utf8).write(to: URL(filePath: file))
            }
        }
        // Written last: a directory that has it has the rest.
        try Data(writer.bytes).write(to: secrets)
    }

    /// The persons at the desk of an engine that runs on this directory, each with a new key.
    /// - Throws: `KeyStoreError`.
    func persons(_ shape: WorldShape, _ client: WorldClient) throws -> [WorldClient] {
        guard shape.reviewers > 0 else { return [] }
        let keys = try KeyStore(directory: data)
        return try (1...shape.reviewers).map { number in
            let name = "reviewer-\(number)"
            return WorldClient(
                http: client.http, address: client.address,
                key: try keys.create(role: .reviewer, name: name, person: name))
        }
    }

    /// The merchants of a world, with their secrets.
    /// - Throws: `WorldError`.
    func merchants(_ shape: WorldShape, _ client: WorldClient) throws -> [WorldMerchant] {
        let value = (try? Data(contentsOf: secrets)).flatMap { try? JSONReader.read(Array($0)) }
        return try (0..<shape.merchants).map { index in
            let name = WorldShape.merchant(index)
            guard let secret = value?[name].text else {
                throw WorldError(
                    description: "\(url.path) has no secret of \(name): make it with "
                        + "`sluice world --prepare DIR` and as many merchants")
            }
            return WorldMerchant(index: index, secret: secret, client: client)
        }
    }
}

/// Why there can be no world.
struct WorldError: Error, CustomStringConvertible {
    var description: String
}
