#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The say of the calling thread against others.
enum ThreadPriority {
    /// Gives way to all that answers somebody. Failing to takes nothing but that.
    static func lower() {
        #if os(Linux)
            // On Linux a thread has a niceness of its own; 0 is the calling one.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        #else
            _ = pthread_set_qos_class_self_np(QOS_CLASS_UTILITY, 0)
        #endif
    }
}
