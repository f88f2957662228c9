/// The limits of the side store of people, each with its reason.
public enum PeopleLimits {
    /// The longest string the HTTP interface takes: evidence written by a person.
    public static let noteBytesMax = 64 << 10

    /// Texts of one person: all of them are shown at once, and 64 MiB fit in memory.
    public static let notesOfPersonMax = 1_000

    /// Hours after which a text no command carries is taken for left over. A command whose answer
    /// is awaited is younger by far.
    public static let orphanHours: Int64 = 24
}
