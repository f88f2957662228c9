/// The mapping of a merchant's events that comes inside the binary, to be copied.
enum ShippedEventMappings {
    static let names = ["shop"]

    /// The YAML of a shipped mapping, nil if there is none of the name.
    static func text(of name: String) -> String? {
        name == "shop" ? String(decoding: PackageResources.shop_yaml, as: UTF8.self) : nil
    }
}
