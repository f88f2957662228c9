import SluiceCore

/// The limits of reading stores again, each with its reason.
public enum ScrubLimits {
    /// Within this time damage is found, wherever it is: a disk that loses one sector loses others
    /// soon, and copies are taken daily.
    public static let withinHours = 24

    /// Bytes read a second: a small part of what the slowest disks in use read, so that no command
    /// notices; at that pace 337 GiB are read in half of the time above.
    public static let bytesPerSecondMax = 8 << 20

    /// Bytes read at once: some milliseconds between two pauses.
    static let pageBytesMax = 256 << 10

    /// Places of damage that are told of one store; beyond it the store is to be replaced whole.
    static let damagesMax = 100

    /// How long a store that cannot be read now is left alone.
    static let retryPauseNs = Span.minuteNs
}
