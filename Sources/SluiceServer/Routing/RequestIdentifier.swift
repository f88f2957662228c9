import Hummingbird
import SluiceCore

/// The id a request is found by in logs.
enum RequestIdentifier {
    /// The caller's own, if it is 1…64 visible ASCII characters, else a random one.
    static func of(_ request: Request) -> String {
        if let given = request.headers[.requestID],
            (1...ServerLimits.requestIDBytesMax).contains(given.utf8.count),
            given.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        {
            return given
        }
        return TraceParent.hexadecimal(.random(in: .min ... .max))
            + TraceParent.hexadecimal(.random(in: .min ... .max))
    }
}
