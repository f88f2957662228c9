/// Paths that name a field of a document in an error: `lines[0].amount`, empty for the root.
public enum FieldPath {
    /// The path of a member of the object at `parent`.
    ///
    /// Limits: at most `APILimits.echoedNameBytesMax` bytes of the name, then an ellipsis.
    public static func member(_ name: String, in parent: String) -> String {
        parent.isEmpty ? echoed(name) : "\(parent).\(echoed(name))"
    }

    /// The path of an element of the array at `parent`.
    public static func element(_ index: Int, in parent: String) -> String {
        "\(parent)[\(index)]"
    }

    /// `path`, known from its own root, as seen from the object or array above it.
    static func joined(_ step: String, _ path: String) -> String {
        path.isEmpty || path.hasPrefix("[") ? step + path : "\(step).\(path)"
    }

    /// The name as far as it is repeated to its sender.
    public static func echoed(_ name: String) -> String {
        guard name.utf8.count > APILimits.echoedNameBytesMax else { return name }
        var kept = String.UnicodeScalarView()
        var bytes = 0
        for scalar in name.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= APILimits.echoedNameBytesMax else { break }
            kept.append(scalar)
        }
        return String(kept) + "…"
    }
}
