/// Limits of connections, each with its reason (docs/reference/limits.md).
public enum ConnectionLimits {
    /// Connections open at once: some 100 MB with what each has in flight.
    public static let connectionsMax = 4_096
    /// Of one address, a quarter: a network of IPv6 of 64 bits is one.
    public static let perAddressMax = 1_024
    /// Of all, kept for this machine: an operator gets in while others hold all the rest.
    static let localReserve = 64
    /// Seconds from a connection, or from the first byte of a request, to the end of its head.
    static let headSeconds: Int64 = 10
    /// Seconds a connection may say nothing between two requests.
    static let idleSeconds: Int64 = 60
    /// Seconds a body may take, and the least rate at which it comes beyond that.
    static let bodySeconds: Int64 = 10
    static let bodyBytesPerSecond: Int64 = 4_096
    /// Seconds that each connection has more of these, between none and as many by chance: a thousand that
    /// came at once end over as long, and nobody waits behind all of them.
    static let graceSeconds: Int64 = 3
    /// Seconds in which a reader takes nothing of what is written to it.
    static let writeSeconds: Int64 = 60
    /// Requests of a connection that are not answered yet.
    static let pipelinedMax = 16
    /// Fields of a head, and bytes of one and of all.
    static let headFieldsMax = 64
    static let headFieldBytesMax = 8_192
    static let headFieldsBytesMax = 16_384
    /// Bytes that come before a head is whole: its fields, a request target, and what is read at once.
    static let headBytesMax = 98_304
    /// Bytes of a body after which a connection ends though its answer may be lost: of what is too large
    /// so much is read on, that a client hears 413.
    static let bodyBytesMax = 8_388_608
    /// Connections that wait to be taken, in the kernel.
    static let backlog = 1_024
    /// File handles the server needs beside its connections.
    public static let otherHandles = 256
}
