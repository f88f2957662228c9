import Foundation
import SluiceAPI
import SluiceCore

/// Policies as YAML, read strictly: what is not understood is refused with its line and key.
///
/// The keys are those of `PolicyKeys`, described in docs/reference/policy.md.
enum PolicyFile {
    /// The policy of a file; `standard` is the shipped one.
    static func load(_ path: String) throws(PolicyError) -> Policy {
        if path == ShippedPolicies.standardName {
            return try parse(ShippedPolicies.standard, of: path)
        }
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw PolicyError(file: path, line: 0, message: "cannot be read")
        }
        guard data.count <= ImportLimits.mappingBytesMax,
            let text = String(data: data, encoding: .utf8)
        else {
            throw PolicyError(file: path, line: 0, message: "must be UTF-8 and at most 1 MiB")
        }
        return try parse(text, of: path)
    }

    /// The policy of a text, with version 1, as any that is not adopted yet.
    static func parse(_ text: String, of file: String) throws(PolicyError) -> Policy {
        do throws(MappingError) {
            return try policy(
                YAMLObject(
                    MappingFile.compose(text, of: file), path: "", of: file, keys: PolicyKeys.root))
        } catch {
            throw PolicyError(error)
        }
    }

    private static func policy(_ root: YAMLObject) throws(MappingError) -> Policy {
        var policy = Policy.standard
        var objects: [String: YAMLObject] = [:]
        for section in PolicyKeys.sections {
            if let name = section.name, section.isOptional, !root.has(name) {
                for key in section.keys { key.leaveOut?(&policy) }
                continue
            }
            let object =
                try section.name.map { name throws(MappingError) in
                    try root.object(name, keys: section.keys.map(\.name))
                } ?? root
            objects[section.name ?? ""] = object
            try read(section.keys, into: &policy, from: object)
        }
        var scenarios: [ScenarioPolicy] = []
        let list = try root.objects(PolicyKeys.scenarios, keys: PolicyKeys.scenario.map(\.name))
        guard list.count <= APILimits.scenariosMax else {
            throw root.error(
                "`\(PolicyKeys.scenarios)` has more than \(APILimits.scenariosMax) entries",
                at: PolicyKeys.scenarios)
        }
        for object in list {
            var scenario = ScenarioPolicy.blank
            try read(PolicyKeys.scenario, into: &scenario, from: object)
            scenarios.append(scenario)
        }
        if let fault = PolicyFault.contradiction(in: policy, scenarios: scenarios) {
            switch fault.place {
            case .section(let section, let key):
                throw Self.fault((objects[section ?? ""] ?? root), key, fault.message)
            case .scenario(let index, let key):
                throw Self.fault(list[index], key, fault.message)
            }
        }
        return policy.with(scenarios)
    }

    private static func read<Root>(
        _ keys: [PolicyKey<Root>], into root: inout Root, from object: YAMLObject
    ) throws(MappingError) {
        for key in keys {
            let text = try object.has(key.name) ? object.text(key.name) : nil
            if let need = key.take(text, into: &root) { throw fault(object, key.name, need) }
        }
    }

    private static func fault(
        _ object: YAMLObject, _ key: String, _ message: String
    ) -> MappingError {
        let path = object.path.isEmpty ? key : "\(object.path).\(key)"
        return object.error("`\(path)` \(message)", at: key)
    }
}
