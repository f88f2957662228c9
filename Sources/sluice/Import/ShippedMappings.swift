/// The mappings that come inside the binary.
enum ShippedMappings {
    static let names = ["generic", "olist", "olist-silent", "olist-limits"]

    /// The YAML of a shipped mapping, nil if there is none of the name.
    static func text(of name: String) -> String? {
        switch name {
        case "generic": String(decoding: PackageResources.generic_yaml, as: UTF8.self)
        case "olist": String(decoding: PackageResources.olist_yaml, as: UTF8.self)
        case "olist-silent": String(decoding: PackageResources.olist_silent_yaml, as: UTF8.self)
        case "olist-limits": String(decoding: PackageResources.olist_limits_yaml, as: UTF8.self)
        default: nil
        }
    }
}
